"""The panel of lessons: its place is remembered, its buttons act on engine and window."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.actions.lessons import TRAINS
from desktop_app.wiring.lessons.showing import LessonShowing
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.lessons.action import Outcome
from training.lessons.lesson import Do, Lesson

if TYPE_CHECKING:
    from desktop_app.lessons.panel import LessonPanel

_RECIPE = "small-cnn"
"""What a lesson trains where it names no recipe."""


class LessonWiring(Wiring):
    """Shows the panel, and hands what its buttons ask for to the actions.

    Attributes:
        showing: Where what comes of it is shown.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.showing = LessonShowing(parts, self)
        self.commands = {
            "lessons": self.show,
            "lesson-next": lambda: self.panel.steps.go_on(),
            "lesson-back": lambda: self.panel.steps.go_back(),
            "lesson-reset": lambda: self.panel.steps.start_anew(),
            "lesson-handout": self._on_handout_chosen,
        }

    @cached_property
    def panel(self) -> LessonPanel:
        """The panel; made, and its lessons read, when it is first asked for."""
        from desktop_app.lessons.panel import LessonPanel

        panel, actions = LessonPanel(), self._parts.actions.lessons
        panel.steps.do_requested.connect(self._on_do_requested)
        panel.steps.stop_requested.connect(actions.stop)
        panel.place_changed.connect(self._on_place_changed)
        panel.left.connect(self._on_left)
        panel.ended.connect(self._on_ended)
        panel.steps.reset_requested.connect(self._on_reset_requested)
        panel.steps.handout_requested.connect(self._print)
        panel.closed.connect(self._on_closed)
        actions.listed.connect(self._on_listed)
        actions.waiting.connect(panel.steps.show_waiting)
        actions.progressed.connect(panel.steps.show_progress)
        actions.ended.connect(self._on_done)
        actions.failed.connect(self._on_failed)
        actions.cancelled.connect(lambda: panel.steps.show_stopped({}))
        self._parts.window.show_side(panel)
        actions.load()
        return panel

    @Slot()
    def show(self) -> None:
        """Show the panel, at the place where it was left."""
        self._parts.window.show_side(self.panel)
        self.panel.fold.setChecked(False)
        self.panel.take_focus()

    @Slot(object)
    def _on_listed(self, lessons: tuple[Lesson, ...]) -> None:
        settings = self._parts.settings
        opened = settings.lesson
        self.panel.show_lessons(lessons, settings.lessons_done, settings.lesson_places)
        if opened:
            self.panel.open_lesson(opened)

    @Slot(object)
    def _on_do_requested(self, do: Do) -> None:
        if do.action == TRAINS:  # the person finds in the form what is trained
            setup, parameters = self._parts.tabs.train.setup, do.parameters
            setup.choose(parameters.get("recipe", _RECIPE), parameters.get("changes", {}))
        self._parts.actions.lessons.do(do)

    @Slot(object, object)
    def _on_done(self, do: Do, outcome: Outcome) -> None:
        self.showing.show_outcome(do, outcome)
        if outcome.stopped:
            self.panel.steps.show_stopped(outcome.measured)
        else:
            self.panel.steps.show_done(outcome.measured)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LesionLabError):
            self.panel.steps.show_failure(error.message, error.mend)
        else:
            self.panel.steps.show_failure(
                "This has failed.", "What is known about it stands in the log."
            )
            sys.excepthook(type(error), error, error.__traceback__)

    # The place is remembered

    @Slot(str, int)
    def _on_place_changed(self, name: str, step: int) -> None:
        settings = self._parts.settings
        if settings.lesson != name:
            self._parts.actions.lessons.begin()
        settings.lesson = name
        settings.lesson_places = {**settings.lesson_places, name: step}

    @Slot()
    def _on_left(self) -> None:
        self._parts.settings.lesson = ""
        self._parts.actions.lessons.begin()

    @Slot(str)
    def _on_ended(self, name: str) -> None:
        settings = self._parts.settings
        places = settings.lesson_places
        places.pop(name, None)
        settings.lesson_places = places
        settings.lessons_done = tuple(dict.fromkeys((*settings.lessons_done, name)))

    @Slot(str)
    def _on_reset_requested(self, _name: str) -> None:
        self._parts.actions.lessons.begin()
        self.showing.pages.clear()

    @Slot()
    def _on_closed(self) -> None:
        self._parts.actions.lessons.stop()
        self.panel.hide()
        self.showing.leave()

    # The handout

    @Slot()
    def _on_handout_chosen(self) -> None:
        course = self.panel.course
        if course is None:
            raise LesionLabError("No lesson is open.", mend="Choose one in the panel of lessons.")
        self._print(course.lesson)

    @Slot(object)
    def _print(self, lesson: Lesson) -> None:
        from desktop_app.lessons.handout_dialog import HandoutDialog

        dialog = HandoutDialog(lesson, self._parts.settings.last_folder, self._parts.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
