"""What the model says about a picture, in a number, a bar and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.theme import current_sizes, set_look
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.probability_bar import ProbabilityBar
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage, verdict, verdict_in_words

_MARKS = {"benign": "○", "malignant": "▲"}
"""A shape for each reading, so that colour is never alone."""
_LIKELIEST = 3
"""Classes that are named; all of them stand elsewhere."""


class AnswerCard(Card):
    """Probability and verdict of one picture at the threshold, and what casts doubt on them.

    Attributes:
        warning: Why the answer may mean nothing; before the number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Answer")
        self._probability: float | None = None
        self._threshold = 0.5
        self._calibration = ""
        self._verdict = QLabel()
        self._verdict.setProperty("role", "display")
        self._number = QLabel()
        self._number.setProperty("role", "display")
        self._number.setAccessibleName(f"Probability of {POSITIVE}")
        self._number.setToolTip(f"Probability of {POSITIVE}, as the model gives it")
        self._words = plain_label()
        self._bar = ProbabilityBar(POSITIVE)
        self._classes, self._set = plain_label(role="small"), plain_label()
        self._set.setAccessibleName("Set of classes")
        self.warning = MessageBar()
        self.body.setSpacing(current_sizes().spacing["tight"])
        first = QHBoxLayout()
        first.addWidget(self._verdict, 1)
        first.addWidget(self._number)
        self.body.addWidget(self.warning)
        self.body.addLayout(first)
        for widget in (self._bar, self._words, self._set, self._classes):
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

    @property
    def set_words(self) -> str:
        """What is said of the set of classes."""
        return self._set.text()

    def clear(self, why: str = "Open a picture to see how it is read.") -> None:
        """Show that there is no answer, and why."""
        self._forget()
        self._show("–", why)

    def show_waiting(self) -> None:
        """Show that a picture is being read."""
        self._forget()
        self._show("…", "The picture is being read.")

    def show_answer(
        self, probability: float, classes: Mapping[str, float], warnings: Sequence[str] = ()
    ) -> None:
        """Show an answer.

        Args:
            probability: Probability of positive.
            classes: Probability of each class, where the model tells classes apart.
            warnings: Why it may mean nothing, in sentences.
        """
        self._probability = probability
        ordered = sorted(classes.items(), key=lambda item: item[1], reverse=True)
        named = "   ".join(f"{name} {percentage(p)}" for name, p in ordered[:_LIKELIEST])
        self._classes.setText(f"Likeliest: {named}")
        self._classes.setVisible(bool(classes))
        if warnings:
            self.warning.show_message("warning", "\n".join(warnings))
        else:
            self.warning.clear()
        self._read(probability)

    def show_set(self, words: str) -> None:
        """Say which classes are not ruled out; "" where that is not known."""
        self._set.setText(words)
        self._set.setVisible(bool(words))

    def set_calibration(self, words: str) -> None:
        """Say whether the run's probabilities are calibrated, and by what."""
        self._calibration = words
        self._number.setToolTip(f"Probability of {POSITIVE}. {words}".strip())
        self._say()

    def set_threshold(self, threshold: float) -> None:
        """Read the picture at another threshold."""
        self._threshold = threshold
        self._bar.set_values(self._probability, threshold)
        if self._probability is not None:
            self._read(self._probability)

    def _forget(self) -> None:
        self._probability = None
        self.warning.clear()
        self._classes.hide()
        self.show_set("")

    def _read(self, probability: float) -> None:
        reading = verdict(probability, self._threshold)
        self._show(f"{_MARKS[reading]} {reading.capitalize()}", "", reading)

    def _show(self, heading: str, words: str, reading: str = "") -> None:
        self._verdict.setText(heading)
        self._number.setText("" if self._probability is None else percentage(self._probability))
        self._words.setText(words)
        self._say()
        self._bar.set_values(self._probability, self._threshold)
        set_look(self._verdict, "reading", reading)

    def _say(self) -> None:
        """Say the verdict, and what the number is worth."""
        if self._probability is not None:
            words = verdict_in_words(self._probability, self._threshold)
            self._words.setText(f"{words} {self._calibration}".strip())
