"""Importing TensorFlow behind an open window as fast as without one."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from training.errors import LesionLabError


def import_tensorflow() -> None:
    """Import TensorFlow and Keras; takes seconds the first time, nothing afterwards.

    Raises:
        LesionLabError: TensorFlow is missing or cannot be loaded on this computer.
    """
    try:
        with plain_import():
            import tensorflow  # noqa: F401, I001 - TensorFlow first: Keras would import it anyway
            import keras  # noqa: F401
    except ImportError as error:
        raise LesionLabError(
            f"TensorFlow cannot be loaded: {error}.", mend=_mend(sys.platform)
        ) from error


@contextmanager
def plain_import() -> Iterator[None]:
    """Put Python's own import in the place of PySide6's while the block runs.

    Does nothing where PySide6 has not put its own there.
    """
    # WORKAROUND: PySide6 (seen in 6.12) replaces builtins.__import__ by a hook that reads the
    # source of every imported module to see whether it uses `__feature__` (PYSIDE-1019; the cost:
    # napari issue 8584). TensorFlow has thousands: 3.7-4.1 s with the hook, 2.6-3.0 s without.
    # PySide6 keeps the function that it replaced as builtins.__orig_import__.
    hook = builtins.__import__
    original = getattr(builtins, "__orig_import__", None)
    if original is None or hook is not getattr(builtins, "__feature_import__", None):
        yield
        return
    builtins.__import__ = original
    try:
        yield
    finally:
        builtins.__import__ = hook


def _mend(platform: str) -> str:
    """Return what to do about a TensorFlow that cannot be loaded."""
    if platform == "win32":
        return (
            "Install the Microsoft Visual C++ Redistributable (2015-2022, x64), then LesionLab "
            "again."
        )
    return "Install LesionLab again in an environment of its own."
