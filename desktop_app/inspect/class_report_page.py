"""The report by class of a part: every class against the rest, and their averages."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.inspect.table_page import TablePage
from desktop_app.widgets.estimate_table import Cell
from desktop_app.widgets.numbers import detail_text, source_tip, value_text
from training.evaluation.class_report import ClassReport, ClassRow
from training.evaluation.intervals import Estimate
from training.evaluation.results import PartResults

_SIDES, _CLASSES = "sides", "classes"
_READINGS = (("All classes", _CLASSES), ("Benign or malignant", _SIDES))
_COLUMNS = (
    ("precision", "Precision", "Share of readings as this class that are right."),
    ("recall", "Recall", "Share of its pictures that are read as it: sensitivity."),
    ("f1", "F1", "Harmonic mean of precision and recall."),
    ("specificity", "Specificity", "Share of the other pictures that are not read as it."),
    ("incorrect", "Incorrect", "Share of its pictures that are read as another class."),
    ("auc", "ROC AUC", "Area under the ROC curve of its scores against the rest."),
    ("average_precision", "Avg. precision", "Precision weighted by the steps of recall."),
    ("top_2", "Top 2", "Share for which it is among the two highest scores."),
    ("top_3", "Top 3", "Share for which it is among the three highest scores."),
)
_COMPUTING = "Drawing lesions or patients anew, 2,000 times, for the intervals…"


class ClassReportPage(TablePage):
    """A table of all classes, and a line about all of them together.

    Signals:
        report_wanted: A PartResults, and the threshold (float) of the reading as benign or
            malignant, or None for all classes; it comes back by `show_report`.
    """

    report_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Report by class", "What is told apart", parent)
        self.reading = self.choice
        self.reading.set_choices(_READINGS)
        self.reading.chosen.connect(self._on_reading_chosen)

    def set_threshold(self, threshold: float) -> None:
        """Read benign and malignant at another threshold; it changes nothing between classes."""
        super().set_threshold(threshold)
        if self.results is not None and not self._by_class(self.results):
            self._outdate(at_rest=True)

    def show_report(
        self, results: PartResults, threshold: float | None, report: ClassReport
    ) -> None:
        """Show a report that was asked for, unless something else is looked at meanwhile."""
        if results is self.results and threshold == self._wanted(results):
            self.card.table.show_rows(*_table(report))
            self.about.setText(_together(report, threshold))
            self.about.setToolTip("".join(source_tip(x, name) for name, x in _numbers(report)))

    def _by_class(self, results: PartResults) -> bool:
        return results.tells_classes and self.reading.choice == _CLASSES

    def _wanted(self, results: PartResults) -> float | None:
        return None if self._by_class(results) else self._threshold

    def _show_part(self) -> None:
        super()._show_part()
        self.reading.setVisible(self.results is not None and self.results.tells_classes)

    def _show_pending(self) -> None:
        self.about.setText(_COMPUTING)
        self.about.setToolTip("")

    def _ask(self, results: PartResults) -> None:
        self.report_wanted.emit(results, self._wanted(results))

    @Slot()
    def _on_reading_chosen(self) -> None:
        self._outdate()


def _table(report: ClassReport) -> tuple[list[tuple[str, str]], list[list[Cell]]]:
    """Return header and rows, without columns that apply to no class."""
    rows = [*report.rows, report.macro, report.weighted]
    shown = [column for column in _COLUMNS if any(getattr(row, column[0]) for row in rows)]
    header = [
        ("Class", "Each class against the rest; then averages over the classes that occur."),
        ("Pictures", "Pictures of the class; of all for an average."),
        *((title, meaning) for _, title, meaning in shown),
    ]
    return header, [_cells(row, [name for name, _, _ in shown]) for row in rows]


def _cells(row: ClassRow, names: list[str]) -> list[Cell]:
    return [row.name, f"{row.support:,}", *(getattr(row, name) for name in names)]


def _numbers(report: ClassReport) -> list[tuple[str, Estimate]]:
    """Return the numbers about all classes together."""
    numbers: list[tuple[str, Estimate | None]] = [
        ("Accuracy", report.accuracy),
        ("Balanced accuracy", report.balanced_accuracy),
        ("Top 2", report.top_2),
        ("Top 3", report.top_3),
    ]
    return [(name, estimate) for name, estimate in numbers if estimate is not None]


def _together(report: ClassReport, threshold: float | None) -> str:
    said = [f"{name} {value_text(x)} ({detail_text(x)})" for name, x in _numbers(report)]
    kept = "single pictures" if report.groups is None else f"{report.groups:,} lesions or patients"
    where = "" if threshold is None else f" at the threshold {threshold:g}"
    return f"{'; '.join(said)}. Draws of {kept}{where}."
