"""The network that is set up, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.table_text import ask_to_save, table_text

if TYPE_CHECKING:
    from training.summary import LayerRow, ModelSummary

_NUMBER_COLUMNS = (2, 3)
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LayersDialog(QDialog):
    """A table of layers; the headline says how much of the network learns in which stage.

    Attributes:
        headline: Parameters in all, and of those how many learn in each stage.
        table: The layers, from the input upwards.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Layers of the network")
        self._rows: list[list[str]] = []
        self.headline = QLabel("Building the network…")
        self.headline.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setAccessibleName("Layers of the network")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save = buttons.addButton("Save as CSV…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setToolTip("Saves the table for a spreadsheet.")
        self.save.setEnabled(False)
        self.save.clicked.connect(self._on_save_clicked)
        buttons.rejected.connect(self.reject)
        sizes = current_sizes()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        for widget in (self.headline, self.table, buttons):
            layout.addWidget(widget)
        self.resize(sizes.px(920), sizes.px(560))

    @Slot(object)
    def show_summary(self, summary: ModelSummary) -> None:
        """Show a network."""
        stages = len(summary.trainable)
        self.headline.setText(_headline(summary))
        titles = ["Layer", "Kind", "Output", "Parameters"]
        titles += [f"Stage {stage + 1}" for stage in range(stages)] if stages > 1 else ["Trains"]
        self._rows = [titles, *(_cells(row) for row in summary.layers)]
        self.table.setColumnCount(len(titles))
        for column, title in enumerate(titles):
            self.table.setHorizontalHeaderItem(column, _item(title, column))
        self.table.setRowCount(len(summary.layers))
        for place, row in enumerate(summary.layers):
            for column, text in enumerate(_cells(row)):
                indent = "    " * row.depth if column == 0 else ""
                self.table.setItem(place, column, _item(indent + text, column))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.save.setEnabled(True)
        self.table.setFocus()

    def show_failure(self, why: str) -> None:
        """Show why the network cannot be built."""
        self.headline.setText(why)

    @Slot()
    def _on_save_clicked(self) -> None:
        ask_to_save(self, "layers", self.text())

    def text(self) -> str:
        """Return the table as CSV."""
        return table_text(self._rows[0], self._rows[1:])


def _item(text: str, column: int) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(_NUMBERS if column in _NUMBER_COLUMNS else _WORDS)
    return item


def _headline(summary: ModelSummary) -> str:
    n_layers = sum(row.depth == 0 or row.parameters > 0 for row in summary.layers)
    learn = [f"{number:,} of them train" for number in summary.trainable]
    if len(learn) > 1:
        learn = [f"{words} in stage {place}" for place, words in enumerate(learn, start=1)]
    return f"{summary.total:,} parameters in {n_layers:,} layers; {', '.join(learn)}."


def _cells(row: LayerRow) -> list[str]:
    shape = " × ".join("any" if size is None else f"{size:,}" for size in row.output_shape)
    trains = [_trains(row, learns) for learns in row.trains]
    return [row.name, row.kind, shape, f"{row.parameters:,}" if row.parameters else "–", *trains]


def _trains(row: LayerRow, learns: bool) -> str:
    if not row.parameters:
        return "–"
    return "trains" if learns else "frozen"
