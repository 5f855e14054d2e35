"""Tables leave the window: as CSV, and by the clipboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from training.csv_cells import neutral_cell
from training.errors import LesionLabError
from training.files import write_text_atomically


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
