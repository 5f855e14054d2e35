"""Asking for files and folders, with the system's own dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from training.preprocessing import SUFFIXES


def ask_for_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """Return a folder, or None where the person changed their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def ask_for_archives(parent: QWidget, start: Path) -> list[Path]:
    """Return archives, tables and pictures; none where the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent,
        "Open the files of a data set: archives and tables that belong together",
        str(start),
        "Archives and tables (*.zip *.tar *.tgz *.gz *.csv *.tsv *.xlsx *.npz *.json *metadata "
        "*ubyte);;All files (*)",
    )
    return [Path(name) for name in chosen]


def ask_for_addresses(parent: QWidget, start: Path) -> Path | None:
    """Return a text file of addresses, or None where the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "Choose a text file with one address a line", str(start), "Text (*.txt);;All (*)"
    )
    return Path(chosen) if chosen else None


def ask_for_pictures(parent: QWidget, start: Path) -> list[Path]:
    """Return picture files; none where the person changed their mind."""
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
    chosen, _ = QFileDialog.getOpenFileNames(
        parent, "Open pictures", str(start), f"Pictures ({patterns});;All files (*)"
    )
    return [Path(name) for name in chosen]


def ask_for_model(parent: QWidget, start: Path) -> Path | None:
    """Return a stranger's model, or None where the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "Choose a model", str(start), "Keras models (*.keras *.h5 *.hdf5);;All files (*)"
    )
    return Path(chosen) if chosen else None


def ask_for_weights(parent: QWidget, file_name: str, start: Path) -> Path | None:
    """Return a weight file, or None where the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, f"Choose {file_name}", str(start), "Keras weights (*.h5)"
    )
    return Path(chosen) if chosen else None


def ask_for_table(parent: QWidget, start: Path) -> Path | None:
    """Return a CSV file to write, or None where the person changed their mind.

    One that is there may be chosen: whether its rows are kept is asked elsewhere.
    """
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        "Choose the table to write",
        str(start),
        "Tables (*.csv)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    if not chosen:
        return None
    return Path(chosen) if chosen.lower().endswith(".csv") else Path(f"{chosen}.csv")


def ask_for_report(parent: QWidget, start: Path) -> Path | None:
    """Return an HTML file to write, or None where the person changed their mind.

    One that is there may be chosen: whether it is replaced is asked elsewhere.
    """
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        "Choose the report to write",
        str(start),
        "Web pages (*.html)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    if not chosen:
        return None
    return Path(chosen) if chosen.lower().endswith(".html") else Path(f"{chosen}.html")
