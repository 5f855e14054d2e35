"""How soon the window can be used, and what it costs TensorFlow to start behind it.

Case `window`: process start until the window's event loop has handled its first events and a click
on the start page would be answered, against `import tensorflow` in a fresh process.

With `--frozen PATH` only the case `frozen`: the packaged program at PATH against
`python -m desktop_app`, each from the start of its process until its log says that the window is
up.

Case `tensorflow_behind_window`: the import of TensorFlow and Keras on the TensorFlow thread of the
open window, against the same import in a fresh process without a window.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from desktop_app.app import WINDOW_IS_UP
from tests.benchmarks.measure import compare
from training.locations import HOME_VARIABLE
from training.logs import LOG_NAME

RUNS = 5
FROZEN_AIM = 1.2
_POLL_SECONDS = 0.002
_LIMIT_SECONDS = 120.0

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


def main(frozen: Path | None = None) -> dict[str, Any]:
    """Measure both cases, or a packaged program."""
    if frozen is not None:
        measured = compare(
            lambda: _up_seconds([sys.executable, "-m", "desktop_app"]),
            lambda: _up_seconds([str(frozen.absolute())]),
            runs=RUNS,
            aim=FROZEN_AIM,
        )
        return {"benchmark": "startup", "case": "frozen", **measured}
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


def _up_seconds(command: list[str]) -> float:
    """Return seconds from the start of the program until its log says that the window is up."""
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "logs" / LOG_NAME
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment() | {HOME_VARIABLE: home},
        )
        try:
            while not (log.exists() and WINDOW_IS_UP in log.read_text("utf-8", "replace")):
                seconds = time.perf_counter() - began
                if process.poll() is not None or seconds > _LIMIT_SECONDS:
                    raise RuntimeError(f"{command} did not open its window.")
                time.sleep(_POLL_SECONDS)
            return time.perf_counter() - began
        finally:
            process.kill()
            process.wait()


def _told_seconds(code: str) -> float:
    """Return the seconds that a process measured itself."""
    output, _ = _start(code).communicate()
    return float(output.split("SECONDS")[1])
