"""Tables leave the window: as CSV, and by the clipboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from training.csv_cells import neutral_cell
from training.errors import LesionLabError
from training.evaluation.intervals import Estimate
from training.files import write_text_atomically

ESTIMATE_COLUMNS = ("95 % low", "95 % high", "n", "method")
"""What stands beside a number in a table."""


def table_text(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, separator: str = ","
) -> str:
    """Return a table as text, one row a line, in which a spreadsheet computes nothing.

    Args:
        header: Names of the columns.
        rows: Cells of each row.
        separator: What stands between two cells; a tab for what spreadsheets paste.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    writer.writerows([neutral_cell(cell) for cell in row] for row in (header, *rows))
    return stream.getvalue()


def copy_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put a table on the clipboard, as spreadsheets paste it."""
    QGuiApplication.clipboard().setText(table_text(header, rows, separator="\t"))


def save_table(path: Path, text: str) -> None:
    """Write a table into a file.

    Raises:
        LesionLabError: It cannot be written.
    """
    try:
        write_text_atomically(path, text)
    except OSError as error:
        raise LesionLabError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


class TableMenu(QMenu):
    """The right-click menu of numbers: copy them, or save them as CSV."""

    def __init__(
        self, parent: QWidget, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """Make the menu.

        Args:
            parent: What shows the numbers.
            name: What they are, from which the suggested name of a file is made.
            header: Names of the columns.
            rows: Cells of each row.
        """
        super().__init__(parent)
        self._name = name.lower().replace(" ", "-")
        self._shown_by, self._table = parent, (header, rows)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.addAction("Copy table", self._on_copy_triggered)
        self.addAction("Save table as CSV…", self._on_save_triggered)

    def _on_copy_triggered(self) -> None:
        copy_table(*self._table)

    def _on_save_triggered(self) -> None:
        ask_to_save(self._shown_by, self._name, table_text(*self._table))


def estimate_cells(estimate: Estimate) -> list[str]:
    """Return value, ends of the interval, samples and method of a number, in full."""
    numbers = (estimate.value, estimate.low, estimate.high)
    return [*("" if x is None else repr(x) for x in numbers), str(estimate.n), estimate.method]


def ask_to_save(parent: QWidget, name: str, text: str) -> None:
    """Let the person choose a file and write a table into it.

    Args:
        parent: What the dialog stands above.
        name: Suggested name of the file, without suffix.
        text: The content.

    Raises:
        LesionLabError: It cannot be written.
    """
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save table", f"{name}.csv", "Table (*.csv)")
    if chosen:
        save_table(Path(chosen).with_suffix(".csv"), text)
