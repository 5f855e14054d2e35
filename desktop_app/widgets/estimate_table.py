"""A table of numbers with their intervals, to be read, copied and saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.numbers import detail_text, source_tip, value_text
from desktop_app.widgets.table_text import (
    ESTIMATE_COLUMNS,
    ask_to_save,
    estimate_cells,
    table_text,
)
from training.evaluation.intervals import Estimate

Cell = Estimate | str | None
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class EstimateTable(QTableWidget):
    """Rows of names and numbers; the interval stands below each number, its source in a tip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header: list[tuple[str, str]] = []
        self._cells: list[list[Cell]] = []
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_sizes().px(46))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_rows(self, header: Sequence[tuple[str, str]], rows: Sequence[Sequence[Cell]]) -> None:
        """Show other rows.

        Args:
            header: Name of each column, and what it means.
            rows: A text, a number, or None for what does not apply, for each column.
        """
        self._header, self._cells = list(header), [list(row) for row in rows]
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(header))
        for column, (name, meaning) in enumerate(header):
            item = QTableWidgetItem(name)
            item.setToolTip(meaning)
            numbers = any(_is_number(row[column]) for row in rows)
            item.setTextAlignment(_NUMBER if numbers else _TEXT)
            self.setHorizontalHeaderItem(column, item)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.setItem(row, column, _item(cell))

    def text(self, *, separator: str = ",") -> str:
        """Return the table as text; ends of intervals, samples and method have columns there."""
        wide = [any(isinstance(row[i], Estimate) for row in self._cells) for i in self._columns()]
        header: list[str] = []
        for (name, _), numbers in zip(self._header, wide, strict=True):
            more = (f"{name}, {what}" for what in ESTIMATE_COLUMNS)
            header += [name, *(more if numbers else ())]
        rows = []
        for cells in self._cells:
            row: list[str] = []
            for cell, numbers in zip(cells, wide, strict=True):
                row += _values(cell) if numbers else [str(cell or "").replace("\n", " ")]
            rows.append(row)
        return table_text(header, rows, separator=separator)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @Slot()
    def copy(self) -> None:
        """Put the whole table on the clipboard, as spreadsheets paste it."""
        QGuiApplication.clipboard().setText(self.text(separator="\t"))

    @Slot()
    def save(self) -> None:
        """Let the person save the table as CSV."""
        ask_to_save(self, self.accessibleName().lower().replace(" ", "-"), self.text())

    def _columns(self) -> range:
        return range(len(self._header))


class EstimateCard(Card):
    """A table with buttons to copy and save it.

    Attributes:
        table: The table.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, compact: bool = False) -> None:
        """Make an empty card.

        Args:
            title: What the table is called.
            parent: Qt's parent.
            compact: Whether it stands among many, and leaves little room at its edges.
        """
        super().__init__(title, parent, compact=compact)
        self.table = EstimateTable(title)
        for name, tip, slot in (
            ("Copy", "Copy the table for a spreadsheet (Ctrl+C in the table).", self.table.copy),
            ("Save as CSV…", "Save the table with intervals and sample counts.", self.table.save),
        ):
            button = QPushButton(name)
            button.setProperty("kind", "quiet")
            button.setToolTip(tip)
            button.clicked.connect(slot)
            self.header.addWidget(button)
        self.body.addWidget(self.table)


def _item(cell: Cell) -> QTableWidgetItem:
    if isinstance(cell, Estimate):
        shown = value_text(cell)
        if cell.low is not None and cell.high is not None:
            dash = "–" if cell.low >= 0 else " to "  # a minus beside a dash is hard to read
            shown += f"\n{cell.low:.3f}{dash}{cell.high:.3f}"
        item = QTableWidgetItem(shown)
        item.setToolTip(source_tip(cell))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{value_text(cell)}, {detail_text(cell)}")
    else:
        item = QTableWidgetItem(cell or "")
    item.setTextAlignment(_NUMBER if _is_number(cell) else _TEXT)
    return item


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Estimate) or (cell or "").replace(",", "").isdigit()


def _values(cell: Cell) -> list[str]:
    """Return value, ends of the interval, samples and method, in full."""
    if not isinstance(cell, Estimate):
        return [str(cell or ""), "", "", "", ""]
    return estimate_cells(cell)
