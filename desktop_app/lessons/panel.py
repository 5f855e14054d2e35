"""The panel at the right: choose a lesson, go through its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.lessons.course import Course
from desktop_app.lessons.course_view import CourseView
from desktop_app.lessons.lesson_list import LessonList
from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon
from training.lessons.lesson import Lesson

WIDTH = 316
"""Pixels at scale 1 of what is read; scroll bar and edges come on top."""
_TITLE = "Lessons"


class LessonPanel(QFrame):
    """A list of lessons, or one of them step by step; it folds to a narrow strip.

    Attributes:
        lessons: The list.
        steps: The lesson that is taken.
        fold: Folds the panel, and unfolds it.
        close_button: Puts the panel away.

    Signals:
        place_changed: Name of the lesson and number of the step, from 0 (str, int).
        left: The person has gone back to the list.
        ended: Name of a lesson that was gone through (str).
        closed: The panel is to be put away.
    """

    place_changed = Signal(str, int)
    left = Signal()
    ended = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("Lessons")
        self._known: dict[str, Lesson] = {}
        self._done: set[str] = set()
        self._places: dict[str, int] = {}
        self.lessons = LessonList(WIDTH)
        self.lessons.chosen.connect(self.open_lesson)
        self.steps = CourseView(WIDTH)
        self.steps.step_changed.connect(self._on_step_changed)
        self.steps.finished.connect(self._on_finished)
        self.steps.list_requested.connect(self.show_list)
        self._lay_out()

    @property
    def course(self) -> Course | None:
        """How far the person is in the lesson that is shown; None for the list."""
        return self.steps.course

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the lessons there are, in order."""
        return tuple(self._known)

    def show_lessons(
        self, lessons: Sequence[Lesson], done: Sequence[str], places: Mapping[str, int]
    ) -> None:
        """Take the lessons there are, and how far the person was in them.

        Args:
            lessons: The lessons, in order.
            done: Names of those that were gone through.
            places: Number of the step at which others were left, by name.
        """
        self._known = {lesson.name: lesson for lesson in lessons}
        self._done, self._places = set(done), dict(places)
        self.lessons.show_lessons(lessons, self._done, self._places)

    @Slot(str)
    def open_lesson(self, name: str) -> None:
        """Show a lesson at the step where it was left; one that was done, from its begin."""
        lesson = self._known.get(name)
        if lesson is None:
            return
        self.fold.setChecked(False)
        self._title.setText(lesson.title)
        self._stack.setCurrentWidget(self.steps)
        step = 0 if name in self._done else self._places.get(name, 0)
        self.steps.begin(Course(lesson, step))

    def take_focus(self) -> None:
        """Put the keyboard where the person goes on."""
        (self.lessons.list if self.course is None else self.steps.next).setFocus()

    @Slot()
    def show_list(self) -> None:
        """Go back to the list."""
        lesson = self.steps.leave()
        if lesson is None:
            return
        self.lessons.show_lessons(list(self._known.values()), self._done, self._places)
        self.lessons.select(lesson.name)
        self._stack.setCurrentWidget(self.lessons)
        self._title.setText(_TITLE)
        self.lessons.list.setFocus()
        self.left.emit()

    @Slot(str, int)
    def _on_step_changed(self, name: str, step: int) -> None:
        self._places[name] = step
        self.place_changed.emit(name, step)

    @Slot()
    def _on_finished(self) -> None:
        course = self.course
        if course is not None:
            name = course.lesson.name
            self._done.add(name)
            self._places.pop(name, None)
            self.ended.emit(name)
            self.show_list()

    @Slot(bool)
    def _on_folded(self, folded: bool) -> None:
        for widget in (self._title, self.close_button, self._stack):
            widget.setVisible(not folded)
        words = "Unfold the lessons" if folded else "Fold the lessons away"
        self.fold.setAccessibleName(words)
        self.fold.setToolTip(words)
        set_icon(self.fold, "lesson" if folded else "style-right", "text")

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self.fold, self.close_button = QToolButton(), QToolButton()
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._on_folded)
        set_icon(self.close_button, "cross", "muted")
        self.close_button.setToolTip("Put the lessons away; Ctrl+5 brings them back.")
        self.close_button.setAccessibleName("Put the lessons away")
        self.close_button.clicked.connect(self.closed.emit)
        for tool in (self.fold, self.close_button):
            tool.setProperty("kind", "quiet")
        self._title = QLabel(_TITLE)
        self._title.setProperty("role", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(spacing["tight"])
        head.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.lessons)
        self._stack.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(spacing["close"],) * 4)
        column.setSpacing(spacing["close"])
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self._on_folded(False)
