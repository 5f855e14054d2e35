"""The engine works without a screen and starts without its heavy libraries."""

from __future__ import annotations

import subprocess
import sys

IMPORT_ALL = """
import importlib, pkgutil, sys
import training
for module in pkgutil.walk_packages(training.__path__, "training."):
    # Only what runs on the thread of TensorFlow imports these.
    if not module.name.startswith(("training.callbacks.", "training.objectives.")):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name in sys.modules})
"""
HEAVY = {"cv2", "tensorflow", "keras", "sklearn", "scipy", "pandas", "matplotlib"}
SCREEN = {"PySide6", "shiboken6", "pyqtgraph", "desktop_app"}


def test_importing_the_whole_engine_brings_neither_qt_nor_tensorflow() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=True
    )
    imported = set(ended.stdout.split())
    assert "training" in imported
    assert not imported & (HEAVY | SCREEN)
