"""What is known of a training beside where it is: stage, rate, times, what it takes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.pace import Pace
from desktop_app.train.rate_field import rate_text
from desktop_app.train.watch_resources import ResourceLine
from desktop_app.widgets.steady_label import SteadyLabel


class ProgressNotes(QWidget):
    """Small lines of words; one that has nothing to say takes no room.

    Attributes:
        resources: What the training takes of the computer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = QLabel()
        self._rate = QLabel()
        self._times = SteadyLabel("small")
        self.resources = ResourceLine(Pace())
        self._lasting = QLabel("Goes on when the window closes")
        self._lasting.setToolTip(
            "This training has a process of its own. LesionLab finds it again at the next start."
        )
        for label in (self._stage, self._rate, self._lasting):
            label.setProperty("role", "small")
        self._stage.setWordWrap(True)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._stage, 1)
        first.addWidget(self._rate)
        second.addWidget(self._times, 1)
        second.addWidget(self._lasting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.resources)
        self.clear()

    def clear(self) -> None:
        """Say nothing: a training is about to start."""
        for label in (self._stage, self._rate, self._times):
            label.clear()
        self._show_first_line()
        self._lasting.hide()

    def show_stage(self, sentence: str) -> None:
        """Show what trains in the stage."""
        self._stage.setText(sentence)
        self._show_first_line()

    def show_rate(self, rate: float) -> None:
        """Show the learning rate."""
        self._rate.setText(f"Learning rate {rate_text(rate)}")
        self._show_first_line()

    def show_lasting(self, lasting: bool) -> None:
        """Show, or show no more, that the training goes on when the window closes."""
        self._lasting.setVisible(lasting)

    def show_times(
        self, elapsed: float, remaining: float | None, counts: Mapping[str, int]
    ) -> None:
        """Show how long it has taken, and on how many samples.

        Args:
            elapsed: Seconds.
            remaining: Seconds to come; None where that is not known.
            counts: Samples in each part.
        """
        words = [f"Elapsed {duration(elapsed)}"]
        if remaining is not None:
            words.append(f"about {duration(remaining)} remaining")
        words.append(", ".join(f"{count:,} {part}" for part, count in counts.items()))
        self._times.setText("  ·  ".join(words))

    def _show_first_line(self) -> None:
        for label in (self._stage, self._rate):
            label.setVisible(bool(label.text()))


def duration(seconds: float) -> str:
    """Return a duration for a person: "42 s", "3 min 05 s", "2 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
