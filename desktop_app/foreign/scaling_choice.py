"""The ways in which pixels can be scaled, and how a model fares with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from desktop_app.foreign.words import scaling_tip, short_name
from desktop_app.theme import current_sizes, set_look
from training.foreign.scaling import SCALINGS, Scaling

if TYPE_CHECKING:
    from training.foreign.scaling_check import ScalingResult

_COLUMNS = (
    ("Accuracy", "Share of the pictures whose most probable class is theirs"),
    ("AUC", "How well malignant is told from benign: 1 always, 0.5 by chance"),
    ("Log loss", "Mean surprise at the true class: the less, the better the scaling fits"),
)
_FITS = len(_COLUMNS) + 1


class ScalingChoice(QWidget):
    """A choice of one; nothing is chosen at first.

    Attributes:
        buttons: The button of each scaling.

    Signals:
        changed: Another one is chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Scaling, QRadioButton] = {}
        self._cells: dict[Scaling, list[QLabel]] = {}
        self._group = QButtonGroup(self)
        self._heads = [QLabel(name) for name, _ in _COLUMNS]
        spacing = current_sizes().spacing
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(spacing["normal"])
        grid.setVerticalSpacing(spacing["tight"])
        grid.setColumnStretch(0, 1)
        numbers = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, (head, (_, meaning)) in enumerate(zip(self._heads, _COLUMNS, strict=True), 1):
            head.setProperty("role", "small")
            head.setToolTip(meaning)
            grid.addWidget(head, 0, column, numbers)
        for row, scaling in enumerate(SCALINGS, 1):
            button = QRadioButton(short_name(scaling))
            button.setToolTip(scaling_tip(scaling))
            button.toggled.connect(self._on_toggled)
            self._group.addButton(button)
            grid.addWidget(button, row, 0)
            cells = [QLabel() for _ in range(_FITS)]
            for column, cell in enumerate(cells, 1):
                grid.addWidget(cell, row, column, numbers)
            cells[-1].setProperty("role", "positive")
            self.buttons[scaling], self._cells[scaling] = button, cells
        self.clear_results()

    @property
    def choice(self) -> Scaling | None:
        """The scaling that is chosen."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), None)

    def set_choice(self, scaling: Scaling | None) -> None:
        """Choose by program; None for none."""
        if scaling is not None:
            self.buttons[scaling].setChecked(True)
            return
        self._group.setExclusive(False)  # or one stays chosen
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def show_results(self, results: Sequence[ScalingResult]) -> None:
        """Show how labelled pictures are read in each scaling."""
        for result in results:
            auc = "–" if result.auc is None else f"{result.auc:.2f}"
            numbers = (f"{result.accuracy:.0%}", auc, f"{result.log_loss:.2f}")
            fits = ("fits" if result.clear else "fits best") if result.fits else ""
            cells = self._cells[result.scaling]
            for cell, text in zip(cells, (*numbers, fits), strict=True):
                cell.setText(text)
            set_look(cells[-1], "role", "negative" if result.clear else "muted")
            told = zip((name for name, _ in _COLUMNS), numbers, strict=True)
            words = ", ".join(f"{name} {number}" for name, number in told)
            self.buttons[result.scaling].setAccessibleDescription(
                f"{words}{f'; {fits}' if fits else ''}"
            )
        for head in self._heads:
            head.show()

    def clear_results(self) -> None:
        """Show that nothing is known of how they fare."""
        for head in self._heads:
            head.hide()
        for scaling, cells in self._cells.items():
            self.buttons[scaling].setAccessibleDescription("")
            for cell in cells:
                cell.clear()

    def _on_toggled(self, checked: bool) -> None:
        if checked:
            self.changed.emit()
