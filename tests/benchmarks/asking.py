"""What the benchmarks of asking share: a MobileNet at 224 that is ready, pictures, plain Keras.

The network has random weights, which take as long as others do. Pictures are drawn, 600 x 450, as
HAM10000 is handed out.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from training.compiled import compile_run
from training.config import RunConfig, with_changes
from training.data.synthetic.parameters import sample_parameters
from training.data.synthetic.picture import draw_lesion
from training.models import build_model
from training.runs import Run, RunDataset
from training.tensorflow_start import start_tensorflow

SIZE = 224
_DRAWN = 20


@contextmanager
def asked(pictures: int) -> Iterator[tuple[Run, list[Path]]]:
    """Make a run that is ready, and picture files, in a folder that lasts as long as the block."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield _run(folder / "runs"), _pictures(folder / "pictures", pictures)


def median_of(ask: Callable[[Path], Any], files: list[Path]) -> float:
    """Return the median of the seconds that a question about one file takes."""
    seconds = []
    for file in files:
        began = time.perf_counter()
        ask(file)
        seconds.append(time.perf_counter() - began)
    return float(np.median(seconds))


def plain_input(file: Path) -> NDArray[np.float32]:
    """Return a picture as tutorials read it for Keras, shape (1, 224, 224, 3), 0..255."""
    import keras

    image = keras.utils.load_img(file, target_size=(SIZE, SIZE))
    return np.asarray(keras.utils.img_to_array(image)[np.newaxis], dtype=np.float32)


def _run(runs: Path) -> Run:
    start_tensorflow()
    config = with_changes(
        RunConfig(),
        {
            "recipe": "benchmark",
            "data.dataset": str(runs),
            "model.architecture": "mobilenet_075",
            "model.weights": "random",
            "model.image_size": [SIZE, SIZE],
        },
    )
    dataset = RunDataset("drawn", str(runs), ("benign", "malignant"), ("malignant",), "")
    split = pd.DataFrame(columns=["sample_id", "image", "class", "split"])
    run = Run.create(runs, config, dataset, split)
    build_model(config, run.n_outputs, weights=None).save(run.model_path)
    if not compile_run(run):
        raise RuntimeError("The model could not be compiled; the log says why.")
    return run


def _pictures(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    files = [folder / f"{number:05}.jpg" for number in range(count)]
    for number, file in enumerate(files[:_DRAWN]):
        parameters = sample_parameters(number % 2 == 0, np.random.default_rng(number))
        pixels = draw_lesion(parameters, size=600)[75:525]
        Image.fromarray(pixels).save(file, quality=92)
    for number, file in enumerate(files[_DRAWN:]):
        shutil.copy(files[number % _DRAWN], file)
    return files
