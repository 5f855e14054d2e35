"""What an answer is worth, and why it is given, in the real main window."""

from __future__ import annotations

import csv
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.predict.answer_side import AnswerSide
from desktop_app.predict.large_picture import LargePicture
from desktop_app.work import many
from tests.data.pictures import encoded, noise
from tests.desktop_app.conftest import WAIT
from tests.desktop_app.in_window import modal, settled
from training.evaluation.conformal import calibrated_on, coverage_report
from training.inference import Predictor
from training.prediction_table import TableSummary
from training.progress import Progress
from training.reference import Reference
from training.runs import Run
from training.shortcuts.stress import stress_picture
from training.views import view_spread

THRESHOLD, SETS, WHY, ALIKE, CLASSES = range(5)


@pytest.fixture
def predict(qtbot: QtBot, opened: Application, run: Run) -> Application:
    """Return the application with one of the run's own pictures answered."""
    opened.window.show_tab("predict")
    opened.actions.prediction.open_files([own_picture(run)])
    settled(qtbot, opened)
    return opened


def own_picture(run: Run) -> Path:
    """Return a validation picture."""
    split = run.split()
    return Path(run.dataset.path, str(split[split["split"] == "validation"]["image"].iloc[0]))


def side(application: Application) -> AnswerSide:
    return application.predict.answers


def test_a_run_that_is_not_ready_says_what_it_lacks_and_is_made_ready(
    qtbot: QtBot, predict: Application, run: Run
) -> None:
    answers = side(predict)
    for file in (run.path / "compiled" / "compiled.json", run.path / "reference.npz"):
        file.unlink(missing_ok=True)
    predict.actions.runs.open(run.path)
    settled(qtbot, predict)
    predict.window.show_tab("predict")
    assert answers.notice.isVisible()
    assert "answers by Keras alone" in answers.notice.accessibleName()
    assert "does not remember its own pictures" in answers.notice.accessibleName()
    answers.pages.setCurrentIndex(ALIKE)
    settled(qtbot, predict)
    assert answers.alike.about.text() == "This run does not remember its own pictures."

    with qtbot.waitSignal(predict.actions.answering.made_ready, timeout=WAIT):
        qtbot.mouseClick(answers.ready_button, Qt.MouseButton.LeftButton)
        assert "being made ready" in answers.notice.accessibleName()
    settled(qtbot, predict)
    assert not answers.notice.isVisible()
    assert not predict.actions.prediction.needs_tensorflow
    reference = Reference.open(run)
    assert reference is not None
    prediction = Predictor(run).predict_files([own_picture(run)])[0]
    nearest = reference.neighbours(prediction.embedding, 4)
    assert [tile.isVisible() for tile in answers.alike.tiles] == [True] * 4
    assert nearest[0].sample_id in answers.alike.tiles[0].accessibleName()
    assert "0.000" in answers.alike.tiles[0].text()

    answers.alike.tiles[0].click()
    dialog = modal(LargePicture)
    assert isinstance(dialog, LargePicture)
    qtbot.waitUntil(lambda: dialog.picture.image is not None, timeout=WAIT)
    assert f"Truth: {nearest[0].class_name}" in dialog.words.text()
    dialog.close()
    settled(qtbot, predict)

    noisy = run.path / "noise.png"
    noisy.write_bytes(encoded(noise(1, (300, 300)), "PNG"))
    predict.actions.prediction.open_files([noisy])
    settled(qtbot, predict)
    assert "Not like the training pictures" in answers.answer.warning.accessibleName()
    assert answers.answer.warning.isVisible()


def test_threshold_sets_and_matrix_follow_in_the_same_call(
    qtbot: QtBot, predict: Application, run: Run
) -> None:
    answers = side(predict)
    validation, test = (run.predictions(part) for part in ("validation", "test"))
    assert validation is not None
    assert test is not None
    prediction = Predictor(run).predict_files([own_picture(run)])[0]
    sets = calibrated_on(validation)
    [labels] = sets.sets(np.array([[prediction.probability]]))
    assert answers.answer.set_words == sets.words(labels, ("benign", "malignant"))
    answers.pages.setCurrentIndex(SETS)
    covered = coverage_report(sets, test).covered.value
    assert answers.sets.table.item(0, 1).text().startswith(f"{covered:.3f}")

    answers.pages.setCurrentIndex(THRESHOLD)
    answers.threshold.target.setValue(100.0)
    answers.threshold.ask.click()
    assert answers.threshold.numbers.text("Sensitivity", "Validation").startswith("1.000")
    at = run.operating_point.threshold
    assert predict.workspace.threshold == at
    assert run.operating_point.rule is not None
    expected = np.mean(test.probability[test.is_positive] >= at)
    shown = answers.threshold.numbers.text("Sensitivity", "Test")
    assert shown.startswith(f"{expected:.3f}")

    slider = answers.threshold.findChild(QSlider)
    slider.setValue(1000)
    assert answers.answer.heading == "○ Benign", "without waiting for anything"
    assert answers.threshold.numbers.text("Sensitivity", "Validation").startswith("0.000")
    answers.threshold.reset.click()
    assert predict.workspace.threshold == 0.5
    settled(qtbot, predict)


def test_maps_views_and_drawings_are_those_of_the_engine(
    qtbot: QtBot, predict: Application, run: Run
) -> None:
    answers, explaining = side(predict), predict.actions.explaining
    answers.pages.setCurrentIndex(WHY)
    for method in ("occlusion", "grad-cam"):
        with qtbot.waitSignal(explaining.explained, timeout=WAIT):
            answers.why.bar.choose(method)
            assert "being computed" in answers.why.bar.about.text()
        assert predict.predict.picture.overlay is not None
    answers.why.bar.opacity.setValue(0)
    overlay = predict.predict.picture.overlay
    assert overlay is not None
    assert overlay.pixelColor(5, 5).alpha() == 0

    predictor = Predictor(run)
    with qtbot.waitSignal(explaining.viewed, timeout=WAIT):
        answers.why.views.click()
    from training.preprocessing import read_image

    spread = view_spread(predictor, read_image(own_picture(run)))
    assert f"Mean {100 * spread.mean:.1f} %" in answers.why.views_words.text()
    with qtbot.waitSignal(explaining.stressed, timeout=WAIT):
        answers.why.stress.click()
    told = stress_picture(predictor, run.preprocessing.read(own_picture(run)))
    [ruler] = [s for s in told.shifts if s.artefact == "ruler" and s.strength == 0.6]
    moved = f"{100 * (ruler.probability - told.probability):+.1f} pp"
    assert moved in answers.why.tiles["ruler"].text()
    settled(qtbot, predict)

    shown = predict.actions.prediction.pictures.shown
    assert shown is not None
    predict.actions.prediction.frame(shown.key, shown.framing.turned(1))
    assert answers.why.views_words.text() == "A picture has to be read first."
    assert predict.predict.picture.overlay is None, "it was another picture's"
    settled(qtbot, predict)
    assert predict.predict.picture.overlay is not None, "the chosen map is asked for again"


def test_a_picture_that_is_gone_is_told_in_words(
    qtbot: QtBot, predict: Application, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.png"
    gone.write_bytes(encoded(noise(1, (40, 40)), "PNG"))
    predict.actions.prediction.open_files([gone])
    settled(qtbot, predict)
    gone.unlink()
    answers = side(predict)
    answers.pages.setCurrentIndex(WHY)
    with qtbot.waitSignal(predict.actions.explaining.failed, timeout=WAIT):
        answers.why.views.click()
    assert answers.why.views_words.text().startswith("There is no answer.")
    assert "gone.png" in answers.why.views_words.text()
    settled(qtbot, predict)


def test_every_control_of_the_answer_is_reached_by_keys_and_named(
    qtbot: QtBot, predict: Application
) -> None:
    predict.window.activateWindow()
    qtbot.waitUntil(predict.window.isActiveWindow)
    answers = side(predict)
    wanted = {
        THRESHOLD: (answers.threshold.target, answers.threshold.ask, answers.threshold.prevalence),
        SETS: (answers.sets.coverage,),
        WHY: (answers.why.bar.method, answers.why.views, answers.why.stress),
    }
    for page, controls in wanted.items():
        answers.pages.setFocus()
        answers.pages.setCurrentIndex(page)
        reached = set()
        for _ in range(25):
            qtbot.keyClick(QApplication.focusWidget() or predict.window, Qt.Key.Key_Tab)
            reached.add(QApplication.focusWidget())
        assert set(controls) <= reached
    settled(qtbot, predict)


def test_a_folder_becomes_a_table_and_goes_on_where_it_was_left(
    qtbot: QtBot,
    opened: Application,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, table = tmp_path / "lesions", tmp_path / "told.csv"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.png").write_bytes(encoded(noise(number, (40, 40)), "PNG"))
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: folder)
    monkeypatch.setattr(file_dialogs, "ask_for_table", lambda *_: table)
    opened.window.command.emit("table")
    dialog = opened.many.dialog
    assert dialog is not None
    dialog.choose_folder.click()
    assert dialog.table == tmp_path / "lesions predictions.csv"
    dialog.choose_table.click()
    with qtbot.waitSignal(opened.actions.many.done, timeout=WAIT) as told:
        dialog.start.click()
    assert (told.args[0].n, told.args[0].failed, told.args[0].kept) == (6, 1, 0)
    assert "1 cannot be read" in dialog.message.accessibleName()
    shown: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile()))
    )
    dialog.reveal.click()
    assert shown == [table.parent]
    with table.open(encoding="utf-8", newline="") as stream:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(stream)}
    expected = Predictor(run).predict_files([folder / "3.png"])[0].probability
    assert float(rows["3.png"]["probability"]) == pytest.approx(expected, abs=1e-6)
    assert rows["broken.jpg"]["error"]

    dialog.choose_table.click()
    assert dialog.keep.isChecked()
    with qtbot.waitSignal(opened.actions.many.done, timeout=WAIT) as told:
        dialog.start.click()
    assert told.args[0].kept == 5
    dialog.close()
    settled(qtbot, opened)


def test_a_table_that_is_stopped_keeps_its_rows_and_goes_on(
    qtbot: QtBot, opened: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, table = tmp_path / "many", tmp_path / "told.csv"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03}.png").write_bytes(encoded(noise(number, (40, 40)), "PNG"))
    stopped, write_table = threading.Event(), many.write_table

    def slow(*arguments: Any, on_progress: Progress, **options: Any) -> TableSummary:
        def after_rows(what: str, done: int, total: int) -> None:
            on_progress(what, done, total)
            if done:  # or a fast computer is through before the window has heard of it
                assert stopped.wait(WAIT / 1000)
                on_progress(what, done, total)

        return write_table(*arguments, on_progress=after_rows, **options)

    def stop(_what: str, done: int, _total: int) -> None:
        if done:
            opened.actions.many.stop()
            stopped.set()

    opened.window.command.emit("table")
    dialog = opened.many.dialog
    assert dialog is not None
    dialog.set_places(folder, table, begun=False)
    with monkeypatch.context() as held_up:
        held_up.setattr(many, "write_table", slow)
        opened.actions.many.progressed.connect(stop)
        with qtbot.waitSignal(opened.actions.many.stopped, timeout=WAIT):
            dialog.start.click()
        opened.actions.many.progressed.disconnect(stop)
        settled(qtbot, opened)
    assert not table.exists()
    assert dialog.message.accessibleName() == "Note: Stopped."
    with table.with_name("told.csv.part").open(encoding="utf-8", newline="") as stream:
        kept = len(list(csv.DictReader(stream)))
    assert 0 < kept < 200

    with qtbot.waitSignal(opened.actions.many.done, timeout=WAIT) as told:
        dialog.start.click()
    assert (told.args[0].n, told.args[0].kept) == (200, kept)
    dialog.close()
    settled(qtbot, opened)
