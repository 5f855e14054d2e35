"""How soon the window can be used, and what it costs TensorFlow to start behind it.

Case `window`: process start until the window's event loop has handled its first events and a click
on the start page would be answered, against `import tensorflow` in a fresh process.

Case `tensorflow_behind_window`: the import of TensorFlow and Keras on the TensorFlow thread of the
open window, against the same import in a fresh process without a window.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.benchmarks.measure import compare

RUNS = 5

_ALONE = """
import time
began = time.perf_counter()
import tensorflow, keras
tensorflow.config.list_physical_devices()
print("SECONDS", time.perf_counter() - began)
"""

# The first click is a real one on the start page's view menu entry: it shows the tabs.
_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from desktop_app import app

def started(application):
    assert "tensorflow" not in sys.modules
    print("READY", flush=True)
    application.window.close()

app.run(started=started)
"""

_BEHIND = """
import time
from desktop_app import app

def started(application):
    began = time.perf_counter()
    def ended():
        print("SECONDS", time.perf_counter() - began, flush=True)
        application.window.close()
    application.jobs.warm_up().finished.connect(ended)

app.run(started=started)
"""


def main() -> dict[str, Any]:
    """Measure both cases."""
    window = compare(
        lambda: _process_seconds("import tensorflow"), _ready_seconds, runs=RUNS, aim=0.3
    )
    behind = compare(
        lambda: _told_seconds(_ALONE), lambda: _told_seconds(_BEHIND), runs=RUNS, aim=1.05
    )
    return {
        "benchmark": "startup",
        **window,
        "cases": [
            {"case": "window", **window},
            {"case": "tensorflow_behind_window", **behind},
        ],
    }


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow",
        "LESIONLAB_HOME": tempfile.gettempdir() + "/lesionlab-benchmark",
    }


def _start(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )


def _process_seconds(code: str) -> float:
    """Return seconds from the start of a process to its end."""
    began = time.perf_counter()
    process = _start(code)
    process.communicate()
    if process.returncode:
        raise RuntimeError(f"{code!r} failed.")
    return time.perf_counter() - began


def _ready_seconds() -> float:
    """Return seconds from the start of a process until it says that the window is ready."""
    began = time.perf_counter()
    with _start(_WINDOW) as process:
        if process.stdout is None or process.stdout.readline().strip() != "READY":
            raise RuntimeError("The window did not open.")
        seconds = time.perf_counter() - began
        process.communicate()
    return seconds


def _told_seconds(code: str) -> float:
    """Return the seconds that a process measured itself."""
    output, _ = _start(code).communicate()
    return float(output.split("SECONDS")[1])
