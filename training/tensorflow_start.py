"""Importing TensorFlow without its chatter on a person's terminal."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from training.errors import LesionLabError

logger = logging.getLogger(__name__)


def start_tensorflow() -> None:
    """Import TensorFlow and Keras; takes seconds the first time, nothing afterwards.

    Raises:
        LesionLabError: TensorFlow is missing or cannot be loaded on this computer.
    """
    if "keras" in sys.modules:
        return
    try:
        with _native_errors_in_log():
            import tensorflow  # noqa: I001 - TensorFlow first: Keras would import it anyway
            import keras  # noqa: F401

            tensorflow.config.list_physical_devices()  # looks for a GPU, which is told as well
    except ImportError as error:
        raise LesionLabError(
            f"TensorFlow cannot be loaded: {error}.", mend=_mend(sys.platform)
        ) from error


@contextmanager
def _native_errors_in_log() -> Iterator[None]:
    """Send what native code writes to standard error to the log while the block runs."""
    # WORKAROUND: TensorFlow 2.21 writes lines about oneDNN and CUDA before its own logging is set
    # up, whatever TF_CPP_MIN_LOG_LEVEL says (tensorflow issue 100442).
    try:
        saved = os.dup(2)
    except OSError:  # a program without a console has no standard error
        yield
        return
    try:
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), 2)
            try:
                yield
            finally:
                os.dup2(saved, 2)
                file.seek(0)
                if text := file.read().decode(errors="replace").strip():
                    logger.info("TensorFlow said while it started:\n%s", text)
    finally:
        os.close(saved)


def _mend(platform: str) -> str:
    """Return what to do about a TensorFlow that cannot be loaded."""
    if platform == "win32":
        return (
            "Install the Microsoft Visual C++ Redistributable (2015-2022, x64), then LesionLab "
            "again."
        )
    return "Install LesionLab again in an environment of its own."
