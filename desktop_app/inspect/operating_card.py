"""The operating point: how it is chosen on validation data, and what it is worth on test data."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.inspect.rule_form import RuleForm
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.number_box import number_box
from desktop_app.widgets.number_grid import NumberGrid
from desktop_app.widgets.threshold_slider import ThresholdSlider
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults

_COLUMNS = {"validation": "Validation", "test": "Test"}
_ROWS = (
    ("Sensitivity", "Share of malignant pictures read as malignant: the rest is missed."),
    ("Specificity", "Share of benign pictures read as benign: the rest is a false alarm."),
    ("Accuracy", "Share of pictures read rightly."),
    ("Balanced", "Balanced accuracy: the mean of sensitivity and specificity."),
    ("F1", "Harmonic mean of precision and sensitivity."),
    ("PPV", "Share of those read as malignant who are, at the prevalence below."),
    ("NPV", "Share of those read as benign who are, at the prevalence below."),
)
_METRICS = {
    "Sensitivity": "sensitivity",
    "Specificity": "specificity",
    "Accuracy": "accuracy",
    "Balanced": "balanced_accuracy",
    "F1": "f1",
}
_NO_VALIDATION = "This run has no predictions on validation data to choose a threshold on."
_HONEST = (
    "Chosen on validation data, whose numbers are too good for that: test data says what it is "
    "worth. In brackets: 95 % intervals."
)


class OperatingCard(Card):
    """Rule, slider, and the numbers at the threshold on validation and test data.

    Signals:
        threshold_moved: The threshold, at every tick of the slider.
        reset_requested: Return to the threshold before a person chose one.
        rule_chosen: The Rule to choose the threshold by on validation data.
    """

    threshold_moved = Signal(float)
    reset_requested = Signal()
    rule_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Operating point", parent)
        self._parts: dict[str, PartResults] = {}
        self._threshold = 0.5
        self.rule = RuleForm()
        self.slider = ThresholdSlider()
        self.chosen = _muted("")
        self.numbers = NumberGrid(tuple(_COLUMNS.values()), _ROWS)
        self.prevalence = number_box("Prevalence, in %", 2.0, 0.01, 99.99, 0.5, decimals=2)
        self.prevalence.setSuffix(" %")
        self.message = MessageBar()
        reset = QPushButton("Reset")
        reset.setProperty("kind", "quiet")
        reset.setToolTip("Return to the threshold before one was chosen.")
        self.header.addWidget(reset)
        self.body.setSpacing(current_sizes().spacing["close"])
        row = QHBoxLayout()
        row.addWidget(QLabel("PPV and NPV at a prevalence of"), 1)
        row.addWidget(self.prevalence)
        self.body.addWidget(self.message)
        self.body.addWidget(self.rule)
        self.body.addWidget(self.slider)
        self.body.addWidget(self.chosen)
        self.body.addWidget(self.numbers)
        self.body.addLayout(row)
        self.body.addWidget(_muted(_HONEST))
        self.body.addStretch(1)
        self.slider.value_changed.connect(self.threshold_moved)
        reset.clicked.connect(self.reset_requested)
        self.rule.rule_chosen.connect(self._on_rule_chosen)
        self.prevalence.valueChanged.connect(self._show_numbers)

    @property
    def validation(self) -> PartResults | None:
        """What a threshold is chosen on; None where it was not predicted."""
        return self._parts.get("validation")

    def show_parts(self, parts: Mapping[str, PartResults], threshold: float) -> None:
        """Show another run."""
        self._parts = dict(parts)
        self.message.clear()
        self.rule.set_possible("" if "validation" in parts else _NO_VALIDATION)
        self.set_threshold(threshold)

    def show_choice(self, rule: Rule | None, chosen: bool) -> None:
        """Show how the saved threshold was chosen.

        Args:
            rule: What it was chosen by; None for a number of a person's own, or the default.
            chosen: Whether a person chose it.
        """
        if rule is not None:
            words = f"{rule.words}, chosen on validation"
        else:
            words = "chosen by hand" if chosen else "the default, not chosen yet"
        self.chosen.setText(f"Saved with the run: {words}.")
        self.rule.show_rule(rule)

    def show_failure(self, message: str, mend: str) -> None:
        """Show why no threshold was chosen."""
        self.message.show_message("error", message, mend)

    def set_threshold(self, threshold: float) -> None:
        """Show the numbers at another threshold."""
        self._threshold = threshold
        self.slider.set_value(threshold)
        self._show_numbers()

    @Slot()
    def _show_numbers(self) -> None:
        for part, column in _COLUMNS.items():
            results = self._parts.get(part)
            if results is None:
                self.numbers.clear(column)
                continue
            metrics = results.counts_at(self._threshold).metrics
            for name, metric in _METRICS.items():
                self.numbers.set_estimate(name, column, metrics[metric])
            prevalence = self.prevalence.value() / 100
            ppv, npv = results.predictive_values(self._threshold, prevalence)
            self.numbers.set_estimate("PPV", column, ppv)
            self.numbers.set_estimate("NPV", column, npv)

    @Slot(object)
    def _on_rule_chosen(self, rule: Rule) -> None:
        self.message.clear()
        self.rule_chosen.emit(rule)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
