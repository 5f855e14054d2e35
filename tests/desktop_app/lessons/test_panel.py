"""A person chooses a lesson, predicts before they see, and presses buttons one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.lessons.marked_text import MarkedText
from desktop_app.lessons.panel import LessonPanel
from tests.desktop_app.lessons.lesson_text import trial_lesson


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> LessonPanel:
    panel = LessonPanel()
    qtbot.addWidget(panel)
    panel.resize(344, 650)
    panel.show()
    panel.show_lessons([trial_lesson(tmp_path)], (), {})
    return panel


def texts(panel: LessonPanel) -> str:
    labels = [label for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    return "\n".join(
        label.markdown if isinstance(label, MarkedText) else label.text() for label in labels
    )


def press_do(qtbot: QtBot, panel: LessonPanel, number: int = 0) -> None:
    qtbot.mouseClick(
        list(panel.steps.step_view.does.values())[number].button, Qt.MouseButton.LeftButton
    )


def test_the_list_says_minutes_needs_and_how_far_one_is(panel: LessonPanel, tmp_path: Path) -> None:
    item = panel.lessons.list.item(0)
    assert "A trial" in item.text()
    assert "3 minutes" in item.text()
    assert "needs the weights of MobileNet" in item.text()

    panel.show_lessons([trial_lesson(tmp_path)], (), {"trial": 1})
    assert "at step 2 of 2" in panel.lessons.list.item(0).text()
    panel.show_lessons([trial_lesson(tmp_path)], ("trial",), {})
    assert "✓ done" in panel.lessons.list.item(0).text()


def test_enter_opens_a_lesson(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.lessons.list.setCurrentRow(0)
    with qtbot.waitSignal(panel.place_changed) as told:
        panel.lessons.list.itemActivated.emit(panel.lessons.list.item(0))
    assert told.args == ["trial", 0]
    assert "Step 1 of 2" in texts(panel)


def test_nobody_sees_the_answer_before_they_predict(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    chosen, free = panel.steps.step_view.asks.values()
    assert not chosen.reveal.isEnabled()
    assert chosen.reveal.toolTip() == "Say first what you expect."
    chosen.choices[0].click()
    chosen.reveal.click()
    assert chosen.verdict == "✗ You said: This. It is: That"
    assert chosen.answer_text == "That: …."
    assert not chosen.choices[1].isEnabled()

    qtbot.keyClicks(free.field, "six")
    qtbot.keyClick(free.field, Qt.Key.Key_Return)
    assert free.verdict == "You said: six"
    assert free.answer_text == "Seven."


def test_what_was_predicted_is_there_when_one_comes_back(panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    next(iter(panel.steps.step_view.asks.values())).choices[1].click()
    next(iter(panel.steps.step_view.asks.values())).reveal.click()
    panel.steps.go_on()
    panel.steps.go_back()
    assert next(iter(panel.steps.step_view.asks.values())).verdict == "✓ As you said: That"
    panel.steps.start_anew()
    assert next(iter(panel.steps.step_view.asks.values())).verdict == ""


def test_a_button_waits_runs_and_says_what_was_measured(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    panel.steps.go_on()
    assert "It was …." in texts(panel)
    with qtbot.waitSignal(panel.steps.do_requested) as asked:
        press_do(qtbot, panel)
    assert asked.args[0].action == "fit_line"
    first, second = panel.steps.step_view.does.values()
    assert not first.button.isEnabled()
    assert second.button.toolTip() == "Something else of this lesson goes on."
    panel.steps.show_waiting("Waits until the training has ended.")
    assert "Waits until" in first.words
    panel.steps.show_progress("Epochs", 20, 500)
    assert first.words == "Epochs: 20 of 500"

    panel.steps.show_done({"loss": 0.0625, "epochs": 500})
    assert "loss: 0.0625\nepochs: 500" in first.words
    assert "It was 0.062." in texts(panel)
    assert second.button.isEnabled()
    panel.steps.go_back()
    ask = next(iter(panel.steps.step_view.asks.values()))
    ask.choices[1].click()
    ask.reveal.click()
    assert ask.answer_text == "That: 0.06."


def test_a_button_can_be_stopped_and_can_fail(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    panel.steps.go_on()
    press_do(qtbot, panel)
    first, second = panel.steps.step_view.does.values()
    with qtbot.waitSignal(panel.steps.stop_requested):
        qtbot.mouseClick(first.stop, Qt.MouseButton.LeftButton)
    panel.steps.show_stopped({"epochs": 50})
    assert "Stopped early. epochs: 50" in first.words
    press_do(qtbot, panel, 1)
    panel.steps.show_failure("No neuron has learned yet.", "Let it learn first.")
    assert second.words == "No neuron has learned yet. Let it learn first."
    assert second.button.isEnabled()


def test_what_comes_after_a_reset_is_not_shown(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    panel.steps.go_on()
    press_do(qtbot, panel)
    with qtbot.waitSignal(panel.steps.stop_requested):
        panel.steps.start_anew()
    panel.steps.show_done({"loss": 1.0})
    panel.steps.go_on()
    assert "It was …." in texts(panel)
    assert next(iter(panel.steps.step_view.does.values())).words == ""


def test_the_end_of_a_lesson_marks_it_as_done(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    assert not panel.steps.previous.isEnabled()
    panel.steps.go_on()
    assert panel.steps.next.text() == "Finish"
    with qtbot.waitSignal(panel.ended) as told:
        qtbot.mouseClick(panel.steps.next, Qt.MouseButton.LeftButton)
    assert told.args == ["trial"]
    assert "✓ done" in panel.lessons.list.item(0).text()
    panel.open_lesson("trial")
    assert "Step 1 of 2" in texts(panel)


def test_it_folds_to_a_narrow_strip(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.open_lesson("trial")
    wide = panel.minimumSizeHint().width()
    panel.fold.click()
    qtbot.waitUntil(lambda: panel.minimumSizeHint().width() < 80)
    assert panel.fold.accessibleName() == "Unfold the lessons"
    panel.fold.click()
    assert panel.steps.next.isVisible()
    qtbot.waitUntil(lambda: panel.minimumSizeHint().width() == wide)
    assert wide <= 360
