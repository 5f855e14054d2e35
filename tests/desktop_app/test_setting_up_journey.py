"""Journeys of a person who sets up a training in the real main window."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QToolButton, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.train.editors import ChoiceEditor
from desktop_app.train.layers_dialog import LayersDialog
from desktop_app.train.number_editors import NumberEditor, WholeEditor
from desktop_app.train.outlook_note import OutlookNote
from desktop_app.train.rate_dialog import RateDialog
from desktop_app.widgets.images import to_pixels
from tests.desktop_app.conftest import WAIT
from training.config import StageConfig, read_config
from training.data.dataset import Dataset
from training.errors import TrainingError
from training.progress import Progress
from training.rate_finder import RateCurve

SMALL = {
    "model.image_size": [32, 32],
    "optimisation.epochs": 2,
    "optimisation.batch_size": 8,
}


@pytest.fixture
def setting_up(qtbot: QtBot, application: Application, dataset: Dataset) -> Application:
    """Return the application with a small training set up on the tiny data set."""
    application.workspace.open_dataset(dataset)
    application.window.show_tab("train")
    application.train.setup.choose("small-cnn", SMALL)
    rest(qtbot, application)
    return application


def rest(qtbot: QtBot, application: Application) -> None:
    """Wait until no work is left."""
    qtbot.waitUntil(
        lambda: application.session.state == "idle" and not application.jobs.active, timeout=WAIT
    )


def unfold(application: Application, *titles: str) -> None:
    for title in titles:
        [button] = [
            each
            for each in application.train.setup.findChildren(QToolButton)
            if each.text().partition("  ·  ")[0] == title
        ]
        button.setChecked(True)


def field(application: Application, name: str) -> QWidget:
    [found] = [
        each
        for each in application.train.setup.findChildren(QWidget)
        if each.accessibleName() == name and each.isVisible()
    ]
    return found


def type_in(qtbot: QtBot, application: Application, name: str, text: str) -> None:
    editor = field(application, name)
    assert isinstance(editor, WholeEditor | NumberEditor)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def dialog_of(application: Application, kind: type[QDialog]) -> QDialog:
    [found] = application.window.findChildren(kind)
    return found


def test_from_fields_mend_and_found_rate_to_a_run_with_exactly_those_values(
    qtbot: QtBot, setting_up: Application
) -> None:
    application, setup = setting_up, setting_up.train.setup
    unfold(application, "More", "Model", "Augmentation", "Loss and balance")
    type_in(qtbot, application, "Dropout", "0.35")
    type_in(qtbot, application, "Zoom", "0.15")
    type_in(qtbot, application, "Label smoothing", "0.05")
    type_in(qtbot, application, "Batch size", "512")
    optimizer = field(application, "Class weights")
    assert isinstance(optimizer, ChoiceEditor)
    optimizer.setFocus()
    qtbot.keyClicks(optimizer, "sqrt")

    [note] = setup.findChildren(OutlookNote)
    mend = "Set Batch size to"
    qtbot.waitUntil(lambda: any(m.text().startswith(mend) for m in note.mends), timeout=WAIT)
    [button] = [m for m in note.mends if m.text().startswith(mend)]
    if not note.said.isVisible():
        qtbot.mouseClick(note.fold.header, Qt.MouseButton.LeftButton)
    smaller = int(button.text().removeprefix(mend))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "single step" not in note.text(), timeout=WAIT)
    rest(qtbot, application)

    qtbot.mouseClick(field(application, "Find a learning rate"), Qt.MouseButton.LeftButton)
    finder = dialog_of(application, RateDialog)
    assert isinstance(finder, RateDialog)
    qtbot.waitUntil(lambda: finder.plot.points > 10, timeout=WAIT)
    qtbot.waitUntil(finder.rate.isEnabled, timeout=WAIT)
    if not finder.use.isEnabled():  # tiny data may say nothing: then a person chooses
        finder.plot.rate_pointed.emit(2e-3)
    rate = finder.rate.value()
    qtbot.mouseClick(finder.use, Qt.MouseButton.LeftButton)
    assert setup.changes["optimisation.learning_rate"] == rate

    with qtbot.waitSignal(application.session.finished, timeout=WAIT):
        qtbot.mouseClick(setup.start_button, Qt.MouseButton.LeftButton)
    rest(qtbot, application)

    run = application.workspace.run
    assert run is not None
    config = read_config(run.path / "config.json")
    written = json.loads((run.path / "config.json").read_text("utf-8"))
    assert written["optimisation"]["learning_rate"] == rate
    assert written["optimisation"]["batch_size"] == smaller
    assert (config.model.dropout, config.augmentation.zoom) == (0.35, 0.15)
    assert (config.loss.label_smoothing, config.optimisation.class_weight) == (0.05, "sqrt")
    assert config.model.image_size == (32, 32)
    plain = setup.recipe.config
    assert config.patience == plain.patience
    assert config.features == plain.features


def test_an_estimate_of_what_is_set_up_is_out_of_date_once_it_changes(
    qtbot: QtBot, setting_up: Application
) -> None:
    estimate = setting_up.train.setup.estimate

    estimate.button.click()
    qtbot.waitUntil(lambda: "an epoch" in estimate.label.text(), timeout=WAIT)
    assert "memory" in estimate.label.text()
    setting_up.train.setup.choose("small-cnn", {"seed": 5})

    assert estimate.label.text().startswith("Out of date")
    rest(qtbot, setting_up)


def test_an_estimate_that_is_cancelled_says_nothing(qtbot: QtBot, setting_up: Application) -> None:
    estimate = setting_up.train.setup.estimate
    estimate.button.click()
    assert estimate.button.text() == "Cancel"

    estimate.button.click()
    rest(qtbot, setting_up)

    assert "not measured" in estimate.label.text()


def test_the_layers_of_the_network_say_what_trains(qtbot: QtBot, setting_up: Application) -> None:
    qtbot.mouseClick(field(setting_up, "Layers of the network"), Qt.MouseButton.LeftButton)
    dialog = dialog_of(setting_up, LayersDialog)
    assert isinstance(dialog, LayersDialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 3, timeout=WAIT)

    assert dialog.table.item(0, 2).text() == "32 × 32 × 3"
    assert "parameters in" in dialog.headline.text()
    dialog.reject()
    rest(qtbot, setting_up)


def test_the_example_shows_what_the_fields_of_augmentation_do(
    qtbot: QtBot, setting_up: Application
) -> None:
    preview, setup = setting_up.train.setup.preview, setting_up.train.setup
    assert preview.pictures == ()
    unfold(setting_up, "More", "Augmentation")
    qtbot.waitUntil(lambda: len(preview.pictures) == 6, timeout=WAIT)

    off = {f"augmentation.{name}_flip": False for name in ("horizontal", "vertical")}
    setup.choose("small-cnn", {**off, "augmentation.quarter_turns": False})
    qtbot.waitUntil(lambda: _all_alike(preview.pictures), timeout=WAIT)
    setup.choose("small-cnn", {"augmentation.brightness": 0.5})
    qtbot.waitUntil(lambda: not _all_alike(preview.pictures), timeout=WAIT)

    first = to_pixels(preview.pictures[0])
    preview.another.click()
    qtbot.waitUntil(lambda: (to_pixels(preview.pictures[0]) != first).any(), timeout=WAIT)
    setup.choose("small-cnn", {"split.folds": 2})
    assert "3 folds" in preview.accessibleDescription() or preview.pictures == ()
    rest(qtbot, setting_up)


def test_while_a_training_runs_nothing_is_measured_and_it_says_why(
    qtbot: QtBot, setting_up: Application
) -> None:
    setup = setting_up.train.setup
    setup.choose("small-cnn", {"optimisation.epochs": 5_000})
    setup.start_button.click()
    qtbot.waitUntil(lambda: setting_up.session.state == "running", timeout=WAIT)
    for name in ("Find a learning rate", "Layers of the network"):
        assert not field(setting_up, name).isEnabled()

    with capture_exceptions() as caught:
        setup.rate_requested.emit()
    assert isinstance(caught[0][1], TrainingError)

    setup.stop_button.click()
    rest(qtbot, setting_up)


def test_the_finder_ends_when_a_training_starts(qtbot: QtBot, setting_up: Application) -> None:
    setup = setting_up.train.setup
    setup.rate_requested.emit()
    finder = dialog_of(setting_up, RateDialog)
    assert isinstance(finder, RateDialog)

    setup.start_requested.emit("small-cnn", setup.changes)
    qtbot.waitUntil(lambda: "finder was ended" in finder.status.text(), timeout=WAIT)

    assert not finder.use.isEnabled()
    finder.reject()
    rest(qtbot, setting_up)


def _all_alike(pictures: tuple[object, ...]) -> bool:
    pixels = [to_pixels(picture) for picture in pictures]  # type: ignore[arg-type]
    return all((each == pixels[0]).all() for each in pixels)


def test_the_rate_of_a_later_stage_is_found_and_taken_over(
    qtbot: QtBot, setting_up: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finder itself, which is tested elsewhere, is replaced: it need not be waited for."""
    asked: list[int] = []
    rates = np.geomspace(1e-7, 10, 100)

    def find_rate(
        _config: object, _locations: object, progress: Progress, *_: object, stage: int
    ) -> RateCurve:
        asked.append(stage)
        while stage == 0:  # until it is cancelled
            progress("Trying learning rates", 1, 100)
        return RateCurve(rates, 1 / (1 + rates), 1 / (1 + rates), 2e-5)

    monkeypatch.setattr("training.rate_finder.find_rate", find_rate)
    monkeypatch.setattr(setting_up.jobs, "run_tensorflow", setting_up.jobs.run)
    setup = setting_up.train.setup
    whole = StageConfig(epochs=1, learning_rate=1e-4).model_dump(mode="json")
    setup.choose("small-cnn", {"stages": [whole, whole]})
    rest(qtbot, setting_up)
    before = setup.changes
    qtbot.mouseClick(field(setting_up, "Find a learning rate"), Qt.MouseButton.LeftButton)
    finder = dialog_of(setting_up, RateDialog)
    assert isinstance(finder, RateDialog)
    assert [finder.stages.itemText(n) for n in range(3)] == [
        *("Stage 1 of 3", "Stage 2 of 3", "Stage 3 of 3")
    ]
    qtbot.waitUntil(lambda: asked == [0], timeout=WAIT)

    finder.stages.setFocus()
    qtbot.keyClick(finder.stages, Qt.Key.Key_End)  # while the first stage is still being tried
    qtbot.waitUntil(finder.use.isEnabled, timeout=WAIT)
    assert asked == [0, 2]
    rest(qtbot, setting_up)
    assert "ended" not in finder.status.text(), "one stage gave way to another, not to a training"
    qtbot.mouseClick(finder.use, Qt.MouseButton.LeftButton)

    third = {**whole, "learning_rate": 2e-5}
    assert setup.changes == {**before, "stages": [whole, third]}
    rest(qtbot, setting_up)
