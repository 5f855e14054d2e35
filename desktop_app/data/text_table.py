"""A small table of text: what was counted, or the first rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop_app.theme import current_sizes

LONGEST = 200
"""Characters of a cell that are shown; all of them are in its tool tip, up to `_WHOLE`."""
_WHOLE = 1000
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHORT = 40
"""Characters that are never cut off: such a cell needs no tool tip."""


class TextTable(QTableWidget):
    """Rows of text that can be read and copied, not changed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = 0
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_sizes().px(30))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def show_rows(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], *, stretch: bool = False
    ) -> None:
        """Show other rows.

        Args:
            header: Names of the columns.
            rows: Text of each cell.
            stretch: Whether the last column takes what room is left.
        """
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels([_shortened(name) for name in header])
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(_shortened(text))
                if len(text) > _SHORT:  # escaped: the text of a file is never read as HTML
                    item.setToolTip(f"<p>{escape(text[:_WHOLE])}</p>")
                if column and _is_count(text):
                    item.setTextAlignment(_RIGHT)
                self.setItem(row, column, item)
        for column in range(1, len(header)):
            if any(_is_count(cells[column]) for cells in rows if column < len(cells)):
                self.model().setHeaderData(
                    column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole
                )
        self.horizontalHeader().setStretchLastSection(stretch)

    def fit_rows(self, most: int, least: int | None = None) -> None:
        """Be as high as the rows, so that there is neither an empty frame nor a second scroll bar.

        Args:
            most: Rows from which on the table scrolls.
            least: Rows to which the table may be cut where room is short; by default all.
        """
        self.ensurePolished()
        row = self.verticalHeader().defaultSectionSize()
        rows = min(self.rowCount(), most) * row
        bar = self.horizontalScrollBar()
        wide = self.horizontalHeader().length() > self.viewport().width()
        wide &= not self.horizontalHeader().stretchLastSection()
        below = bar.sizeHint().height() if wide else 0
        frame = 2 * self.frameWidth() + current_sizes().px(4)
        height = self.horizontalHeader().sizeHint().height() + rows + below + frame
        self._height = height
        self.setMaximumHeight(height)
        self.setMinimumHeight(height if least is None else min(height, height - rows + least * row))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a size at which all rows are seen, once they were fitted."""
        hint = super().sizeHint()
        return QSize(hint.width(), self._height) if self._height else hint

    def texts(self) -> list[list[str]]:
        """Return what is shown."""
        return [
            [item.text() if (item := self.item(row, column)) else "" for column in self._columns()]
            for row in range(self.rowCount())
        ]

    def _columns(self) -> range:
        return range(self.columnCount())


def _is_count(text: str) -> bool:
    return text.replace(",", "").isdigit()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
