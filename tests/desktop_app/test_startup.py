"""The window is up before anything heavy is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from training.locations import default_locations

HEAVY = ("cv2", "keras", "matplotlib", "pandas", "pyqtgraph", "scipy", "sklearn", "tensorflow")

CODE = f"""
import json, sys
from desktop_app.app import run

def started(application):
    window = application.window
    print(json.dumps({{
        "heavy": [name for name in {HEAVY} if name in sys.modules],
        "window": window.isVisible(),
        "start page": window.start_page.isVisible(),
        "threads": len(application.jobs.active),
    }}))
    window.close()

sys.exit(run(started=started))
"""


def test_the_start_page_is_up_before_tensorflow_and_the_like() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "heavy": [],
        "window": True,
        "start page": True,
        "threads": 0,
    }


SETTINGS_CODE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from desktop_app.app import run
from desktop_app.error_dialog import ErrorDialog

def started(application):
    window = application.window
    [dialog] = window.findChildren(ErrorDialog)
    print(" ".join(label.text() for label in dialog.findChildren(QLabel)))
    dialog.accept()
    window.close()

sys.exit(run(started=lambda application: QTimer.singleShot(300, lambda: started(application))))
"""


def test_damaged_settings_are_told_and_the_window_opens_with_the_usual_folders(home: Path) -> None:
    settings = default_locations().settings / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{")

    done = subprocess.run(
        [sys.executable, "-c", SETTINGS_CODE], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert "settings.json cannot be read" in done.stdout
    assert "delete it" in done.stdout
