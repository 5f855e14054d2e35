"""The window is up before anything heavy is imported."""

from __future__ import annotations

import json
import subprocess
import sys

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
