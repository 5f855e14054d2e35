"""A folder of pictures into a table: what, where, how far, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.progress_line import ProgressLine
from desktop_app.widgets.usable import set_usable
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


class TableDialog(QDialog):
    """Choose a folder and a table; start, stop, go on.

    It may be closed while the table is being written, and shows itself again at the end.

    Attributes:
        start: Begins.
        keep: Whether rows that are there are kept.
        reveal: Shows the folder that the table is in.
        progress: How far it is.
        message: What came of it.

    Signals:
        folder_wanted: A folder of pictures is to be chosen.
        table_wanted: A table is to be chosen.
        start_requested: The table is to be written.
        stop_requested: No further rows are wanted.
        reveal_requested: The table (pathlib.Path) is to be shown in its folder.
    """

    folder_wanted = Signal()
    table_wanted = Signal()
    start_requested = Signal()
    stop_requested = Signal()
    reveal_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self.table: Path | None = None
        self._writing = False
        self.setWindowTitle("Predict a folder to a table")
        self.choose_folder, self.choose_table = QPushButton("Choose…"), QPushButton("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder of pictures")
        self.choose_table.setAccessibleName("Choose the table")
        self._folder, self._table, self._reading = _text(""), _text(""), _text("muted")
        self.keep = QCheckBox("Keep rows that are there")
        self.keep.setToolTip(_KEEP)
        self.start = QPushButton("Write the table")
        self.start.setProperty("kind", "primary")
        self.reveal, self.close_button = QPushButton("Show in folder"), QPushButton("Close")
        self.progress, self.message = ProgressLine(), MessageBar()
        self.progress.cancel.setToolTip("Stop; the rows so far are kept.")
        self._lay_out()
        self.choose_folder.clicked.connect(self.folder_wanted)
        self.choose_table.clicked.connect(self.table_wanted)
        self.start.clicked.connect(self._on_start_clicked)
        self.progress.cancel_requested.connect(self.stop_requested)
        self.reveal.clicked.connect(lambda: self.reveal_requested.emit(self.table))
        self.close_button.clicked.connect(self.close)
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

    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""
        if self._writing:
            self.progress.show_progress(what, done, total)

    def show_written(self, *, n: int, positive: int, warned: int, failed: int, kept: int) -> None:
        """Show what the table holds."""
        self._end()
        more = f" {kept:,} rows were there before." if kept else ""
        self.message.show_message(
            "warning" if failed else "info",
            f"{n:,} pictures: {positive:,} read as {POSITIVE}, {warned:,} with a warning, "
            f"{failed:,} cannot be read.{more}",
            f"The table: {self.table}",
        )
        self.reveal.show()
        self.keep.setVisible(True)
        self.show()

    def show_stopped(self) -> None:
        """Show that somebody stopped it."""
        self._end()
        self.message.show_message("info", "Stopped.", _KEPT)
        self.keep.setVisible(True)
        self.keep.setChecked(True)

    def show_failure(self, message: str, mend: str) -> None:
        """Show why there is no table."""
        self._end()
        self.message.show_message("error", message, mend)
        self.show()

    def _lay_out(self) -> None:
        sizes = current_sizes()
        about = _text("")
        about.setText(_ABOUT)
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
        buttons = QHBoxLayout()
        buttons.addWidget(self.reveal)
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(about)
        layout.addLayout(grid)
        layout.addWidget(self.keep)
        layout.addWidget(self._reading)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setMinimumSize(sizes.px(600), sizes.px(420))

    def _show_usable(self) -> None:
        missing = not self.folder or not self.table
        why = "It is being written." if self._writing else "Choose folder and table first."
        set_usable(self.start, not missing and not self._writing, why)
        for control in (self.choose_folder, self.choose_table, self.keep):
            control.setEnabled(not self._writing)

    def _end(self) -> None:
        self._writing = False
        self.progress.end()
        self._show_usable()

    @Slot()
    def _on_start_clicked(self) -> None:
        self._writing = True
        self.message.clear()
        self.reveal.hide()
        self.progress.start("Looking for pictures")
        self._show_usable()
        self.start_requested.emit()


def _text(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
