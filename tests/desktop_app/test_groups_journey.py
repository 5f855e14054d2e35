"""From the matrix to its pictures in the real main window: groups, a cell, two pictures, epochs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.inspect.groups_dialog import GroupsDialog
from desktop_app.inspect.reading_box import ReadingBox
from tests.data.class_run import CLASSES, EPOCHS, make_class_run
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import modal, settled
from training.data.dataset import Dataset
from training.data.flags import LABEL_ERROR, flags_of
from training.locations import Locations
from training.runs import Run

pytestmark = pytest.mark.timeout(600)

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def four(qtbot: QtBot, application: Application, locations: Locations) -> Run:
    """Return a run that tells four classes apart, open in the window, with its epochs read."""
    run = make_class_run(locations.datasets, locations.runs)
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    settled(qtbot, application)
    application.window.show_tab("inspect")
    return run


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isEnabled(), widget.toolTip()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(qtbot: QtBot, box: ReadingBox, text: str) -> None:
    """Choose as a person does, by the keys."""
    assert box.isVisible()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{text!r} is not offered"


def press_cell(qtbot: QtBot, matrix: QWidget, row: int, column: int) -> None:
    for _ in CLASSES:
        qtbot.keyClick(matrix, Qt.Key.Key_Up)
        qtbot.keyClick(matrix, Qt.Key.Key_Left)
    keys = [Qt.Key.Key_Down] * row + [Qt.Key.Key_Right] * column + [Qt.Key.Key_Return]
    for key in keys:
        qtbot.keyClick(matrix, key)


def test_classes_are_grouped_by_the_person_and_remembered(
    qtbot: QtBot, application: Application, four: Run
) -> None:
    inspect = application.inspect
    page = inspect.results
    box = page.readings
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    dialog = modal(GroupsDialog)
    assert isinstance(dialog, GroupsDialog)
    for name in ("mel", "nv"):
        dialog.fields[name].setText("melanocytic")
    dialog.fields["bkl"].setText("")
    assert not dialog.ok.isEnabled()
    assert "bkl has none" in dialog.ok.toolTip()
    for name in ("bkl", "bcc"):
        dialog.fields[name].setText("other")
    click(qtbot, dialog.ok)
    told = four.predictions(page.part)
    assert told is not None
    n = told.y_true.size
    assert box.currentText() == "other / melanocytic"
    assert page.matrix.cell_text(1, 1).startswith("True melanocytic, read as melanocytic: 16 ")
    assert page.matrix.counts.sum() == n

    # Its pictures are among the predictions, in the same groups.
    press_cell(qtbot, page.matrix, 1, 1)
    review = inspect.predictions
    assert inspect.pages.currentWidget() is review
    assert len(review.names) == 16
    assert review.bar.readings.currentText() == "other / melanocytic"
    assert review.bar.true.currentText() == "True: melanocytic"
    assert inspect.comparison.readings.findText("other / melanocytic") < 0  # nothing compared yet

    # It is there again when the run is opened again.
    box.show_groups(None)
    box.set_own({})
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(four.path)
    settled(qtbot, application)
    assert box.findText("other / melanocytic") > 0


def test_melanomas_read_as_nevi_are_compared_and_flagged_together(
    qtbot: QtBot, application: Application, four: Run
) -> None:
    inspect = application.inspect
    choose(qtbot, inspect.results.readings, "All 4 classes")
    mel, nv = CLASSES.index("mel"), CLASSES.index("nv")
    missed = int(inspect.results.matrix.counts[mel, nv])
    assert missed >= 2
    press_cell(qtbot, inspect.results.matrix, mel, nv)
    page = inspect.predictions
    assert page.isVisible()
    assert len(page.names) == missed

    # Two of them, side by side.
    assert not page.chosen.compare.isEnabled()
    page.wall.setFocus()
    page.wall.go_to(0)
    qtbot.keyClick(page.wall, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    both = page.names[:2]
    assert page.selected == both
    click(qtbot, page.chosen.compare)
    pair = inspect.pair
    assert pair.isVisible()
    qtbot.waitUntil(lambda: all(each.image is not None for each in pair.pictures), timeout=WAIT)
    facts = {name: said for name, *said in pair.facts.rows}
    assert facts["Name"] == both
    assert facts["Class"] == ["mel", "mel"]
    assert set(facts) >= {"Age", "Sex", "Site", "Read as"}
    qtbot.keyClick(pair, Qt.Key.Key_Plus)
    assert pair.pictures[0].look == pytest.approx(pair.pictures[1].look)
    assert pair.pictures[1].look[0] > 1
    qtbot.keyClick(pair, Qt.Key.Key_Escape)
    settled(qtbot, application)

    # Flagged together, and used for the next training.
    flags, flagged = page.chosen.flags, application.actions.reviewing.flagged
    flags.note.setText("looks like a nevus")
    with qtbot.waitSignal(flagged, timeout=WAIT):
        click(qtbot, flags.label_error)
    root = Path(four.dataset.path)
    kept = flags_of(Dataset.open(root))
    assert {name: flag.kind for name, flag in kept.items()} == dict.fromkeys(both, LABEL_ERROR)
    assert page.selected == both
    click(qtbot, flags.use)
    settled(qtbot, application)
    assert application.train.isVisible()
    to_train_on = application.workspace.to_train_on
    assert to_train_on is not None
    assert to_train_on.root == root
    assert not set(both) & set(to_train_on.samples["sample_id"])

    # Taken back together.
    application.window.show_tab("inspect")
    with qtbot.waitSignal(flagged, timeout=WAIT):
        click(qtbot, flags.undo)
    assert flags_of(Dataset.open(root)) == {}
    settled(qtbot, application)


def test_the_epochs_of_a_run_are_gone_through_and_left_again(
    qtbot: QtBot, application: Application, four: Run
) -> None:
    page = application.inspect.results
    assert page.part == "validation"
    final = page.matrix.counts.copy()
    assert page.epochs.isVisible()
    assert page.epochs.slider.maximum() == EPOCHS
    choose(qtbot, page.readings, "All 4 classes")
    final_classes = page.matrix.counts.copy()
    page.epochs.slider.setFocus()
    for _ in range(2):
        qtbot.keyClick(page.epochs.slider, Qt.Key.Key_Left)
    assert page.epochs.words == "epoch 2 of 3, validation"
    titles = [label.text() for label in page.findChildren(QLabel)]
    assert "Epoch 2 of 3, validation" in titles
    assert page.matrix.counts.diagonal().tolist() == [6, 6, 6, 6]
    assert page.numbers.text("Sensitivity") == "0.750"
    assert page.numbers.text("ROC AUC") == "–"
    choose(qtbot, page.readings, "Benign or malignant")
    assert page.matrix.counts.tolist() == [[14, 2], [4, 12]]

    # Its cells have no pictures, and say so.
    press_cell(qtbot, page.matrix, 1, 0)
    assert page.isVisible()
    assert "is not kept" in page.epochs.about.text()

    click(qtbot, page.epochs.back)
    assert page.epochs.words == "final result"
    assert (page.matrix.counts == final).all()
    choose(qtbot, page.readings, "All 4 classes")
    assert (page.matrix.counts == final_classes).all()

    # Of another part no epoch is known: the slider says so, and the final result is shown.
    page.epochs.slider.setValue(0)
    page.part_box.setCurrentIndex(page.part_box.findData("test"))
    assert page.epochs.shown is None
    assert not page.epochs.slider.isEnabled()
    assert "validation part alone" in page.epochs.slider.toolTip()
    assert page.matrix.counts.sum() == 16
    assert page.numbers.text("ROC AUC") != "–"


def test_the_viewer_shows_where_the_answer_comes_from(
    qtbot: QtBot, opened: Application, run: Run, dataset: Dataset
) -> None:
    opened.window.show_tab("inspect")
    inspect = opened.inspect
    qtbot.waitUntil(lambda: inspect.predictions.part is not None, timeout=WAIT)
    settled(qtbot, opened)
    inspect.pages.setCurrentWidget(inspect.predictions)
    inspect.predictions.wall.picture_activated.emit(0)
    viewer = inspect.viewer
    qtbot.waitUntil(lambda: viewer.picture.image is not None, timeout=WAIT)
    bar = viewer.explanation
    assert bar.isVisible()
    assert not bar.opacity.isEnabled()
    bar.method.setFocus()
    with qtbot.waitSignal(opened.actions.explaining.explained, timeout=WAIT):
        while bar.chosen != "occlusion":
            qtbot.keyClick(bar.method, Qt.Key.Key_Down)
        assert "being computed" in bar.about.text()
    assert bar.opacity.isEnabled()
    assert viewer.picture.overlay is not None
    assert "malignant" in bar.about.text()
    clear = viewer.picture.grab().toImage()
    bar.opacity.setValue(100)
    assert viewer.picture.grab().toImage() != clear

    # The next picture has a map of its own; without a model there are words.
    run.model_path.unlink()
    bar.method.setFocus()
    qtbot.keyClick(bar.method, Qt.Key.Key_Home)
    assert viewer.picture.overlay is None
    with qtbot.waitSignal(opened.actions.explaining.failed, timeout=WAIT):
        qtbot.keyClick(bar.method, Qt.Key.Key_Down)
    assert bar.about.text().startswith("There is no map.")
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    settled(qtbot, opened)
