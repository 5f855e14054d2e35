"""One picture while the same program trains on its TensorFlow thread, against when it rests.

From the file to the answer, without TensorFlow, on a thread of its own as in the window. Meanwhile
a small CNN learns from pictures of 128 x 128 and keeps all cores busy.
"""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.asking import asked, median_of
from tests.benchmarks.measure import compare
from tests.data.runs import locations_below, tiny_config
from training.control import Control
from training.data.importers import import_dataset
from training.data.synthetic.folder import make_lesions
from training.events import Event, StepEnded
from training.inference import Predictor
from training.trainer import fit

RUNS, PICTURES, AIM = 5, 40, 3.0


def main() -> dict[str, Any]:
    with asked(PICTURES) as (run, files), TemporaryDirectory() as name:
        predictor = Predictor.without_tensorflow(run)
        if predictor is None:
            raise RuntimeError("The run is not compiled.")
        folder = Path(name)
        make_lesions(folder / "drawn", count=120)
        dataset = import_dataset([folder / "drawn"], folder / "dataset", positive=["malignant"])
        locations = locations_below(folder)
        config = tiny_config(
            dataset.root,
            {
                "model.image_size": [128, 128],
                "optimisation.batch_size": 32,
                "optimisation.epochs": 1000,
            },
        )

        def resting() -> float:
            return median_of(lambda file: predictor.predict_files([file]), files)

        def training() -> float:
            control, learning = Control(), threading.Event()

            def on_event(event: Event) -> None:
                if isinstance(event, StepEnded) and event.epoch >= 1:
                    learning.set()

            def train() -> None:
                fit(
                    config,
                    runs=locations.runs,
                    locations=locations,
                    on_event=on_event,
                    control=control,
                )

            thread = threading.Thread(target=train, name="tensorflow")
            thread.start()
            try:
                if not learning.wait(120):
                    raise RuntimeError("The training did not begin.")
                seconds = resting()
                if not thread.is_alive():
                    raise RuntimeError("The training ended before the answers.")
                return seconds
            finally:
                control.stop()
                thread.join()

        figures = compare(resting, training, runs=RUNS, aim=AIM)
    return {"benchmark": "while_training", **figures}
