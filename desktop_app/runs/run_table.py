"""The table of runs, as a person sees and uses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from desktop_app.runs.columns import COLUMNS, NAMES
from desktop_app.runs.table_model import RunTableModel
from desktop_app.theme import current_sizes

if TYPE_CHECKING:
    from training.run_store import RunSummary

_ALL_COLUMNS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows

_MOST_ROOM = 1.4
"""How much wider columns become in a large window; what is left is for the notes."""


class RunTable(QTreeView):
    """Runs, of which several can be chosen; titles and notes are written in their cells.

    Attributes:
        runs: The model.

    Signals:
        chosen_changed: Other runs are selected.
        opened: A run was double-clicked.
        menu_asked: The menu is wanted at a place on the screen (QPoint).
    """

    chosen_changed = Signal()
    opened = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunTableModel(self)
        self._quiet = False
        self._room = 1.0
        self.setModel(self.runs)
        self.setAccessibleName("Runs")
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.SelectedClicked)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._lay_out_columns()
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.clicked.connect(self._on_clicked)
        self.expanded.connect(lambda index: self.runs.show_folded(index, False))
        self.collapsed.connect(lambda index: self.runs.show_folded(index, True))
        self.customContextMenuRequested.connect(self._on_menu_requested)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show runs in place of those before, the newest first; what is selected stays so."""
        place = self.verticalScrollBar().value()
        self._keeping_choice(lambda: self.runs.show_runs(runs))
        self.verticalScrollBar().setValue(place)

    def arrange(self, **changes: Any) -> None:
        """Show other runs, or in another way: fields of `Arrangement`."""
        self._keeping_choice(lambda: self.runs.arrange(**changes))

    def chosen(self) -> list[RunSummary]:
        """Return the selected runs, in the order in which they stand."""
        rows = self.selectionModel().selectedRows(0)
        rows.sort(key=lambda index: (index.parent().row(), index.row()))
        return [run for run in map(self.runs.run_at, rows) if run is not None]

    def chosen_paths(self) -> list[Path]:
        """Return the folders of the selected runs."""
        return [run.path for run in self.chosen()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns more room in a larger window, in proportion."""
        super().resizeEvent(event)
        sizes = current_sizes()
        least = sum(sizes.px(column.width) for column in COLUMNS)
        more = min(_MOST_ROOM, max(1.0, self.viewport().width() / least))
        if abs(more - self._room) > 0.001:
            self._room = more
            for number, column in enumerate(COLUMNS[1:-1], start=1):
                self.setColumnWidth(number, sizes.px(column.width * more))

    def choose(self, paths: Collection[Path]) -> None:
        """Select runs, where they are shown."""
        selection, wanted = QItemSelection(), set(paths)
        found = [
            index
            for index in (self.runs.rows() if wanted else ())
            if (run := self.runs.run_at(index)) is not None and run.path in wanted
        ]
        for index in found:
            selection.select(index, index)
        model = self.selectionModel()
        if found:
            model.setCurrentIndex(found[0], QItemSelectionModel.SelectionFlag.NoUpdate)
        clear = QItemSelectionModel.SelectionFlag.Clear
        model.select(selection, _ALL_COLUMNS | clear)

    def write(self, column: str) -> None:
        """Let the person write the "title" or the "note" of the current run."""
        index = self.currentIndex().siblingAtColumn(NAMES.index(column))
        if index.isValid():
            # The view's own way would take a held Ctrl for the wish to select another row.
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
            self.edit(index)

    def texts(self) -> tuple[list[str], list[list[str]]]:
        """Return the titles of the columns and the runs that are shown, as they stand."""
        header = [column.title or column.meaning for column in COLUMNS]
        rows = []
        for index in self.runs.rows():
            cells = [str(index.siblingAtColumn(c).data() or "") for c in range(1, len(COLUMNS))]
            run = self.runs.run_at(index)
            rows.append(["yes" if run is not None and run.starred else "no", *cells])
        return header, rows

    def _keeping_choice(self, fill: Callable[[], None]) -> None:
        chosen = self.chosen_paths()
        self._quiet = True
        fill()
        grouped = self.runs.arrangement.grouped
        self.setRootIsDecorated(grouped)
        self.setIndentation(current_sizes().px(12) if grouped else 0)
        self.setColumnHidden(NAMES.index("dataset"), grouped)  # its name stands above
        if grouped:
            for row in range(self.runs.rowCount()):
                group = self.runs.index(row, 0)
                self.setExpanded(group, not self.runs.is_folded(group))
                self.setFirstColumnSpanned(row, QModelIndex(), True)
        self.scrollToTop()
        self.choose(chosen)
        self._quiet = False
        self.chosen_changed.emit()

    def _lay_out_columns(self) -> None:
        sizes, header = current_sizes(), self.header()
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(sizes.px(36))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, sizes.px(column.width))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setTreePosition(NAMES.index("title"))
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(NAMES.index("created"), Qt.SortOrder.DescendingOrder)
        header.sortIndicatorChanged.connect(self._on_order_changed)

    @Slot(int, Qt.SortOrder)
    def _on_order_changed(self, column: int, order: Qt.SortOrder) -> None:
        descending = order == Qt.SortOrder.DescendingOrder
        self.arrange(column=NAMES[column], descending=descending)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._quiet:
            self.chosen_changed.emit()

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not self.runs.is_group(index) and index.column():
            self.opened.emit()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        run = self.runs.run_at(index)
        if self.runs.is_group(index):
            self.setExpanded(index, not self.isExpanded(index))
        elif run is not None and NAMES[index.column()] == "star":
            self.runs.star([run.path], not run.starred)

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(place))
