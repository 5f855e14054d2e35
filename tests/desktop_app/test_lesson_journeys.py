"""Lessons in the real main window: one to its end with TensorFlow, others as far as a page goes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.jobs import Jobs
from desktop_app.lessons.course import Course
from desktop_app.lessons.handout_dialog import HandoutDialog
from desktop_app.lessons.marked_text import MarkedText
from desktop_app.lessons.panel import LessonPanel
from desktop_app.settings import Settings
from desktop_app.work import lessons as work
from tests.data.pictures import write_files
from tests.desktop_app.in_window import modal, settled
from tests.training.lessons.test_digits import FIRST_FASHION, small_files
from training.data.importers import import_dataset
from training.lessons.lesson import Do, Lesson
from training.locations import Locations

WAIT = 600_000


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Application:
    """Return the application; its TensorFlow thread does not import TensorFlow."""
    defaults = Jobs.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "load_tensorflow", lambda: None)
    application: Application = request.getfixturevalue("application")
    return application


def open_panel(qtbot: QtBot, application: Application) -> LessonPanel:
    application.window.command.emit("lessons")
    panel = application.lessons.panel
    qtbot.waitUntil(lambda: bool(panel.known), timeout=WAIT)
    return panel


def press(qtbot: QtBot, panel: LessonPanel, number: int = 0, timeout: int = WAIT) -> None:
    button = list(panel.steps.step_view.does.values())[number].button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.steps.is_going, timeout=timeout)


def answer(panel: LessonPanel) -> str:
    """Predict something, right or wrong, and look at the answers."""
    asks = panel.steps.step_view.asks.values()
    for ask in asks:
        if ask.choices:
            ask.choices[-1].click()
        else:
            ask.field.setText("something")
        ask.reveal.click()
    return "\n".join(ask.answer_text for ask in asks)


def take_to_its_end(
    qtbot: QtBot, application: Application, name: str, timeout: int = WAIT
) -> Course:
    """Press every button of a lesson and answer every question, as a person would."""
    panel = open_panel(qtbot, application)
    if panel.course is None or panel.course.lesson.name != name:
        panel.open_lesson(name)
    course = panel.course
    assert course is not None
    for step, title in enumerate(course.lesson.steps):
        assert course.step == step
        for number in range(len(panel.steps.step_view.does)):
            press(qtbot, panel, number, timeout)
            qtbot.waitUntil(lambda: not application.jobs.active, timeout=timeout)
        answers = answer(panel)
        texts = [text.markdown for text in panel.steps.step_view.findChildren(MarkedText)]
        assert "…" not in answers + "".join(texts), title
        panel.steps.go_on()
    assert [deed.what for deed in course.deeds.values() if deed.state != "done"] == []
    assert panel.course is None
    row = panel.known.index(name)
    assert "✓ done" in panel.lessons.list.item(row).text()
    settled(qtbot, application)
    return course


def test_lesson_1_from_the_start_page_to_its_end(qtbot: QtBot, application: Application) -> None:
    window = application.window
    way = window.start_page.findChild(QPushButton, "lessons")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    panel = application.lessons.panel
    qtbot.waitUntil(lambda: bool(panel.known), timeout=WAIT)
    assert len(panel.known) == 9
    panel.lessons.list.setCurrentRow(0)
    qtbot.keyClick(panel.lessons.list, Qt.Key.Key_Return)
    course = take_to_its_end(qtbot, application, "hello")

    line = application.lessons.showing.pages.line
    assert line.epochs > 0
    assert line.surface.has_surface
    assert course.measured["first.weight"] == pytest.approx(2, abs=0.05)
    assert Settings(application.actions.lessons.desk.locations).lessons_done == ("hello",)


def test_lesson_2_to_its_end(qtbot: QtBot, application: Application) -> None:
    measured = take_to_its_end(qtbot, application, "houses").measured

    assert measured["seven.prediction"] == pytest.approx(4, abs=1e-3)
    assert measured["seven_full.prediction"] == pytest.approx(400_000, abs=10)
    assert measured["adam.weight"] < 100
    assert measured["area.diverged"] != "never"


def test_lesson_7_without_weights_races_recorded_runs(qtbot: QtBot, light: Application) -> None:
    measured = take_to_its_end(qtbot, light, "transfer").measured

    assert measured["shown"] == "recorded"
    page = light.runs.racing.page
    assert page.isVisible()
    page.slider.setValue(page.slider.maximum())
    assert light.actions.race.race is not None
    names = [racer.name for racer in light.actions.race.race.racers]
    assert names == ["transfer-scratch", "transfer-frozen"]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ["digits", "convolution", "scratch", "threshold", "leak"])
def test_a_lesson_on_what_comes_with_the_program_to_its_end(
    qtbot: QtBot, application: Application, name: str
) -> None:
    measured = take_to_its_end(qtbot, application, name, timeout=900_000).measured

    print(name, measured)
    # What the texts say of these figures, whatever they are on this computer.
    if name == "digits":
        assert measured["data"] == "the 8 x 8 digits"
        assert abs(measured["large.test_percent"] - measured["first.test_percent"]) < 5
        assert measured["deep.test_percent"] < measured["deep.yes_no_percent"]
    elif name == "convolution":
        assert measured["auc"] > 0.6
    elif name == "scratch":
        assert measured["class_accuracy"] > measured["class_always"]
    elif name == "threshold":
        assert measured["missed@0.23"] <= measured["missed@0.5"]
        assert measured["ppv"] < measured["ppv_here"]
    else:
        assert measured["leak.flattery"] > 0
        assert measured["ruler.benign_alarmed_ruler"] > measured["ruler.benign_alarmed_bare"]
        assert measured["ruler.auc_rulers"] > measured["ruler.auc_bare"]
        assert measured["ruler.auc_bare"] > measured["ruler.auc_swapped"]


@pytest.mark.slow
def test_lesson_4_to_its_end_on_a_data_set_that_is_open(
    qtbot: QtBot, application: Application, tmp_path: Path
) -> None:
    files = write_files(tmp_path / "clothes", small_files(FIRST_FASHION))
    folder = application.actions.lessons.desk.locations.datasets / "clothes"
    dataset = import_dataset([files], folder)
    application.actions.datasets.open(dataset.root)
    settled(qtbot, application)

    measured = take_to_its_end(qtbot, application, "fashion").measured

    assert measured["cnn.parameters"] == 50_186
    assert measured["cnn_count.parameters"] == 50_186


def test_in_a_lecture_the_training_has_the_room_beside_the_panel(
    qtbot: QtBot, light: Application
) -> None:
    panel = open_panel(qtbot, light)
    light.window.command.emit("tab:train")
    assert light.train.setup.isVisible()
    light.window.command.emit("lecture")
    qtbot.waitUntil(lambda: not light.train.setup.isVisible())
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(light.train.setup.isVisible)
    light.window.command.emit("lecture")
    settled(qtbot, light)


def test_the_place_is_remembered_over_a_restart(
    qtbot: QtBot, light: Application, locations: Locations
) -> None:
    panel = open_panel(qtbot, light)
    panel.open_lesson("convolution")
    window = light.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    light.shut_down()

    again = Application(locations, Settings(locations))
    again.window.show()
    other = open_panel(qtbot, again)
    assert other.course is not None
    assert (other.course.lesson.name, other.course.step) == ("convolution", 1)
    again.window.close()
    assert again.shut_down()
    again.window.deleteLater()


def test_a_filter_slides_beside_the_panel(qtbot: QtBot, light: Application) -> None:
    panel = open_panel(qtbot, light)
    panel.open_lesson("convolution")
    panel.steps.go_on()
    press(qtbot, panel)
    page = light.lessons.showing.pages.convolution
    assert page.isVisible()
    assert panel.isVisible()
    assert light.window.width() == 1280
    assert panel.course is not None
    assert panel.course.measured["edge.weights"] == 9
    page.slide.player.pause()
    page.slide.player.go_to(100)
    assert np.count_nonzero(~np.isnan(page.slide.result.values)) == 100
    qtbot.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert not page.isVisible()
    settled(qtbot, light)


def test_drawn_lesions_are_opened_in_the_tabs(qtbot: QtBot, light: Application) -> None:
    open_panel(qtbot, light)
    do = Do("draw_lesions", "Draw", {"count": 20, "size": 32})
    with qtbot.waitSignal(light.workspace.dataset_changed, timeout=WAIT) as opened:
        light.actions.lessons.do(do)
    assert len(opened.args[0].samples) == 20
    assert light.train.isVisible()
    # What is said of a training before its start needs TensorFlow.
    qtbot.waitUntil(lambda: not light.jobs.active, timeout=WAIT)


def test_a_lesson_trains_in_the_train_tab_and_reads_the_scores(
    qtbot: QtBot, application: Application
) -> None:
    lessons, measured = application.actions.lessons, {}
    lessons.ended.connect(lambda _, outcome: measured.update(outcome.measured))
    for do in (
        Do("draw_lesions", "Draw", {"count": 60, "size": 32}),
        Do("train_lesions", "Train", {"run": "short", "changes": {"optimisation.epochs": 1}}),
        Do("threshold_table", "Read", {"sensitivity": 0.5}),
    ):
        with qtbot.waitSignal(lessons.ended, timeout=WAIT):
            application.lessons.panel.steps.do_requested.emit(do)
        qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
    assert measured["epochs"] == 1
    assert application.workspace.run is not None
    assert application.workspace.run.name == measured["run"]
    assert len(application.train.pages.record.epochs) == 1
    assert application.train.setup.changes["optimisation.epochs"] == 1
    assert application.inspect.isVisible()
    assert application.workspace.threshold == measured["chosen"]


def test_what_cannot_be_done_is_said_in_the_panel(qtbot: QtBot, light: Application) -> None:
    panel = open_panel(qtbot, light)
    panel.open_lesson("threshold")
    while not panel.steps.step_view.does:
        panel.steps.go_on()
    press(qtbot, panel, len(panel.steps.step_view.does) - 1)
    assert "Nothing was trained yet." in list(panel.steps.step_view.does.values())[-1].words
    settled(qtbot, light)


def test_of_many_strokes_the_last_one_is_read(
    qtbot: QtBot, light: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def read(ink: np.ndarray, _desk: object, _progress: object) -> object:
        asked.append(float(ink[0, 0]))
        return SimpleNamespace(
            picture=ink, classes=tuple("0123456789"), probabilities=np.eye(10)[round(ink[0, 0])]
        )

    monkeypatch.setattr("desktop_app.actions.lessons.read_drawing", read)
    page = light.lessons.showing.pages.digits
    light.window.show_page(page)
    page.show_pad()
    for number in range(8):
        page.digit_drawn.emit(np.full((4, 4), number, np.float32))
    qtbot.waitUntil(lambda: page.words == "Read as 7 (100.0 %)", timeout=WAIT)
    assert asked == [0.0, 7.0]
    settled(qtbot, light)


def test_a_stop_keeps_what_has_come(
    qtbot: QtBot, light: Application, monkeypatch: pytest.MonkeyPatch, trial: Lesson
) -> None:
    from training.lessons.action import Outcome

    def perform(do: Do, _desk: object, _put: object, control: object, progress: object) -> Outcome:
        while not control.stop_requested.wait(0.01):
            progress("Epochs", 3, 500)
        return Outcome({"epochs": 3}, stopped=True)

    monkeypatch.setattr("desktop_app.actions.lessons.perform", perform)
    panel = open_panel(qtbot, light)
    panel.show_lessons([trial], (), {})
    panel.open_lesson("trial")
    panel.steps.go_on()
    card = next(iter(panel.steps.step_view.does.values()))
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.words == "Epochs: 3 of 500", timeout=WAIT)
    qtbot.mouseClick(card.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.steps.is_going, timeout=WAIT)
    assert card.words == "Stopped early. epochs: 3"
    settled(qtbot, light)


def test_the_handout_is_asked_for_by_menu(qtbot: QtBot, light: Application) -> None:
    panel = open_panel(qtbot, light)
    panel.open_lesson("hello")
    light.window.command.emit("lesson-handout")
    dialog = modal(HandoutDialog)
    dialog.reject()
    settled(qtbot, light)


@pytest.fixture
def trial(tmp_path: Path) -> Lesson:
    from tests.desktop_app.lessons.lesson_text import trial_lesson

    return trial_lesson(tmp_path)


def test_a_training_is_told_by_epochs() -> None:
    from training.lessons.line import LineEpochs, LineStarted

    started = LineStarted(
        time=0, xs=(0,), ys=(1,), epochs=100, learning_rate=0.1, optimizer="SGD", weight=0, bias=0
    )
    epochs = LineEpochs(time=0, epoch=50, losses=(1,) * 50, weights=(1,) * 50, biases=(1,) * 50)
    known = work._epochs(started, 0)
    assert work._how_far(epochs, work._epochs(epochs, known), "Learn") == ("Epochs", 100, 100)
