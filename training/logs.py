"""The log: one rotating file for the window and the command line alike."""

from __future__ import annotations

import contextlib
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_NAME = "lesionlab.log"
MAX_BYTES = 1_000_000
OLD_FILES = 2
"""Full files that are kept beside the current one."""

_FILE_FORMAT = "%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s"
_CONSOLE_FORMAT = "%(levelname)s: %(message)s"
_PREFIX = "lesionlab-"

_log = logging.getLogger(__name__)


def setup_logging(folder: Path, *, console: bool = False) -> Path:
    """Send what is logged, and Python's warnings, to `lesionlab.log`.

    A second call replaces the first. A folder that cannot be written leaves the program without a
    file, and says so once.

    Args:
        folder: Where the file goes; made when missing.
        console: Also write warnings and errors to standard error.

    Returns:
        Path of the log file, which need not exist.
    """
    stop_logging()
    path = folder / LOG_NAME
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    if console and sys.stderr is not None:  # a program without a console has none
        _add(logging.StreamHandler(), "console", _CONSOLE_FORMAT, logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(path, maxBytes=MAX_BYTES, backupCount=OLD_FILES, encoding="utf-8")
    except OSError as error:
        _log.warning("No log is written: %s cannot be used: %s", path, error)
    else:
        _add(handler, "file", _FILE_FORMAT, logging.INFO)
    logging.captureWarnings(True)
    return path


def stop_logging() -> None:
    """Undo `setup_logging`: close the file and give the warnings back."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if (h.name or "").startswith(_PREFIX)]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


class _LogFile(RotatingFileHandler):
    """A rotating file that goes on growing where it cannot be renamed.

    Windows does not rename a file that another process (a second window, a command) has open.
    """

    def rotate(self, source: str, dest: str) -> None:
        with contextlib.suppress(OSError):
            super().rotate(source, dest)


def _add(handler: logging.Handler, name: str, text: str, level: int) -> None:
    handler.name = _PREFIX + name
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter(text))
    logging.getLogger().addHandler(handler)
