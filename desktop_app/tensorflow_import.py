"""Importing TensorFlow behind an open window as fast as without one."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager

from training.tensorflow_start import start_tensorflow


def import_tensorflow() -> None:
    """Import TensorFlow and Keras; takes seconds the first time, nothing afterwards.

    Raises:
        LesionLabError: TensorFlow is missing or cannot be loaded on this computer.
    """
    with plain_import():
        start_tensorflow()


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
