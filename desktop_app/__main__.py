"""The program: the window, with the files it is given; otherwise the commands."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training.errors import LesionLabError

MISTAKE = 2
"""Exit status when a person can mend what is wrong."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run LesionLab.

    The commands also work where Qt cannot be loaded.

    Args:
        argv: Arguments without the program's name; by default those of the process.

    Returns:
        The exit status: 0, 2 for what a person can mend, 1 for a fault of the program.
    """
    multiprocessing.freeze_support()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow reads it while it is imported
    os.environ["KERAS_BACKEND"] = "tensorflow"  # whatever else on this computer uses Keras
    arguments = sys.argv[1:] if argv is None else list(argv)
    paths = _paths(arguments)
    if arguments == ["--selftest"]:  # a window's starter is given no commands by people
        arguments = ["doctor", "--selftest"]
    if arguments and not paths:
        from desktop_app.commands import main as run_command

        return run_command(arguments)
    return _open_window(paths)


def _paths(arguments: Sequence[str]) -> list[Path]:
    """Return the files and folders to open; none where the arguments are a command's.

    A path has a separator or a dot in it, which no command has.
    """
    if not arguments or not {os.sep, "/", "."} & set(arguments[0]) or arguments[0].startswith("-"):
        return []
    return [Path(argument).absolute() for argument in arguments]


def _open_window(paths: Sequence[Path]) -> int:
    from desktop_app.platform_check import check_qt

    try:
        for path in paths:
            if not path.exists():
                raise LesionLabError(f"There is no file or folder {path}.")
        check_qt(headless=False)
    except LesionLabError as error:
        if sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(f"lesionlab: {error}\n")
        return MISTAKE
    from desktop_app.app import run

    return run(paths=paths)


if __name__ == "__main__":
    sys.exit(main())
