"""Sets of classes instead of a label, at a coverage of one's choice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.estimate_table import EstimateTable
from desktop_app.widgets.number_box import number_box
from desktop_app.widgets.plain_label import plain_label
from training.evaluation.conformal import (
    DEFAULT_COVERAGE,
    ConformalSets,
    CoverageReport,
    calibrated_on,
    coverage_report,
    labels_of,
)
from training.evaluation.results import PartResults

_SOURCES = (
    "Split conformal prediction, calibrated by class on validation data. V. Vovk, Machine Learning "
    "92 (2013) 349-376; M. Sadinle, J. Lei, L. Wasserman, Journal of the American Statistical "
    "Association 114 (2019) 223-234."
)
_NO_PICTURE = "A picture's set of classes stands here when one is open."
_NO_VALIDATION = "This run has no predictions on validation data to calibrate sets on."
_NO_TEST = "This run has no predictions on test data to see how often the sets hold the truth."
_HEADER = (
    ("Truth", "Class of the test pictures"),
    ("Set holds it", "Share of those pictures whose set holds their class."),
)


class SetCard(Card):
    """Coverage, the set of the picture that is shown, and how often sets hold the truth on test.

    Attributes:
        coverage: The box, in percent.
        table: Coverage on test data by class.

    Signals:
        words_changed: What is said of the picture's set (str); empty where there is none.
    """

    words_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sets of classes", parent)
        self._parts: Mapping[str, PartResults] = {}
        self._sets: ConformalSets | None = None
        self._score: list[float] | None = None
        self.coverage = number_box(
            "Coverage, in %", 100 * DEFAULT_COVERAGE, 50.0, 99.9, 1.0, decimals=1
        )
        self.coverage.setSuffix(" %")
        self.coverage.setToolTip(_SOURCES)
        self.set_label, self.doubt, self.about = (
            plain_label(),
            plain_label(role="warning"),
            plain_label(role="muted"),
        )
        self.set_label.setAccessibleName("Set of the picture")
        self.table = EstimateTable("Coverage on test data")
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        label = QLabel("Share of each class whose set is to hold it")
        label.setToolTip(_SOURCES)
        row.addWidget(label, 1)
        row.addWidget(self.coverage)
        self.body.setSpacing(current_sizes().spacing["close"])
        self.body.addLayout(row)
        for widget in (self.set_label, self.doubt, self.table, self.about):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.coverage.valueChanged.connect(self._calibrate)
        self._calibrate()

    @property
    def words(self) -> str:
        """What is said of the picture's set; empty where there is none."""
        return self.set_label.text() if self._fits else ""

    def show_parts(self, parts: Mapping[str, PartResults]) -> None:
        """Calibrate on another run's validation part, and report on its test part."""
        self._parts = dict(parts)
        self._calibrate()

    def show_score(self, probability: float | None, classes: Mapping[str, float]) -> None:
        """Show the set of another picture.

        Args:
            probability: Probability of positive; None where there is no answer.
            classes: Probability of each class, where the model tells classes apart.
        """
        told = [*classes.values()] if classes else [probability]
        self._score = None if probability is None else [float(p) for p in told if p is not None]
        self._show_set()

    @Slot()
    def _calibrate(self) -> None:
        validation, test = self._parts.get("validation"), self._parts.get("test")
        self._sets = None
        report: CoverageReport | None = None
        names: tuple[str, ...] = ()
        if validation is not None:
            names = labels_of(validation.predictions)
            self._sets = calibrated_on(validation.predictions, self.coverage.value() / 100)
            if test is not None:
                report = coverage_report(self._sets, test.predictions)
        self._show_doubt(names)
        self._show_report(names, report)
        self._show_set()

    def _show_set(self) -> None:
        if self._sets is None:
            self.set_label.setText(_NO_VALIDATION)
        elif self._score is None or not self._fits:
            self.set_label.setText(_NO_PICTURE)
        else:
            [labels] = self._sets.sets(np.array([self._score]))
            names = labels_of(self._parts["validation"].predictions)
            self.set_label.setText(self._sets.words(labels, names))
        self.words_changed.emit(self.words)

    @property
    def _fits(self) -> bool:
        """Whether there are sets and an answer, both of one run: one may come before the other."""
        if self._sets is None or self._score is None:
            return False
        return max(2, len(self._score)) == self._sets.lowest.size

    def _show_doubt(self, names: tuple[str, ...]) -> None:
        few = self._sets.uncalibrated if self._sets is not None else ()
        if self._sets is not None and few:
            named = ", ".join(f"{names[each]} ({self._sets.counts[each]:,})" for each in few)
            self.doubt.setText(
                f"⚠ Too few validation pictures to keep {self.coverage.value():g} %, so that it is "
                f"in every set: {named}."
            )
        self.doubt.setVisible(bool(few))

    def _show_report(self, names: tuple[str, ...], report: CoverageReport | None) -> None:
        self.table.setVisible(report is not None)
        if report is None:
            self.about.setText(_NO_TEST if self._sets is not None else "")
            self.about.setVisible(self._sets is not None)
            return
        rows = [("All", report.covered), *zip(names, report.by_class, strict=True)]
        self.table.show_rows(_HEADER, rows)
        self.table.horizontalHeader().setStretchLastSection(True)
        height = (
            self.table.horizontalHeader().sizeHint().height() + self.table.verticalHeader().length()
        )
        self.table.setFixedHeight(height + 2 * self.table.frameWidth())
        single, size = report.single.value, report.mean_size
        if single is not None and size is not None:
            self.about.setText(
                f"On {report.covered.n:,} test pictures: {100 * single:.1f} % of the sets hold one "
                f"class, {size:.2f} on average. In the table: 95 % intervals (Wilson)."
            )
        self.about.show()
