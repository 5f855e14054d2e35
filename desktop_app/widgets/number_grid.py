"""The same numbers for several sets of samples, side by side, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.numbers import detail_text, source_tip, value_text
from desktop_app.widgets.table_text import ESTIMATE_COLUMNS, TableMenu, estimate_cells
from training.evaluation.intervals import Estimate


class NumberGrid(QWidget):
    """One row a number, one column a set of samples; what a number rests on is in its tool tip."""

    def __init__(
        self, columns: Sequence[str], rows: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Make the cells, without numbers.

        Args:
            columns: Names of the sets of samples.
            rows: Name of each number, and what it means.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._cells: dict[tuple[str, str], QLabel] = {}
        self._estimates: dict[tuple[str, str], Estimate] = {}
        spacing = current_sizes().spacing
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(spacing["normal"])
        grid.setVerticalSpacing(spacing["tight"])
        for place, column in enumerate(columns, start=1):
            head = QLabel(column)
            head.setProperty("role", "muted")
            grid.addWidget(head, 0, place)
            grid.setColumnStretch(place, 1)
        for row, (name, meaning) in enumerate(rows, start=1):
            title = QLabel(name)
            title.setToolTip(meaning)
            grid.addWidget(title, row, 0)
            for place, column in enumerate(columns, start=1):
                cell = QLabel()
                cell.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the grid's own
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(cell, row, place)
                self._cells[name, column] = cell
        self.clear()

    def set_estimate(self, name: str, column: str, estimate: Estimate) -> None:
        """Show a number with its interval."""
        cell, value = self._cells[name, column], value_text(estimate)
        self._estimates[name, column] = estimate
        known = estimate.low is not None
        cell.setText(f"{value}  ({estimate.low:.3f}–{estimate.high:.3f})" if known else value)
        detail = detail_text(estimate)
        cell.setToolTip(source_tip(estimate))
        cell.setAccessibleName(f"{name}, {column}: {value}")
        cell.setAccessibleDescription(detail)

    def text(self, name: str, column: str) -> str:
        """Return what is shown in a cell."""
        return self._cells[name, column].text()

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return every number in full, a row each."""
        rows = [
            [name, column, *estimate_cells(estimate)]
            for (name, column), estimate in self._estimates.items()
        ]
        return ["Number", "Of", "Value", *ESTIMATE_COLUMNS], rows

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the table."""
        TableMenu(self, "numbers", *self.numbers()).popup(event.globalPos())

    def clear(self, column: str = "") -> None:
        """Show no numbers, in one column or in all."""
        for (name, of), cell in self._cells.items():
            if column in ("", of):
                self._estimates.pop((name, of), None)
                cell.setText("–")
                cell.setToolTip("")
                cell.setAccessibleName(f"{name}, {of}: not known")
                cell.setAccessibleDescription("")
