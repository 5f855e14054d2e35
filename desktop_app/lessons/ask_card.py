"""A question of a lesson: predict first, then see."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QRadioButton, QWidget

from desktop_app.lessons.course import Course
from desktop_app.lessons.marked_text import MarkedText, broken
from desktop_app.theme import current_sizes, set_look
from desktop_app.widgets.card import Card
from desktop_app.widgets.usable import set_usable
from training.lessons.lesson import Ask

_CHOICE_WIDTH = 236
"""Pixels at scale 1 that a choice has beside its mark."""


class AskCard(Card):
    """A question with choices, or with room for a prediction in one's own words.

    The answer is shown only to those who have predicted something.

    Attributes:
        reveal: The button that shows the answer.
        choices: The choices; none where the prediction is free.
        field: Where a free prediction is written.

    Signals:
        revealed: The person has predicted, and sees the answer.
    """

    revealed = Signal()

    def __init__(self, ask: Ask, course: Course, part: int, parent: QWidget | None = None) -> None:
        """Show a question as the person left it.

        Args:
            ask: The question.
            course: How far they are.
            part: Number of the question in its step.
            parent: Qt's parent.
        """
        super().__init__("Predict first", parent, compact=True)
        self._ask, self._course, self._answer = ask, course, course.answer(part)
        self._question = MarkedText(course.filled(ask.question))
        self.body.addWidget(self._question)
        self._group = QButtonGroup(self)
        self.choices: list[QRadioButton] = []
        for number, choice in enumerate(ask.choices):
            button = QRadioButton()
            button.setText(broken(choice, button.fontMetrics(), current_sizes().px(_CHOICE_WIDTH)))
            button.setAccessibleName(choice)
            button.setChecked(number == self._answer.choice)
            self._group.addButton(button, number)
            self.body.addWidget(button)
            self.choices.append(button)
        self.field = QLineEdit(self._answer.text)
        self.field.setPlaceholderText("Your prediction")
        self.field.setAccessibleName("Your prediction")
        self.field.setVisible(not ask.choices)
        self.body.addWidget(self.field)
        self.reveal = QPushButton("Reveal")
        self.reveal.setAccessibleDescription(ask.question)
        self.body.addWidget(self.reveal)
        self._verdict = MarkedText()
        self._text = MarkedText()
        self.body.addWidget(self._verdict)
        self.body.addWidget(self._text)
        self._group.idClicked.connect(self._on_chosen)
        self.field.textChanged.connect(self._on_written)
        self.field.returnPressed.connect(self._on_reveal_clicked)
        self.reveal.clicked.connect(self._on_reveal_clicked)
        self.refresh()

    @property
    def verdict(self) -> str:
        """What is said of the prediction; empty before the answer is seen."""
        return self._verdict.markdown if self._answer.revealed else ""

    @property
    def answer_text(self) -> str:
        """The answer; empty before it is seen."""
        return self._text.markdown if self._answer.revealed else ""

    def refresh(self) -> None:
        """Show what is known now: the answer may name figures that were measured since."""
        answer, seen = self._answer, self._answer.revealed
        self._question.show_markdown(self._course.filled(self._ask.question))
        for button in self.choices:
            button.setEnabled(not seen)
        self.field.setReadOnly(seen)
        self.reveal.setVisible(not seen)
        set_usable(self.reveal, answer.is_given, "Say first what you expect.")
        self._verdict.setVisible(seen)
        self._text.setVisible(seen)
        if seen:
            self._verdict.show_markdown(self._words())
            set_look(self._verdict, "role", self._role())
            self._text.show_markdown(self._course.filled(self._ask.reveal))

    def _words(self) -> str:
        if not self._ask.choices:
            return f"You said: {self._answer.text.strip()}"
        said = self._ask.choices[self._answer.choice]
        right = self._ask.right
        if right is None:
            return f"You said: {said}"
        if right == self._answer.choice:
            return f"✓ As you said: {said}"
        return f"✗ You said: {said}. It is: {self._ask.choices[right]}"

    def _role(self) -> str:
        if not self._ask.choices or self._ask.right is None:
            return "muted"
        return "negative" if self._ask.right == self._answer.choice else "positive"

    @Slot(int)
    def _on_chosen(self, number: int) -> None:
        self._answer.choice = number
        self.refresh()

    @Slot(str)
    def _on_written(self, text: str) -> None:
        self._answer.text = text
        self.refresh()

    @Slot()
    def _on_reveal_clicked(self) -> None:
        if self._answer.is_given and not self._answer.revealed:
            self._answer.revealed = True
            self.refresh()
            self.revealed.emit()
