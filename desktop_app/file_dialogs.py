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


def ask_for_picture(parent: QWidget, start: Path) -> Path | None:
    """Return a picture file, or None where the person changed their mind."""
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "Open a picture", str(start), f"Pictures ({patterns})"
    )
    return Path(chosen) if chosen else None


def ask_for_weights(parent: QWidget, file_name: str, start: Path) -> Path | None:
    """Return a weight file, or None where the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, f"Choose {file_name}", str(start), "Keras weights (*.h5)"
    )
    return Path(chosen) if chosen else None
