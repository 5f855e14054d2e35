"""One step of a lesson: its text, questions and buttons."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.lessons.ask_card import AskCard
from desktop_app.lessons.course import Course
from desktop_app.lessons.do_card import DoCard
from desktop_app.lessons.marked_text import MarkedText
from desktop_app.theme import current_sizes
from training.lessons.lesson import Ask, Do, Text


class StepView(QWidget):
    """Shows the current step of a course; notes for the teacher are left out.

    Attributes:
        does: The buttons of the step, by number of the part.
        asks: The questions of the step, by number of the part.

    Signals:
        requested: Number of the part that is to be done (int).
        stop_requested: What goes on is to end early.
        revealed: An answer is seen.
    """

    requested = Signal(int)
    stop_requested = Signal()
    revealed = Signal()

    def __init__(self, course: Course, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course = course
        self._texts: list[tuple[MarkedText, str]] = []
        self.does: dict[int, DoCard] = {}
        self.asks: dict[int, AskCard] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["normal"])
        title = QLabel(course.current.title)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        column.addWidget(title)
        for number, part in enumerate(course.current.parts):
            if isinstance(part, Text):
                text = MarkedText()
                self._texts.append((text, part.markdown))
                column.addWidget(text)
            elif isinstance(part, Do):
                column.addWidget(self._add_do(number, part))
            elif isinstance(part, Ask):
                column.addWidget(self._add_ask(number, part))
        column.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        going = any(deed.is_going for deed in self._course.deeds.values())
        for text, markdown in self._texts:
            text.show_markdown(self._course.filled(markdown))
        for number, do in self.does.items():
            deed = self._course.deed(number)
            do.show_deed(deed, other_going=going and not deed.is_going)
        for ask in self.asks.values():
            ask.refresh()

    def _add_do(self, number: int, part: Do) -> DoCard:
        card = DoCard(part)
        card.requested.connect(partial(self.requested.emit, number))
        card.stop_requested.connect(self.stop_requested)
        self.does[number] = card
        return card

    def _add_ask(self, number: int, part: Ask) -> AskCard:
        card = AskCard(part, self._course, number)
        card.revealed.connect(self.revealed)
        self.asks[number] = card
        return card
