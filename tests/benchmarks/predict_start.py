"""The first answer of a fresh process: `lesionlab predict RUN IMAGE` against a plain script.

From the start of the process to its end. The script imports Keras, loads the same `best.keras`,
reads the picture and calls `model.predict`. MobileNet (alpha 0.75) at 224.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

from tests.benchmarks.asking import SIZE, asked
from tests.benchmarks.measure import compare
from tests.benchmarks.startup import environment

RUNS, AIM = 5, 0.35

_PLAIN = f"""
import sys
import keras
model = keras.saving.load_model(sys.argv[1], compile=False)
image = keras.utils.load_img(sys.argv[2], target_size=({SIZE}, {SIZE}))
print(model.predict(keras.utils.img_to_array(image)[None], verbose=0))
"""
_OURS = "import sys; from desktop_app.__main__ import main; sys.exit(main(sys.argv[1:]))"


def main() -> dict[str, Any]:
    with asked(1) as (run, (file,)):
        figures = compare(
            lambda: _seconds(_PLAIN, str(run.model_path), str(file)),
            lambda: _seconds(_OURS, "predict", str(run.path), str(file)),
            runs=RUNS,
            aim=AIM,
        )
    return {"benchmark": "predict_start", **figures}


def _seconds(code: str, *arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        env=environment(),
    )
    return time.perf_counter() - began
