"""What a person gives the program to open: on the command line, or by a double click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from training.runs import RUN_FILE


def run_folder_of(path: Path) -> Path | None:
    """Return the run folder that a path names: itself, or that of its `run.lesionrun`.

    Args:
        path: A file or a folder.

    Returns:
        None where it names none: then it is a picture, or a folder of pictures.
    """
    folder = path.parent if path.suffix == RUN_FILE.suffix else path
    return folder if (folder / "config.json").is_file() or folder != path else None


class FileOpenEvents(QObject):
    """Hears what macOS asks the program to open, which is no argument there.

    Signals:
        opened: The Path.
    """

    opened = Signal(object)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the events that name a file, and leave all others."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit(Path(event.file()))
            return True
        return super().eventFilter(watched, event)
