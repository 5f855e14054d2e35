"""Numbers that people decide by, each with its uncertainty and its sample count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.numbers import detail_text, source_tip, value_text
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
        for label in self._rows[name]:
            label.setToolTip(source_tip(estimate, self._meanings[name]))

    def set_text(self, name: str, value: str, detail: str) -> None:
        """Show a number in words of one's own."""
        value_label, detail_label = self._rows[name]
        value_label.setText(value)
        value_label.setAccessibleName(f"{name}: {value}")
        value_label.setAccessibleDescription(detail)
        detail_label.setText(detail)

    def text(self, name: str) -> str:
        """Return the value that is shown."""
        return self._rows[name][0].text()

    def clear(self) -> None:
        """Show that there are no numbers."""
        for name, labels in self._rows.items():
            self.set_text(name, "–", "")
            for label in labels:
                label.setToolTip(self._meanings[name])
