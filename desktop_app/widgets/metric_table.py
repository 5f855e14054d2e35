"""Numbers that people decide by, each with its uncertainty and its sample count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.numbers import detail_text, source_tip, value_text
from desktop_app.widgets.table_text import ESTIMATE_COLUMNS, TableMenu, estimate_cells
from training.evaluation.intervals import Estimate


class MetricTable(QWidget):
    """One row a number: name, value, and what it rests on."""

    def __init__(self, metrics: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Make the rows.

        Args:
            metrics: Name of each number, and what it means, for its tooltip.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._estimates: dict[str, Estimate] = {}
        self._meanings = dict(metrics)
        spacing = current_sizes().spacing
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(spacing["normal"])
        grid.setVerticalSpacing(spacing["tight"])
        grid.setColumnStretch(2, 1)
        for row, (name, meaning) in enumerate(metrics):
            value, detail = QLabel(), QLabel()
            value.setProperty("role", "heading")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the table's own
            detail.setTextFormat(Qt.TextFormat.PlainText)
            detail.setProperty("role", "small")
            for column, label in enumerate((QLabel(name), value, detail)):
                label.setToolTip(meaning)
                grid.addWidget(label, row, column)
            self._rows[name] = (value, detail)
        self.clear()

    def set_estimate(self, name: str, estimate: Estimate) -> None:
        """Show a number with its interval, whose source is in the tool tip."""
        self.set_text(name, value_text(estimate), detail_text(estimate))
        self._estimates[name] = estimate
        for label in self._rows[name]:
            label.setToolTip(source_tip(estimate, self._meanings[name]))

    def set_text(self, name: str, value: str, detail: str) -> None:
        """Show a number in words of one's own."""
        self._estimates.pop(name, None)
        value_label, detail_label = self._rows[name]
        value_label.setText(value)
        value_label.setAccessibleName(f"{name}: {value}")
        value_label.setAccessibleDescription(detail)
        detail_label.setText(detail)

    def text(self, name: str) -> str:
        """Return the value that is shown."""
        return self._rows[name][0].text()

    def numbers(self) -> tuple[list[str], list[list[str]]]:
        """Return every number in full, a row each; the words of one that is told in words."""
        rows = []
        for name, (value, detail) in self._rows.items():
            estimate = self._estimates.get(name)
            cells = [value.text(), "", "", "", ""] if estimate is None else estimate_cells(estimate)
            rows.append([name, *cells, detail.text()])
        return ["Number", "Value", *ESTIMATE_COLUMNS, "In words"], rows

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the table."""
        TableMenu(self, "numbers", *self.numbers()).popup(event.globalPos())

    def clear(self) -> None:
        """Show that there are no numbers."""
        for name, labels in self._rows.items():
            self.set_text(name, "–", "")
            for label in labels:
                label.setToolTip(self._meanings[name])
