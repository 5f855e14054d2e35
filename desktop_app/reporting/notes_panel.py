"""What only a person knows: a list of questions, and room for the answer to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from training.report.notes import Question


class NotesPanel(QWidget):
    """Questions at the left, the answer to the chosen one at the right.

    Attributes:
        questions: The list.
        answer: The answer to the chosen question.
    """

    def __init__(self, questions: Sequence[Question], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions = tuple(questions)
        self._answers: dict[str, str] = {}
        self.questions, self.answer = QListWidget(), QPlainTextEdit()
        self.questions.setAccessibleName("What only a person knows")
        self._hint = QLabel()
        self._hint.setProperty("role", "muted")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self.answer.setTabChangesFocus(True)
        right = QVBoxLayout()
        right.addWidget(self._hint)
        right.addWidget(self.answer, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.questions)
        row.addLayout(right, 1)
        self.questions.setFixedWidth(current_sizes().px(260))
        for question in self._questions:
            self.questions.addItem(QListWidgetItem(question.title))
        self.questions.currentRowChanged.connect(self._on_row_changed)
        self.answer.textChanged.connect(self._on_text_changed)
        self.questions.setCurrentRow(0)

    @property
    def answers(self) -> dict[str, str]:
        """What a person wrote, by key."""
        return {key: text for key, text in self._answers.items() if text.strip()}

    def show_answers(self, answers: Mapping[str, str]) -> None:
        """Show what was written before."""
        self._answers = dict(answers)
        for row in range(len(self._questions)):
            self._mark(row)
        self._on_row_changed(self.questions.currentRow())

    def _mark(self, row: int) -> None:
        question = self._questions[row]
        answered = bool(self._answers.get(question.key, "").strip())
        item = self.questions.item(row)
        item.setText(f"✓ {question.title}" if answered else question.title)
        said = "answered" if answered else "not answered"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{question.title}, {said}")

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        question = self._questions[row]
        self._hint.setText(question.hint)
        self.answer.setAccessibleName(f"{question.title}: {question.hint}")
        blocked = self.answer.blockSignals(True)
        self.answer.setPlainText(self._answers.get(question.key, ""))
        self.answer.blockSignals(blocked)

    @Slot()
    def _on_text_changed(self) -> None:
        row = self.questions.currentRow()
        self._answers[self._questions[row].key] = self.answer.toPlainText()
        self._mark(row)
