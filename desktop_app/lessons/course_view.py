"""One lesson, step by step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.lessons.course import Course, Deed
from desktop_app.lessons.step_view import StepView
from desktop_app.theme import current_sizes, theme_events
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.lessons.action import Figure
from training.lessons.lesson import Do, Lesson


class CourseView(QWidget):
    """The step at which a person is, and the ways from it.

    One thing is done at a time. What has become of it is told by `show_waiting`, `show_progress`,
    `show_done`, `show_stopped` and `show_failure`, wherever in the lesson the person is by then.

    Attributes:
        next: Goes to the next step; at the end, ends the lesson.
        previous: Goes a step back.
        all: Asks for the list of lessons.
        reset: Begins the lesson anew.
        handout: Asks for the handout.

    Signals:
        do_requested: A Do that is to be done.
        stop_requested: What goes on is to end early.
        step_changed: Name of the lesson and number of the step, from 0 (str, int).
        finished: The last step is done.
        list_requested: The person wants another lesson.
        reset_requested: Name of the lesson that begins anew (str).
        handout_requested: The Lesson to be printed.
    """

    do_requested = Signal(object)
    stop_requested = Signal()
    step_changed = Signal(str, int)
    finished = Signal()
    list_requested = Signal()
    reset_requested = Signal(str)
    handout_requested = Signal(object)

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        """Make it, with no lesson.

        Args:
            width: Width of what is read, in device-independent pixels at scale 1.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._course: Course | None = None
        self._going: tuple[Course, Do, Deed] | None = None
        self._step_view: StepView | None = None
        self._make_buttons()
        self._lay_out(width)
        theme_events().changed.connect(self._on_theme_changed)

    @property
    def course(self) -> Course | None:
        """How far the person is in the lesson that is shown; None for no lesson."""
        return self._course

    @property
    def step_view(self) -> StepView | None:
        """The step that is shown."""
        return self._step_view

    def begin(self, course: Course) -> None:
        """Show a lesson at the step where the person is."""
        self._stop_going()
        self._course = course
        self.go_to_step(course.step)
        self.next.setFocus()

    def leave(self) -> Lesson | None:
        """Show no lesson; what goes on ends. Return the one that was shown."""
        self._stop_going()
        left, self._course = self._course, None
        self._put_step(None)
        return None if left is None else left.lesson

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
        if course is not None and course.at_end:
            self.finished.emit()
        elif course is not None:
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
            self.begin(Course(lesson))

    def go_to_step(self, step: int) -> None:
        """Show a step of the open lesson, from 0."""
        course = self._course
        if course is None:
            return
        course.step = step
        view = StepView(course)
        view.requested.connect(self._on_requested)
        view.stop_requested.connect(self.stop_requested)
        view.revealed.connect(self._on_revealed)
        self._put_step(view)
        self._show_where(course)
        self.step_changed.emit(course.lesson.name, step)

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

    def _show_where(self, course: Course) -> None:
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

    def _make_buttons(self) -> None:
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
            (self.all, self.list_requested.emit),
            (self.reset, self.start_anew),
            (self.handout, self._on_handout_clicked),
        ):
            button.clicked.connect(slot)
        for button in (self.all, self.reset, self.handout):
            button.setProperty("kind", "quiet")

    @Slot()
    def _on_handout_clicked(self) -> None:
        if self._course is not None:
            self.handout_requested.emit(self._course.lesson)

    def _lay_out(self, width: int) -> None:
        spacing = current_sizes().spacing
        self._where = QLabel()
        self._where.setProperty("role", "small")
        self._how_far = QProgressBar()
        self._how_far.setTextVisible(False)
        self._how_far.setAccessibleName("Steps done")
        self._scroll = ScrollColumn(width)
        column = QVBoxLayout(self)
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
