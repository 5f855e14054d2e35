"""Several runs beside the open one, a row each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QPushButton, QWidget

from desktop_app.inspect.comparing import ComparedRuns, Comparisons
from desktop_app.inspect.comparison_numbers import p_text
from desktop_app.widgets.estimate_table import Cell, EstimateCard

_HOLM = (
    "Adjusted for the number of runs in this table by Holm (1979): all those below 0.05 together "
    "have at most a chance of 5 % to name a difference where there is none."
)
_HEADER = (
    ("Other run", "What it is called; the row that is chosen is shown beside and below."),
    ("AUC", "Area under its ROC curve, on the pictures that both were asked about."),
    ("Difference", "AUC of this run less that of the other. Paired interval by DeLong."),
    ("DeLong, p", "Chance of so large a difference in AUC between equal runs; not adjusted."),
    ("Holm, p", f"Of the difference in AUC. {_HOLM}"),
    (
        "Right alone",
        "Pictures that only this run reads rightly, and those that only the other does.",
    ),
    ("McNemar, p", "Whether that is uneven beyond chance: exact McNemar's test, not adjusted."),
    ("Holm, p", f"Of McNemar's test. {_HOLM}"),
    ("n", "Pictures that both runs were asked about."),
)
_ROWS = (1.5, 3)
"""How many are seen at once: at least, where room is short, and at most."""
_NOTE = (
    "A p stands for its pair alone; Holm's p beside it is adjusted for the {n} runs of this table."
)


class ComparedTable(EstimateCard):
    """A row for each run; the one that is chosen is looked at, and can be taken away.

    Signals:
        run_chosen: Folder of the run to look at (Path).
        removal_requested: Folder of the run to take away (Path).
    """

    run_chosen = Signal(object)
    removal_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("This run beside others", parent, compact=True)
        self._folders: list[Path] = []
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.remove = QPushButton("Remove")
        self.remove.setProperty("kind", "quiet")
        self.remove.setToolTip("Take the chosen run out of this table; the run itself stays.")
        self.set_title("")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.header.insertWidget(0, self.note, 1)
        self.header.insertWidget(1, self.remove)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self.remove.clicked.connect(self._on_remove_clicked)

    def show_comparisons(
        self, found: Comparisons, title: Callable[[Path], str], chosen: Path | None
    ) -> None:
        """Show other rows.

        Args:
            found: How the open run differs from each.
            title: What the run in a folder is called.
            chosen: Folder of the run that is looked at.
        """
        self._folders = list(found.told)
        adjusted = found.adjusted
        rows = []
        for folder, told in found.told.items():
            if isinstance(told, ComparedRuns):
                rows.append([title(folder), *_cells(told, *adjusted[folder])])
            else:
                rows.append([title(folder), "not compared", *[None] * (len(_HEADER) - 2)])
        with QSignalBlocker(self.table):
            self.table.show_rows(_HEADER, rows)
            self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            for row, told in enumerate(found.told.values()):
                item = self.table.item(row, 0)
                if item is not None:
                    item.setToolTip("" if isinstance(told, ComparedRuns) else told.message)
            self.choose(chosen)
        self.note.setText(_NOTE.format(n=len(adjusted)))
        self._fit_rows()

    def choose(self, folder: Path | None) -> None:
        """Choose the row of a run by program."""
        with QSignalBlocker(self.table):
            if folder in self._folders:
                self.table.selectRow(self._folders.index(folder))
            else:
                self.table.clearSelection()

    def _fit_rows(self) -> None:
        """Be as high as the rows; the pictures below need the room more than a fourth row."""
        row = self.table.verticalHeader().defaultSectionSize()
        rest = self.table.horizontalHeader().sizeHint().height() + 2 * self.table.frameWidth()
        least, most = (rest + int(min(len(self._folders), rows) * row) for rows in _ROWS)
        self.table.setMinimumHeight(least)
        self.table.setMaximumHeight(most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen row in sight where the table gives room to what is below it."""
        super().resizeEvent(event)
        self.table.scrollTo(self.table.currentIndex())

    @property
    def _chosen(self) -> Path | None:
        rows = self.table.selectionModel().selectedRows()
        return self._folders[rows[0].row()] if rows else None

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._chosen is not None:
            self.run_chosen.emit(self._chosen)

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self._chosen is not None:
            self.removal_requested.emit(self._chosen)


def _cells(told: ComparedRuns, auc_p: float | None, mcnemar_p: float | None) -> list[Cell]:
    difference = told.difference
    test = difference.mcnemar
    return [
        told.results[1].auc,
        difference.auc,
        p_text(difference.auc_p),
        p_text(auc_p),
        f"{test.first_right:,} : {test.second_right:,}",
        p_text(test.exact_p),
        p_text(mcnemar_p),
        f"{difference.n:,}",
    ]
