"""The same numbers at the same threshold for parts of the people, with a word where few are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.inspect.picture_index import column_title
from desktop_app.inspect.table_page import TablePage
from desktop_app.widgets.estimate_table import Cell
from training.evaluation.results import PartResults
from training.evaluation.skin_tone import COLUMN as SKIN_TONE
from training.evaluation.skin_tone import TITLE as SKIN_TONE_TITLE
from training.evaluation.subgroups import Subgroup

_HEADER = (
    ("Note", "What must be said beside the numbers."),
    ("Pictures", "Pictures of the subgroup."),
    ("Lesions", "Lesions or patients; pictures where they are not known."),
    ("Malignant", "Malignant pictures among them."),
    ("Sensitivity", "Share of malignant pictures read as malignant."),
    ("Specificity", "Share of benign pictures read as benign."),
    ("Precision", "Share of those read as malignant who are."),
    ("ROC AUC", "Area under the ROC curve within the subgroup."),
    ("Sens. − others", "Sensitivity above that of all other pictures."),
    ("Spec. − others", "Specificity above that of all other pictures."),
)
_COMPUTING = "Reading the subgroups…"
_NOTHING = "This run's data set is no longer there, so that nothing is known of its pictures."
_ESTIMATE = (
    "An estimate from the pictures' border, which light, camera and flash move by whole "
    "categories; what a data set records of skin type is to be preferred."
)
_ITA = (
    "Individual typology angle of the skin around the lesion. A. Chardon, I. Cretois, C. Hourseau, "
    "International Journal of Cosmetic Science 13 (1991) 191-208."
)


class SubgroupsPage(TablePage):
    """A table of the values of one column.

    Signals:
        subgroups_wanted: A PartResults, the column (str) and the threshold (float); they come back
            by `show_subgroups`.
    """

    subgroups_wanted = Signal(object, str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Subgroups", "What subgroups are made of", parent)
        self.column = self.choice
        self.column.chosen.connect(self._on_column_chosen)

    def show_columns(
        self, parts: Mapping[str, PartResults], columns: Sequence[str], threshold: float
    ) -> None:
        """Show another run.

        Args:
            parts: Results of each part that was predicted.
            columns: What its data set says of the samples; empty where it is not there.
            threshold: Where the binary reading is made.
        """
        self.column.set_choices([(_title(column), column) for column in columns])
        self.column.setVisible(bool(columns))
        self.show_results(parts, threshold)

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        super().set_threshold(threshold)
        if self.results is not None:
            self._outdate(at_rest=True)

    def show_subgroups(
        self, results: PartResults, column: str, threshold: float, groups: Sequence[Subgroup]
    ) -> None:
        """Show subgroups that were asked for, unless something else is looked at meanwhile."""
        if (results, column, threshold) != (self.results, self.column.choice, self._threshold):
            return
        title = _title(column)
        header = ((title, "Value of the column."), *_HEADER)
        self.card.set_title(f"By {title[:1].lower()}{title[1:]}")
        self.card.table.show_rows(header, [_cells(group) for group in groups])
        n = sum(group.n for group in groups)
        said = f"{n:,} pictures at the threshold {threshold:g}."
        self.about.setText(f"{said} {_ESTIMATE}" if column == SKIN_TONE else said)
        self.about.setToolTip(_ITA if column == SKIN_TONE else "")

    def show_failure(self, message: str) -> None:
        """Show why there are no subgroups."""
        self.card.table.show_rows((), ())
        self.about.setText(message)

    def _show_pending(self) -> None:
        self.about.setText(_COMPUTING if self.column.choice else _NOTHING)

    def _ask(self, results: PartResults) -> None:
        if self.column.choice:
            self.subgroups_wanted.emit(results, self.column.choice, self._threshold)

    @Slot()
    def _on_column_chosen(self) -> None:
        self._show_part()
        self._outdate()


def _title(column: str) -> str:
    title = SKIN_TONE_TITLE if column == SKIN_TONE else column_title(column)
    return title[:1].upper() + title[1:]


def _cells(group: Subgroup) -> list[Cell]:
    return [
        group.name,
        group.warning.replace(": ", ":\n"),  # in two lines, as the numbers
        f"{group.n:,}",
        f"{group.groups:,}",
        f"{group.positives:,}",
        group.sensitivity,
        group.specificity,
        group.precision,
        group.auc,
        group.sensitivity_difference,
        group.specificity_difference,
    ]
