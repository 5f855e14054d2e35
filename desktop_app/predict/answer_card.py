"""What the model says about a picture, in a number, a bar and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.theme import set_look
from desktop_app.widgets.card import Card
from desktop_app.widgets.probability_bar import ProbabilityBar
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage, verdict, verdict_in_words

_MARKS = {"benign": "○", "malignant": "▲"}
"""A shape for each reading, so that colour is never alone."""


class AnswerCard(Card):
    """Probability and verdict of one picture at the threshold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Answer")
        self._probability: float | None = None
        self._threshold = 0.5
        self._verdict = QLabel()
        self._verdict.setProperty("role", "display")
        self._number = QLabel()
        self._number.setProperty("role", "display")
        self._number.setAccessibleName(f"Probability of {POSITIVE}")
        self._number.setToolTip(f"Probability of {POSITIVE}, as the model gives it")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._bar = ProbabilityBar(POSITIVE)
        self._classes = QLabel()
        self._classes.setTextFormat(Qt.TextFormat.PlainText)
        self._classes.setProperty("role", "small")
        self._classes.setWordWrap(True)
        first = QHBoxLayout()
        first.addWidget(self._verdict, 1)
        first.addWidget(self._number)
        self.body.addLayout(first)
        for widget in (self._bar, self._words, self._classes):
            self.body.addWidget(widget)
        self.clear()

    @property
    def heading(self) -> str:
        """The verdict that is shown."""
        return self._verdict.text()

    @property
    def words(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def clear(self) -> None:
        """Show that no picture is open."""
        self._probability = None
        self._show("–", "Open a picture to see how it is read.")

    def show_waiting(self) -> None:
        """Show that a picture is being read."""
        self._probability = None
        self._show("…", "The picture is being read.")

    def end_waiting(self) -> None:
        """Show that no answer comes any more, where none came."""
        if self._probability is None:
            self.clear()

    def show_answer(self, probability: float, classes: Mapping[str, float]) -> None:
        """Show an answer.

        Args:
            probability: Probability of positive.
            classes: Probability of each class, where the model tells classes apart.
        """
        self._probability = probability
        ordered = sorted(classes.items(), key=lambda item: item[1], reverse=True)
        self._classes.setText("   ".join(f"{name} {percentage(p)}" for name, p in ordered))
        self._classes.setVisible(bool(classes))
        self._read(probability)

    def set_threshold(self, threshold: float) -> None:
        """Read the picture at another threshold."""
        self._threshold = threshold
        self._bar.set_values(self._probability, threshold)
        if self._probability is not None:
            self._read(self._probability)

    def _read(self, probability: float) -> None:
        reading = verdict(probability, self._threshold)
        words = verdict_in_words(probability, self._threshold)
        self._show(f"{_MARKS[reading]} {reading.capitalize()}", words, reading)

    def _show(self, heading: str, words: str, reading: str = "") -> None:
        self._verdict.setText(heading)
        self._number.setText("" if self._probability is None else percentage(self._probability))
        self._words.setText(words)
        self._bar.set_values(self._probability, self._threshold)
        if self._probability is None:
            self._classes.hide()
        set_look(self._verdict, "reading", reading)
