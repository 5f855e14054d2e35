"""Where the parts of a comparison stand: beside one run, and beside several."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.empty_state import EmptyState

_REFUSED = ("This run is not compared", "Choose another row of the table, or remove this one.")


class ComparisonPlaces(QWidget):
    """Beside one run: numbers, matrices, and pictures below; several have a table above all."""

    def __init__(
        self, numbers: QWidget, table: QWidget, matrices: QWidget, pictures: QWidget
    ) -> None:
        super().__init__()
        self._numbers, self._table = numbers, table
        self._matrices, self._pictures = matrices, pictures
        for widget in (matrices, pictures):  # shown without a parent, each would be a window
            widget.setParent(self)
        self._arranged: tuple[bool, bool] | None = None
        self._refusal = EmptyState(*_REFUSED, icon="chart")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(current_sizes().spacing["normal"])
        self._grid.addWidget(table, 0, 0, 1, 2)
        self._grid.addWidget(numbers, 1, 0)
        self._grid.addWidget(self._refusal, 2, 0, 1, 2)
        self.arrange(several=False, compared=True)

    def arrange(self, *, several: bool, compared: bool) -> None:
        """Put everything in its place.

        Args:
            several: Whether there is more than one other run.
            compared: Whether the one that is looked at could be compared.
        """
        if self._arranged == (several, compared):
            return
        self._arranged = (several, compared)
        self._numbers.setVisible(not several)
        self._table.setVisible(several)
        for widget in (self._matrices, self._pictures):
            self._grid.removeWidget(widget)
            widget.setVisible(compared)
        self._refusal.setVisible(not compared)
        self._grid.addWidget(self._matrices, 1, 0 if several else 1)
        if several:
            self._grid.addWidget(self._pictures, 1, 1)
        else:
            self._grid.addWidget(self._pictures, 2, 0, 1, 2)
        side_by_side = several and compared
        self._grid.setRowStretch(1, int(side_by_side))
        self._grid.setRowStretch(2, int(not side_by_side))
        self._grid.setColumnStretch(0, 2 if several else 0)
        self._grid.setColumnStretch(1, 1)
