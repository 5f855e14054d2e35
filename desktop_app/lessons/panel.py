"""The panel at the right: choose a lesson, go through its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.lessons.course import Course, Deed
from desktop_app.lessons.lesson_list import LessonList
from desktop_app.lessons.step_view import StepView
from desktop_app.theme import current_sizes, theme_events
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.lessons.action import Figure
from training.lessons.lesson import Do, Lesson

WIDTH = 316
"""Pixels at scale 1 of what is read; scroll bar and edges come on top."""


class LessonPanel(QFrame):
    """A list of lessons, or one of them step by step; it folds to a narrow strip.

    One thing is done at a time. What has become of it is told by `show_waiting`, `show_progress`,
    `show_done`, `show_stopped` and `show_failure`, wherever in the lesson the person is by then.

    Attributes:
        lessons: The list.
        next: Goes to the next step; at the end, ends the lesson.
        previous: Goes a step back.
        reset: Begins the lesson anew.
        handout: Asks for the handout.
        fold: Folds the panel, and unfolds it.
        close_button: Puts the panel away.

    Signals:
        do_requested: A Do that is to be done.
        stop_requested: What goes on is to end early.
        place_changed: Name of the lesson and number of the step, from 0 (str, int).
        left: The person has gone back to the list.
        ended: Name of a lesson that was gone through (str).
        reset_requested: Name of the lesson that begins anew (str).
        handout_requested: The Lesson to be printed.
        closed: The panel is to be put away.
    """

    do_requested = Signal(object)
    stop_requested = Signal()
    place_changed = Signal(str, int)
    left = Signal()
    ended = Signal(str)
    reset_requested = Signal(str)
    handout_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName("Lessons")
        self._known: dict[str, Lesson] = {}
        self._done: set[str] = set()
        self._places: dict[str, int] = {}
        self._course: Course | None = None
        self._going: tuple[Course, Do, Deed] | None = None
        self._step_view: StepView | None = None
        self.lessons = LessonList(WIDTH)
        self.lessons.chosen.connect(self.open_lesson)
        self._make_buttons()
        self._lay_out()
        theme_events().changed.connect(self._on_theme_changed)

    # What it is about

    @property
    def course(self) -> Course | None:
        """How far the person is in the lesson that is shown; None for the list."""
        return self._course

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the lessons there are, in order."""
        return tuple(self._known)

    @property
    def step_view(self) -> StepView | None:
        """The step that is shown."""
        return self._step_view

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
        if lesson is not None:
            self.fold.setChecked(False)
            self._begin(Course(lesson, 0 if name in self._done else self._places.get(name, 0)))

    def take_focus(self) -> None:
        """Put the keyboard where the person goes on."""
        (self.lessons.list if self._course is None else self.next).setFocus()

    @Slot()
    def show_list(self) -> None:
        """Go back to the list."""
        if self._course is None:
            return
        self._stop_going()
        name, self._course = self._course.lesson.name, None
        self._put_step(None)
        self.lessons.show_lessons(list(self._known.values()), self._done, self._places)
        self.lessons.select(name)
        self._stack.setCurrentIndex(0)
        self._show_head()
        self.lessons.list.setFocus()
        self.left.emit()

    # What becomes of what is done

    @property
    def is_going(self) -> bool:
        """Whether something goes on."""
        return self._going is not None

    @Slot(str)
    def show_waiting(self, why: str) -> None:
        """Say why what is to be done has to wait."""
        self._show_deed("waiting", why)

    @Slot(str, int, int)
    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far it is; 0 in all means that nobody knows."""
        if self._going is not None:
            deed = self._going[2]
            deed.done, deed.total = done, total
            self._show_deed("running", what)

    def show_done(self, figures: Mapping[str, Figure], words: str = "") -> None:
        """Show what came out.

        Args:
            figures: What was measured, by name.
            words: A sentence about it.
        """
        self._end("done", figures, words)

    def show_stopped(self, figures: Mapping[str, Figure]) -> None:
        """Show that it was stopped, and what came out until then."""
        self._end("stopped", figures, "Stopped early.")

    def show_failure(self, message: str, mend: str) -> None:
        """Show why it could not be done."""
        if self._going is not None:
            self._going[2].mend = mend
        self._end("failed", {}, message)

    # Steps

    @Slot()
    def go_on(self) -> None:
        """Go to the next step; from the last one, end the lesson."""
        course = self._course
        if course is None:
            return
        if course.at_end:
            self._done.add(course.lesson.name)
            self._places.pop(course.lesson.name, None)
            self.ended.emit(course.lesson.name)
            self.show_list()
        else:
            self.go_to_step(course.step + 1)

    @Slot()
    def go_back(self) -> None:
        """Go a step back."""
        if self._course is not None and self._course.step > 0:
            self.go_to_step(self._course.step - 1)

    @Slot()
    def start_anew(self) -> None:
        """Forget what was predicted and measured, and begin at the first step."""
        if self._course is not None:
            self._stop_going()
            lesson = self._course.lesson
            self.reset_requested.emit(lesson.name)
            self._begin(Course(lesson))

    def _begin(self, course: Course) -> None:
        self._stop_going()
        self._course = course
        self._stack.setCurrentIndex(1)
        self.go_to_step(course.step)
        self.take_focus()

    def go_to_step(self, step: int) -> None:
        """Show a step of the open lesson, from 0."""
        course = self._course
        if course is None:
            return
        course.step = step
        self._places[course.lesson.name] = step
        view = StepView(course)
        view.requested.connect(self._on_requested)
        view.stop_requested.connect(self.stop_requested)
        view.revealed.connect(self._on_revealed)
        self._put_step(view)
        self._show_head()
        self.place_changed.emit(course.lesson.name, step)

    def _put_step(self, view: StepView | None) -> None:
        if self._step_view is not None:
            self._scroll.column.removeWidget(self._step_view)
            self._step_view.hide()
            self._step_view.deleteLater()
        self._step_view = view
        if view is not None:
            self._scroll.column.addWidget(view)
            view.show()  # what is added to a layout is shown later otherwise
            self._scroll.verticalScrollBar().setValue(0)

    def _show_head(self) -> None:
        course = self._course
        self._title.setText("Lessons" if course is None else course.lesson.title)
        if course is None:
            return
        last = len(course.lesson.steps)
        self._where.setText(f"Step {course.step + 1} of {last}")
        self._how_far.setRange(0, last)
        self._how_far.setValue(course.step + 1)
        set_usable(self.previous, course.step > 0, "This is the first step.")
        self.next.setText("Finish" if course.at_end else "Next")

    @Slot(int)
    def _on_requested(self, part: int) -> None:
        course = self._course
        if course is None or self.is_going:
            return
        do = course.current.parts[part]
        if isinstance(do, Do):
            deed = Deed("waiting", "Starting")
            course.deeds[course.step, part] = deed
            self._going = course, do, deed
            self._refresh()
            self.do_requested.emit(do)

    @Slot()
    def _on_revealed(self) -> None:
        self._refresh()
        self.next.setFocus()  # the button that was pressed is gone
        QTimer.singleShot(0, self, self._show_end)

    def _show_end(self) -> None:
        """Bring the answer into view, once it has its place."""
        asks = self._step_view.asks.values() if self._step_view is not None else ()
        seen = [ask for ask in asks if ask.answer_text]
        if seen:
            self._scroll.ensureWidgetVisible(seen[-1], 0, 0)

    def _stop_going(self) -> None:
        """Let what goes on end, and forget it."""
        if self._going is not None:
            self._going = None
            self.stop_requested.emit()

    def _show_deed(self, state: str, what: str) -> None:
        if self._going is not None:
            deed = self._going[2]
            deed.state = "waiting" if state == "waiting" else "running"
            deed.what = what
            self._refresh()

    def _end(self, state: str, figures: Mapping[str, Figure], words: str) -> None:
        if self._going is None:
            return
        (course, do, deed), self._going = self._going, None
        deed.state = next(s for s in ("done", "stopped", "failed") if s == state)
        deed.what, deed.figures = words, dict(figures)
        course.keep(do, figures)
        self._refresh()

    def _refresh(self) -> None:
        if self._step_view is not None:
            self._step_view.refresh()

    # How it stands there

    @Slot()
    def _on_theme_changed(self) -> None:
        """Break the texts of buttons anew: letters may have another size."""
        if self._course is not None:
            self.go_to_step(self._course.step)

    @Slot(bool)
    def _on_folded(self, folded: bool) -> None:
        for widget in (self._title, self.close_button, self._stack):
            widget.setVisible(not folded)
        words = "Unfold the lessons" if folded else "Fold the lessons away"
        self.fold.setAccessibleName(words)
        self.fold.setToolTip(words)
        set_icon(self.fold, "lesson" if folded else "style-right", "text")

    def _make_buttons(self) -> None:
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.close_button = QToolButton()
        set_icon(self.close_button, "cross", "muted")
        self.close_button.setToolTip("Put the lessons away; Ctrl+5 brings them back.")
        self.close_button.setAccessibleName("Put the lessons away")
        for tool in (self.fold, self.close_button):
            tool.setProperty("kind", "quiet")
        self.previous, self.next = QPushButton("Back"), QPushButton("Next")
        self.next.setProperty("kind", "primary")
        self.previous.setToolTip("The step before (Alt+Left).")
        self.next.setToolTip("The next step (Alt+Right).")
        self.all, self.reset, self.handout = (
            QPushButton("All lessons"),
            QPushButton("Reset"),
            QPushButton("Handout…"),
        )
        self.all.setToolTip("Go back to the list; this place is remembered.")
        self.reset.setToolTip("Forget predictions and figures of this lesson, and begin anew.")
        self.handout.setToolTip("Print this lesson, or save it as PDF.")
        for button, slot in (
            (self.previous, self.go_back),
            (self.next, self.go_on),
            (self.all, self.show_list),
            (self.reset, self.start_anew),
            (self.handout, self._on_handout_clicked),
            (self.close_button, self.closed.emit),
        ):
            button.clicked.connect(slot)
        for button in (self.all, self.reset, self.handout):
            button.setProperty("kind", "quiet")
        self.fold.toggled.connect(self._on_folded)

    @Slot()
    def _on_handout_clicked(self) -> None:
        if self._course is not None:
            self.handout_requested.emit(self._course.lesson)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self._title = QLabel()
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
        self._stack.addWidget(self._lesson_widget())
        column = QVBoxLayout(self)
        column.setContentsMargins(*(spacing["close"],) * 4)
        column.setSpacing(spacing["close"])
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self._on_folded(False)
        self._show_head()

    def _lesson_widget(self) -> QWidget:
        spacing = current_sizes().spacing
        self._where = QLabel()
        self._where.setProperty("role", "small")
        self._how_far = QProgressBar()
        self._how_far.setTextVisible(False)
        self._how_far.setAccessibleName("Steps done")
        self._scroll = ScrollColumn(WIDTH)
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        where = QHBoxLayout()
        where.addWidget(self._where)
        where.addWidget(self._how_far, 1)
        tools, steps = QHBoxLayout(), QHBoxLayout()
        for button in (self.all, self.reset, self.handout):
            tools.addWidget(button)
        steps.addWidget(self.previous, 1)
        steps.addWidget(self.next, 1)
        column.addLayout(where)
        column.addWidget(self._scroll, 1)
        column.addLayout(steps)
        column.addLayout(tools)
        return widget
