"""The operating point at the left; ROC and the other curves with it on them at the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.inspect import curve_plots
from desktop_app.inspect.operating_card import OperatingCard
from desktop_app.inspect.part_page import PartPage
from desktop_app.theme import current_sizes, leave_out_in_lectures, theme_events
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.number_grid import NumberGrid
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.take_away import figure_button
from desktop_app.widgets.threshold_curve import ThresholdCurve
from training.evaluation.reliability import Reliability
from training.evaluation.results import PartResults

_CURVES = {
    "roc": ("ROC curve", curve_plots.roc_plot),
    "precision_recall": ("Precision-recall", curve_plots.precision_recall_plot),
    "gain": ("Gain", curve_plots.gain_plot),
    "decision": ("Decision curve", curve_plots.decision_plot),
}
_MEANINGS = {
    "ROC curve": "Sensitivity over 1 - specificity at every threshold.",
    "Precision-recall": "Share of those read as malignant who are, over the share of malignant "
    "ones found, at every threshold. Chance: the share of malignant pictures.",
    "Gain": "Share of malignant pictures found, over the share of all pictures that is read as "
    "malignant, the likeliest first.",
    "Decision curve": "Net benefit of treating those read as malignant, beside treating all and "
    "none. A. J. Vickers, E. B. Elkin, Medical Decision Making 26 (2006) 565-574.",
    "Calibration": "Share that is malignant over the predicted probability, in bins, each with "
    "Wilson's interval.",
}
_METRICS = (
    ("ROC AUC", "Chance that a malignant picture scores above a benign one."),
    (
        "Brier",
        "Mean square of what probability and truth differ by: 0 is best. "
        "G. W. Brier, Monthly Weather Review 78 (1950) 1-3.",
    ),
    (
        "ECE",
        "Expected calibration error: mean difference of predicted and observed over bins. "
        "M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI Conference (2015) 2901-2907.",
    ),
)
VALUE = "95 % interval"
_COMPUTING = "Drawing 2,000 times for the calibration…"
_MOVE = "Drag the ring, or use the arrow keys on a curve."
_LOOK = (
    "Rings can be moved on validation curves alone: a threshold chosen by what {} data shows "
    "would make its numbers too good."
)


class CurvesPage(PartPage):
    """Five curves that share one operating point.

    Signals:
        threshold_moved: The threshold, at every tick of the slider and of a drag.
        reliability_wanted: A PartResults, and whether with temperature scaling (bool); it comes
            back by `show_reliability`.
    """

    threshold_moved = Signal(float)
    reliability_wanted = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("validation", parent)
        self._reliability: Reliability | None = None
        self.operating = OperatingCard()
        self.warning = MessageBar()
        self.curves = {name: ThresholdCurve(title) for name, (title, _) in _CURVES.items()}
        self.calibration = ThresholdCurve("Calibration")
        self.scaling = QCheckBox("Temperature scaling")
        self.numbers = NumberGrid((VALUE,), _METRICS)
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self._lay_out()
        self.operating.threshold_moved.connect(self.threshold_moved)
        for curve in (*self.curves.values(), self.calibration):
            curve.threshold_moved.connect(self.threshold_moved)
        self.scaling.toggled.connect(self._on_scaling_toggled)

    def show_results(self, parts: Mapping[str, PartResults], threshold: float) -> None:
        """Show another run."""
        super().show_results(parts, threshold)
        self.operating.show_parts(parts, threshold)
        warnings = [warning for results in parts.values() for warning in results.warnings]
        self.warning.show_warnings(list(dict.fromkeys(warnings)))

    def set_threshold(self, threshold: float) -> None:
        """Put the operating point elsewhere."""
        super().set_threshold(threshold)
        self.operating.set_threshold(threshold)
        self._show_point()

    def show_reliability(
        self, results: PartResults, scaled: bool, reliability: Reliability
    ) -> None:
        """Show calibration that was asked for, unless something else is looked at meanwhile."""
        if results is not self.results or scaled != self.scaling.isChecked():
            return
        self._reliability = reliability
        self.calibration.show_plot(curve_plots.calibration_plot(reliability))
        self.numbers.set_estimate("Brier", VALUE, reliability.brier)
        self.numbers.set_estimate("ECE", VALUE, reliability.ece)
        self._show_point()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        side = ScrollColumn(400)
        side.column.addWidget(self.warning)
        side.column.addWidget(self.operating, 1)
        cards = []
        for (title, _), curve in zip(_CURVES.values(), self.curves.values(), strict=True):
            cards.append(_card(title, curve))
        calibration = _card("Calibration", self.calibration)
        numbers = Card("Of this part")
        numbers.header.addWidget(self.part)
        numbers.body.addWidget(self.numbers)
        numbers.body.addWidget(self.scaling)
        numbers.body.addWidget(self.about)
        numbers.body.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(spacing["close"])
        for place, card in enumerate((*cards[:2], calibration, *cards[2:], numbers)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(card, *divmod(place, 3))
        for row in range(2):
            grid.setRowStretch(row, 1)
        self._grid = grid
        leave_out_in_lectures(calibration, numbers)
        self._stretch_columns()
        theme_events().changed.connect(self._stretch_columns)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(side)
        right = QVBoxLayout()
        right.addLayout(grid, 1)
        layout.addLayout(right, 1)

    @Slot()
    def _stretch_columns(self) -> None:
        """Make three columns of one width; two in a lecture, which leaves the third out."""
        for column in range(3):
            self._grid.setColumnStretch(column, column < 2 or not current_sizes().lecture)

    def _show_part(self) -> None:
        results = self.results
        if results is None:
            return
        part = results.predictions.part
        movable = part == "validation"
        self.about.setText(_MOVE if movable else _LOOK.format(part))
        for name, (_, plot) in _CURVES.items():
            self.curves[name].show_plot(plot(results))
        for curve in (*self.curves.values(), self.calibration):
            curve.set_movable(movable)
        temperature = results.predictions.temperature
        self.scaling.setVisible(temperature != 1.0)
        self.scaling.setToolTip(
            f"Fitted on validation data: a temperature of {temperature:.3f}. Take it away to see "
            "what the probabilities were before; the threshold is one of calibrated ones. "
            "C. Guo and others, On Calibration of Modern Neural Networks, ICML (2017)."
        )
        self.scaling.blockSignals(True)
        self.scaling.setChecked(True)
        self.scaling.blockSignals(False)
        self._show_point()

    def _show_point(self) -> None:
        if self.results is None:
            return
        tick = self.results.tick(self._threshold)
        for name, place in curve_plots.markers(self.results, tick).items():
            self.curves[name].set_marker(self._threshold, *place)
        found = None if self._reliability is None else self._reliability.bin_of(self._threshold)
        if self._reliability is None or found is None or not self.scaling.isChecked():
            self.calibration.clear_marker()
            return
        bin_ = self._reliability.bins[found]
        observed = float("nan") if bin_.observed.value is None else bin_.observed.value
        self.calibration.set_marker(self._threshold, bin_.predicted, observed)

    def _show_pending(self) -> None:
        self._reliability = None
        self.calibration.clear(_COMPUTING)
        self.numbers.clear(VALUE)
        if self.results is not None:
            self.numbers.set_estimate("ROC AUC", VALUE, self.results.auc)

    def _ask(self, results: PartResults) -> None:
        self.reliability_wanted.emit(results, self.scaling.isChecked())

    @Slot()
    def _on_scaling_toggled(self) -> None:
        self._outdate()


def _card(title: str, curve: ThresholdCurve) -> Card:
    card = Card(title, compact=True)
    card.setToolTip(_MEANINGS[title])
    save = figure_button(curve)
    leave_out_in_lectures(save)  # its menu has it as well
    card.header.addWidget(save)
    card.body.addWidget(curve, 1)
    return card
