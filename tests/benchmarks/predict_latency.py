"""One picture in a program that runs: from the file to the verdict, against `model.predict`.

Ours reads, decodes and resizes the file, asks the model and puts the answer into words. Keras is
given the picture in memory already, at its size: its reading is not counted. MobileNet (alpha
0.75) at 224. Case `with_reading` counts what a plain program does to read the file as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.benchmarks.asking import asked, median_of, plain_input
from tests.benchmarks.measure import compare
from training.evaluation.verdict import verdict_in_words
from training.inference import Predictor, load_model

RUNS, PICTURES, AIM = 7, 20, 0.25


def main() -> dict[str, Any]:
    with asked(PICTURES) as (run, files):
        predictor, model = Predictor(run), load_model(run)
        inputs = {file: plain_input(file) for file in files}
        threshold = run.operating_point.threshold

        def ours(file: Path) -> str:
            return verdict_in_words(predictor.predict_files([file])[0].probability, threshold)

        def theirs(file: Path) -> Any:
            return model.predict(inputs[file], verbose=0)

        def theirs_from_file(file: Path) -> Any:
            return model.predict(plain_input(file), verbose=0)

        def figures(baseline: Any) -> dict[str, Any]:
            return compare(
                lambda: median_of(baseline, files),
                lambda: median_of(ours, files),
                runs=RUNS,
                aim=AIM,
            )

        answer, reading = figures(theirs), figures(theirs_from_file)
    return {
        "benchmark": "predict_latency",
        **answer,
        "cases": [
            {"case": "answer", **answer},
            {"case": "with_reading", **reading},
        ],
    }
