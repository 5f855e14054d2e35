"""What a run says of another data set, and how that differs from its training data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.metric_table import MetricTable
from desktop_app.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from training.evaluation.shift import Shift
    from training.external import External

_WILSON = "Interval by Wilson's score method (1927)."
_METRICS = (
    ("ROC AUC", "Interval by DeLong, DeLong and Clarke-Pearson (1988)."),
    ("Sensitivity", f"Share of malignant pictures read as malignant. {_WILSON}"),
    ("Specificity", f"Share of benign pictures read as benign. {_WILSON}"),
)
_NOTABLE, _SMALL = "Differs", "Similar"
_ABOUT = (
    "From the pictures that the run learned from (before the arrow) to these. “Differs”: by 0.2 "
    "standard deviations or more, or 20 % of the pictures."
)


class ExternalResults(QWidget):
    """Numbers and matrix at the left, shifts and notes at the right.

    Signals:
        pictures_requested: The pictures behind the results are wanted.
    """

    pictures_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: External | None = None
        self.numbers = MetricTable(_METRICS)
        self.matrix = ConfusionMatrix(least=150)
        self.notes = MessageBar()
        self.shifts = QLabel()
        self.shifts.setTextFormat(Qt.TextFormat.PlainText)
        self.shifts.setWordWrap(True)
        self.shifts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pictures = QPushButton("See the pictures")
        self.pictures.setToolTip("Each of them with its probability, on the page Predictions")
        self._numbers_card = Card("Results")
        self._lay_out()
        self.pictures.clicked.connect(self.pictures_requested)

    def show_external(self, told: External, threshold: float) -> None:
        """Show what a run says of a data set, at a threshold."""
        self._told = told
        self._numbers_card.set_title(told.dataset.name)
        if told.notes:
            self.notes.show_message("info", "\n".join(told.notes))
        else:
            self.notes.clear()
        self.shifts.setText(
            "\n\n".join(shift_text(shift) for shift in told.shifts)
            or "The training data has moved: it cannot be told how this data differs."
        )
        self.set_threshold(threshold)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        if self._told is None:
            return
        results = self._told.results
        counts, matrix = results.counts_at(threshold), results.binary_matrix(threshold)
        self.numbers.set_estimate("ROC AUC", results.auc)
        self.numbers.set_estimate("Sensitivity", counts.sensitivity)
        self.numbers.set_estimate("Specificity", counts.specificity)
        self.matrix.set_matrix(matrix.labels, matrix.counts)
        self._at.setText(f"{counts.n:,} pictures · threshold {threshold:g}")

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self._at = QLabel()
        self._at.setProperty("role", "muted")
        card = self._numbers_card
        card.header.addWidget(self.pictures)
        card.body.addWidget(self._at)
        card.body.addWidget(self.numbers)
        card.body.addWidget(self.matrix, 100)
        card.body.addStretch(1)
        shifts = Card("How these pictures differ")
        about = QLabel(_ABOUT)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        shifts.body.addWidget(about)
        shifts.body.addWidget(self.shifts)
        left = ScrollColumn(450)
        left.column.addWidget(card, 1)
        right = QVBoxLayout()
        right.setSpacing(spacing["normal"])
        right.addWidget(self.notes)
        right.addWidget(shifts)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(left)
        layout.addLayout(right, 1)


def shift_text(shift: Shift) -> str:
    """Return one difference in words, and whether it is large."""
    if shift.distance is None and not shift.notable:
        return shift.words
    return f"{_NOTABLE if shift.notable else _SMALL} · {shift.words}"
