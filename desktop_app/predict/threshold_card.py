"""The threshold: moved, asked for by sensitivity, and what it costs on validation and test data."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.number_box import number_box
from desktop_app.widgets.number_grid import NumberGrid
from desktop_app.widgets.threshold_slider import ThresholdSlider
from desktop_app.widgets.usable import set_usable
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.evaluation.thresholds import DEFAULT_THRESHOLD

_COLUMNS = {"validation": "Validation", "test": "Test"}
_ROWS = (
    ("Sensitivity", "Share of malignant pictures read as malignant: the rest is missed."),
    ("Specificity", "Share of benign pictures read as benign: the rest is a false alarm."),
    ("PPV", "Share of those read as malignant who are, at the prevalence below."),
    ("NPV", "Share of those read as benign who are, at the prevalence below."),
)
_NO_VALIDATION = "This run has no predictions on validation data to choose a threshold on."
_PREVALENCE = (
    "Share of malignant ones among those who are examined. PPV and NPV at it: N. D. Mercaldo, "
    "K. F. Lau, X. H. Zhou, Statistics in Medicine 26 (2007) 2170-2183."
)
_LEAST, _MOST = 0.01, 99.99


class ThresholdCard(Card):
    """Slider, rule, numbers on both parts and a confusion matrix.

    Attributes:
        slider: The threshold.
        target: The sensitivity that is asked for, in percent.
        ask: Chooses the threshold for it.
        prevalence: What PPV and NPV are told at, in percent.
        matrix: Of the part that is chosen.
        warning: What a person must see beside the numbers.
        failure: Why no threshold was chosen.

    Signals:
        moved: The threshold, at every tick of the slider.
        reset_requested: Return to the threshold before a person chose one.
        rule_chosen: The Rule to choose the threshold by on validation data.
    """

    moved = Signal(float)
    reset_requested = Signal()
    rule_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Threshold", parent)
        self._parts: Mapping[str, PartResults] = {}
        self._threshold = DEFAULT_THRESHOLD
        self.slider = ThresholdSlider()
        self.slider.set_marks({"default": DEFAULT_THRESHOLD})
        self.target = number_box("Sensitivity asked for, in %", 95.0, 1.0, 100.0, 1.0, decimals=1)
        self.target.setSuffix(" %")
        self.ask = QPushButton("Choose")
        self.ask.setToolTip("Choose the threshold on the validation part, and save it.")
        self.prevalence = number_box("Prevalence, in %", 2.0, _LEAST, _MOST, 0.5, decimals=2)
        self.prevalence.setSuffix(" %")
        self.prevalence.setToolTip(_PREVALENCE)
        self.as_data = QPushButton("As in the data")
        self.as_data.setProperty("kind", "quiet")
        self.numbers = NumberGrid(tuple(_COLUMNS.values()), _ROWS)
        self.part = ChoiceBox("Part that the matrix counts")
        self.matrix = ConfusionMatrix(most=340)
        self.warning, self.failure = MessageBar(), MessageBar()
        self._about, self._prevalence_words = _muted(), _muted()
        self.reset = QPushButton("Reset")
        self.reset.setProperty("kind", "quiet")
        self.reset.setToolTip("Return to the threshold before one was chosen.")
        self.header.addWidget(self.reset)
        self._lay_out()
        self.slider.value_changed.connect(self.moved)
        self.reset.clicked.connect(self.reset_requested)
        self.ask.clicked.connect(self._on_ask_clicked)
        self.prevalence.valueChanged.connect(self._show_numbers)
        self.as_data.clicked.connect(self._on_as_data_clicked)
        self.part.chosen.connect(self._show_matrix)
        self.show_parts({}, DEFAULT_THRESHOLD)

    def show_parts(self, parts: Mapping[str, PartResults], threshold: float) -> None:
        """Show another run; its prevalence is that of its data until a person says another."""
        self._parts = {part: parts[part] for part in _COLUMNS if part in parts}
        self.part.set_choices([(_COLUMNS[part], part) for part in self._parts])
        self.part.setVisible(len(self._parts) > 1)
        self.failure.clear()
        self.warning.show_warnings(next((each.warnings for each in self._parts.values()), ()))
        set_usable(self.ask, "validation" in self._parts, _NO_VALIDATION)
        share = self._share
        set_usable(self.as_data, share is not None, "The share in the data is not known.")
        if share is not None:
            self.prevalence.setValue(share)
        self.set_threshold(threshold)

    def set_threshold(self, threshold: float) -> None:
        """Show another threshold and what it costs."""
        self._threshold = threshold
        self.slider.set_value(threshold)
        self._show_numbers()
        self._show_matrix()

    def show_failure(self, message: str, mend: str) -> None:
        """Show why no threshold was chosen."""
        self.failure.show_message("error", message, mend)

    @property
    def validation(self) -> PartResults | None:
        """What a threshold is chosen on; None where it was not predicted."""
        return self._parts.get("validation")

    @property
    def _share(self) -> float | None:
        """Malignant ones among the validation pictures, else the test pictures, in percent."""
        for results in self._parts.values():
            if 0 < results.is_positive.sum() < results.is_positive.size:
                return float(min(max(100 * results.is_positive.mean(), _LEAST), _MOST))
        return None

    def _lay_out(self) -> None:
        close = current_sizes().spacing["close"]
        rule = QHBoxLayout()
        rule.setSpacing(close)
        rule.addWidget(QLabel("For a sensitivity of at least"), 1)
        rule.addWidget(self.target)
        rule.addWidget(self.ask)
        prevalence = QHBoxLayout()
        prevalence.setSpacing(close)
        prevalence.addWidget(QLabel("PPV and NPV at a prevalence of"), 1)
        prevalence.addWidget(self.prevalence)
        matrix = QHBoxLayout()
        matrix.addWidget(self._about, 1)
        matrix.addWidget(self.part)
        below = QHBoxLayout()
        below.addWidget(self._prevalence_words, 1)
        below.addWidget(self.as_data)
        self.body.setSpacing(close)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.slider)
        self.body.addLayout(rule)
        self.body.addWidget(self.failure)
        self.body.addWidget(self.numbers)
        self.body.addLayout(prevalence)
        self.body.addLayout(below)
        self.body.addLayout(matrix)
        self.body.addWidget(self.matrix, 100)
        self.body.addStretch(1)

    @Slot()
    def _show_numbers(self) -> None:
        prevalence = self.prevalence.value() / 100
        for part, column in _COLUMNS.items():
            results = self._parts.get(part)
            if results is None:
                self.numbers.clear(column)
                continue
            counts = results.counts_at(self._threshold)
            self.numbers.set_estimate("Sensitivity", column, counts.sensitivity)
            self.numbers.set_estimate("Specificity", column, counts.specificity)
            ppv, npv = results.predictive_values(self._threshold, prevalence)
            self.numbers.set_estimate("PPV", column, ppv)
            self.numbers.set_estimate("NPV", column, npv)
        share = self._share
        own = share is not None and abs(share - self.prevalence.value()) < 0.01
        said = "the share in the data" if own else "a number of your own"
        n = ", ".join(f"{each.probability.size:,} {part}" for part, each in self._parts.items())
        self._prevalence_words.setText(
            f"{said.capitalize()}. In brackets: 95 % intervals; n: {n}." if n else ""
        )

    @Slot()
    def _show_matrix(self) -> None:
        part = self.part.choice
        results = self._parts.get(part) if part else None
        if results is None or part is None:
            self._about.setText("This run has no predictions on validation data.")
            self.matrix.clear("No predictions on validation data")
            return
        self._about.setText(
            f"On the {results.probability.size:,} {part} pictures, at this threshold:"
        )
        matrix = results.binary_matrix(self._threshold)
        self.matrix.set_matrix(matrix.labels, matrix.counts)

    @Slot()
    def _on_ask_clicked(self) -> None:
        self.failure.clear()
        self.rule_chosen.emit(Rule("sensitivity", target=self.target.value() / 100))

    @Slot()
    def _on_as_data_clicked(self) -> None:
        share = self._share
        if share is not None:
            self.prevalence.setValue(share)


def _muted() -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
