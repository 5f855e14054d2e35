"""The threshold, and what it costs on validation data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.metric_table import MetricTable
from desktop_app.widgets.threshold_slider import ThresholdSlider
from training.evaluation.results import PartResults
from training.evaluation.thresholds import DEFAULT_THRESHOLD

_METRICS = (
    ("Sensitivity", "Share of malignant pictures read as malignant: the rest is missed."),
    ("Specificity", "Share of benign pictures read as benign: the rest is a false alarm."),
)


class ThresholdCard(Card):
    """Slider, confusion matrix, sensitivity and specificity.

    Signals:
        moved: The threshold, at every tick of the slider.
        reset_requested: Return to the threshold before a person chose one.
    """

    moved = Signal(float)
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Threshold", parent)
        self._results: PartResults | None = None
        self.body.setSpacing(current_sizes().spacing["close"])
        self.slider = ThresholdSlider()
        self.slider.set_marks({"default": DEFAULT_THRESHOLD})
        self.matrix = ConfusionMatrix(most=340)
        self.numbers = MetricTable(_METRICS)
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        reset = QPushButton("Reset")
        reset.setProperty("kind", "quiet")
        reset.setToolTip(f"Return to {DEFAULT_THRESHOLD:g}.")
        self.header.addWidget(reset)
        self.warning = MessageBar()
        self.body.addWidget(self.warning)
        self.body.addWidget(self.slider)
        self.body.addWidget(self._about)
        self.body.addWidget(self.matrix, 100)
        self.body.addWidget(self.numbers)
        self.body.addStretch(1)
        self.slider.value_changed.connect(self.moved)
        reset.clicked.connect(self.reset_requested)

    def set_results(self, results: PartResults | None) -> None:
        """Show the costs on these results; None where there are none."""
        self._results = results
        self.warning.show_warnings(results.warnings if results else ())
        if results is None:
            self._about.setText("This run has no predictions on validation data.")
            self.matrix.clear("No predictions on validation data")
            self.numbers.clear()
        else:
            n = results.probability.size
            self._about.setText(f"On the {n:,} validation pictures, at this threshold:")

    def set_threshold(self, threshold: float) -> None:
        """Show another threshold and what it costs."""
        self.slider.set_value(threshold)
        if self._results is None:
            return
        counts = self._results.counts_at(threshold)
        matrix = self._results.binary_matrix(threshold)
        self.matrix.set_matrix(matrix.labels, matrix.counts)
        self.numbers.set_estimate("Sensitivity", counts.sensitivity)
        self.numbers.set_estimate("Specificity", counts.specificity)
