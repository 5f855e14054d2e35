"""A folder of 2,000 pictures: how many a second, against Keras's `predict` over tf.data.

Both decode, resize and compute in float32; tf.data does so on all cores and ahead of the model.
MobileNet (alpha 0.75) at 224. The ratio is that of the rates: it must be at least the aim.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.benchmarks.asking import SIZE, asked
from tests.benchmarks.measure import compare
from training.batch_prediction import predict_pictures
from training.inference import Predictor, load_model

RUNS, PICTURES, BATCH, AIM = 3, 2000, 32, 1.8


def main() -> dict[str, Any]:
    with asked(PICTURES) as (run, files):
        predictor, model = Predictor(run), load_model(run)

        def ours() -> float:
            began = time.perf_counter()
            rows = sum(1 for row in predict_pictures(predictor, files) if row.prediction)
            if rows != PICTURES:
                raise RuntimeError(f"{PICTURES - rows} pictures were not read.")
            return time.perf_counter() - began

        def theirs() -> float:
            began = time.perf_counter()
            model.predict(_pipeline(files), verbose=0)
            return time.perf_counter() - began

        figures = compare(theirs, ours, runs=RUNS, aim=1 / AIM)
    rate = figures["baseline_seconds"] / figures["seconds"]
    return {
        "benchmark": "predict_batch",
        **figures,
        "ratio": round(rate, 3),
        "aim": AIM,
        "met": rate >= AIM,
        "spread": [round(1 / each, 3) for each in reversed(figures["spread"])],
        "pictures_a_second": round(PICTURES / figures["seconds"], 1),
        "baseline_pictures_a_second": round(PICTURES / figures["baseline_seconds"], 1),
    }


def _pipeline(files: list[Path]) -> Any:
    """Return the pictures as tutorials read them."""
    import tensorflow as tf

    def read(path: Any) -> Any:
        picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        return tf.image.resize(picture, (SIZE, SIZE))

    found = tf.data.Dataset.from_tensor_slices([str(file) for file in files])
    found = found.map(read, num_parallel_calls=tf.data.AUTOTUNE)
    return found.batch(BATCH).prefetch(tf.data.AUTOTUNE)
