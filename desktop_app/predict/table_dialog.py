"""A folder of pictures into a table: what, where, how far, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.usable import set_usable
from desktop_app.widgets.work_dialog import WorkDialog
from training.evaluation.predictions import POSITIVE

_ABOUT = (
    "Every picture of the folder, and of those below it, gets a row: probability, verdict, "
    "threshold, warnings and the model's fingerprint. A picture that cannot be read gets a row "
    "that says why."
)
_KEEP = (
    "Rows of this model at this threshold stay, and only the other pictures are asked about. "
    "Without it the table is made anew."
)
_KEPT = "What is done is kept beside the table. Start again with “Keep rows” to go on."


class TableDialog(WorkDialog):
    """Choose a folder and a table; start, stop, go on.

    Attributes:
        folder: Of the pictures; None before it is chosen.
        table: The CSV file; None before it is chosen.
        keep: Whether rows that are there are kept.

    Signals:
        folder_wanted: A folder of pictures is to be chosen.
        table_wanted: A table is to be chosen.
    """

    folder_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Write the table",
            "Show in folder",
            first="Looking for pictures",
            stop="Stop; the rows so far are kept.",
            stopped=_KEPT,
            parent=parent,
        )
        self.folder: Path | None = None
        self.table: Path | None = None
        self.setWindowTitle("Predict a folder to a table")
        self.choose_folder, self.choose_table = QPushButton("Choose…"), QPushButton("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder of pictures")
        self.choose_table.setAccessibleName("Choose the table")
        self._folder, self._table = plain_label(), plain_label()
        self._reading = plain_label(role="muted")
        self.keep = QCheckBox("Keep rows that are there")
        self.keep.setToolTip(_KEEP)
        self._arrange()
        self.choose_folder.clicked.connect(self.folder_wanted)
        self.choose_table.clicked.connect(self.table_wanted)
        self.set_places(None, None, begun=False)

    def set_reading(self, run: str, threshold: float) -> None:
        """Say which run is asked, and from where it reads as positive."""
        self._reading.setText(f"Asks {run}. Read as {POSITIVE} from {threshold:g}.")

    def set_places(self, folder: Path | None, table: Path | None, *, begun: bool) -> None:
        """Say what is chosen.

        Args:
            folder: Of the pictures.
            table: The CSV file.
            begun: Whether it, or a part of it, is there already.
        """
        self.folder, self.table = folder, table
        self._folder.setText(str(folder) if folder else "No folder yet")
        self._table.setText(str(table) if table else "No table yet")
        self.keep.setChecked(begun)
        self.keep.setVisible(begun)
        self.reveal.hide()
        self._show_usable()

    def show_written(self, *, n: int, positive: int, warned: int, failed: int, kept: int) -> None:
        """Show what the table holds."""
        more = f" {kept:,} rows were there before." if kept else ""
        self._end(
            "warning" if failed else "info",
            f"{n:,} pictures: {positive:,} read as {POSITIVE}, {warned:,} with a warning, "
            f"{failed:,} cannot be read.{more}",
            f"The table: {self.table}",
        )
        self.reveal.show()
        self.keep.setVisible(True)
        self.show()

    def show_stopped(self) -> None:
        """Show that somebody stopped it, and that it can be gone on with."""
        super().show_stopped()
        self.keep.setVisible(True)
        self.keep.setChecked(True)

    def _arrange(self) -> None:
        sizes = current_sizes()
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows = (
            ("Pictures", self._folder, self.choose_folder),
            ("Table", self._table, self.choose_table),
        )
        for row, (name, place, button) in enumerate(rows):
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(place, row, 1)
            grid.addWidget(button, row, 2)
        self._lay_out((plain_label(_ABOUT), grid, self.keep, self._reading), None)
        self.setMinimumSize(sizes.px(600), sizes.px(420))

    @Slot()
    def _show_usable(self) -> None:
        missing = not self.folder or not self.table
        why = "It is being written." if self._busy else "Choose folder and table first."
        set_usable(self.start, not missing and not self._busy, why)
        for control in (self.choose_folder, self.choose_table, self.keep):
            control.setEnabled(not self._busy)
