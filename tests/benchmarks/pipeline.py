"""Pictures a second through the input pipeline, against Pillow and `tf.io.decode_jpeg` alone.

All three read the same JPEG files on the same processors and hand out the same: batches of 64
float32 pictures of 224 x 224, one after another. What else each does:

- `pillow`: a thread a processor; open, decode, resize (bilinear, antialiased), stack.
- `tensorflow`: tf.data with as many parallel calls as it likes; read, decode, resize (bilinear, not
  antialiased, which is less work where pictures become smaller), batch.
- `first_pass`: ours with an empty cache: read, compare SHA-256, decode (a large JPEG at a reduced
  scale), turn upright, resize (bilinear, antialiased), write to the disk, and read every batch.
- `later_pass`: ours from the cache, unchanged; with mirrors and quarter turns; with everything.

A ratio is pictures a second over those of the faster of `pillow` and `tensorflow`; a
`processor_ratio` is the same with the time that all threads of the process computed, which does not
depend on what else the machine does. Files are in the system's cache for all. Real pictures come
from the folder named by LESIONLAB_DATA; those drawn by program are 600 x 450, as HAM10000 is handed
out, and 2400 x 1800, as cameras make them.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from training.config import AugmentationConfig
from training.pipeline import Samples, evaluation_batches, training_batches
from training.pixels import Picture, prepare_pixels
from training.preprocessing import Preprocessing
from training.tensorflow_start import start_tensorflow

SIZE, BATCH, ROUNDS, AIM = 224, 64, 3, 0.9
REAL, DRAWN, LARGE = 1500, 400, 80
NONE = AugmentationConfig(horizontal_flip=False, vertical_flip=False, quarter_turns=False)
EVERYTHING = AugmentationConfig(
    rotation=180, shift=0.1, zoom=0.2, brightness=0.2, contrast=0.2, saturation=0.2, colour=0.1
)


def main() -> dict[str, Any]:
    start_tensorflow()
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if data := os.environ.get("LESIONLAB_DATA"):
            cases.append(_case("HAM10000, 200 x 150", _real(Path(data), root / "real"), root))
        cases.append(_case("drawn, 600 x 450", _drawn(root / "drawn", (600, 450), DRAWN), root))
        cases.append(_case("drawn, 2400 x 1800", _drawn(root / "large", (2400, 1800), LARGE), root))
    passes = [figures["ratio"] for case in cases for figures in case["passes"].values()]
    return {
        "benchmark": "pipeline",
        "ratio": min(passes),
        "aim": AIM,
        "met": min(passes) >= AIM,
        "rounds": ROUNDS,
        "processors": os.cpu_count(),
        "cases": cases,
    }


def _case(name: str, files: list[Path], root: Path) -> dict[str, Any]:
    pictures = [Picture(file, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]
    ours = _Ours(pictures, root / "cache")
    baselines = {"pillow": lambda: _pillow(files), "tensorflow": lambda: _tensorflow(files)}
    passes = {
        "first_pass": ours.first_pass,
        "later_pass": lambda: ours.later_pass(None),
        "later_pass_mirrored": lambda: ours.later_pass(AugmentationConfig()),
        "later_pass_everything": lambda: ours.later_pass(EVERYTHING),
    }
    times: dict[str, list[tuple[float, float]]] = {way: [] for way in (*baselines, *passes)}
    for _ in range(ROUNDS + 1):  # the first warms up
        for way, run in (baselines | passes).items():
            times[way].append(_seconds(run))
    wall, computed = (
        {way: len(files) / statistics.median(t[kind] for t in times[way][1:]) for way in times}
        for kind in (0, 1)
    )
    fastest, thriftiest = (max(rates[way] for way in baselines) for rates in (wall, computed))
    return {
        "case": name,
        "pictures": len(files),
        "baselines": {
            way: {"per_second": round(wall[way]), "per_processor_second": round(computed[way])}
            for way in baselines
        },
        "passes": {
            way: {
                "per_second": round(wall[way]),
                "ratio": round(wall[way] / fastest, 2),
                "per_processor_second": round(computed[way]),
                "processor_ratio": round(computed[way] / thriftiest, 2),
            }
            for way in passes
        },
    }


class _Ours:
    """Our pipeline over some pictures."""

    def __init__(self, pictures: list[Picture], cache: Path) -> None:
        self._pictures, self._cache = pictures, cache

    def first_pass(self) -> None:
        shutil.rmtree(self._cache, ignore_errors=True)
        self.later_pass(None)

    def later_pass(self, augmentation: AugmentationConfig | None) -> None:
        pixels = prepare_pixels(self._pictures, Preprocessing(SIZE, SIZE), self._cache)
        n = len(self._pictures)
        samples = Samples(pixels, np.arange(n), np.zeros(n, dtype=np.float32))
        if augmentation is None:
            batches = evaluation_batches(samples, batch_size=BATCH)
        else:
            batches = training_batches(
                samples,
                batch_size=BATCH,
                epochs=1,
                seed=0,
                augmentation=augmentation,
                sampler="natural",
            )
        for _ in batches:
            pass


def _pillow(files: list[Path]) -> None:
    def decoded(file: Path) -> np.ndarray:
        with Image.open(file) as image:
            resized = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
        return np.asarray(resized)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        remaining = iter(files)
        while chunk := list(islice(remaining, BATCH)):
            np.stack(list(pool.map(decoded, chunk))).astype(np.float32)


def _tensorflow(files: list[Path]) -> None:
    import tensorflow as tf

    def decoded(file: tf.Tensor) -> tf.Tensor:
        return tf.image.resize(tf.io.decode_jpeg(tf.io.read_file(file), channels=3), (SIZE, SIZE))

    paths = tf.data.Dataset.from_tensor_slices([str(file) for file in files])
    for _ in paths.map(decoded, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH).prefetch(2):
        pass


def _seconds(run: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds that passed, and those that all threads of the process computed."""
    began, computed = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - began, time.process_time() - computed


def _real(data: Path, folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    with zipfile.ZipFile(data / "ham10000" / "HAM10000_images_part_1.zip") as archive:
        for name in islice((n for n in archive.namelist() if n.endswith(".jpg")), REAL):
            files.append(folder / Path(name).name)
            files[-1].write_bytes(archive.read(name))
    return files


def _drawn(folder: Path, size: tuple[int, int], count: int) -> list[Path]:
    """Write JPEGs of about the bytes a pixel of dermoscopic pictures."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    files = []
    for number in range(count):
        coarse = Image.fromarray(rng.integers(0, 256, (45, 60, 3), dtype=np.uint8))
        smooth = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC)).astype(np.int16)
        grain = rng.integers(-6, 7, smooth.shape[:2], dtype=np.int16)[..., None]
        stream = io.BytesIO()
        Image.fromarray((smooth + grain).clip(0, 255).astype(np.uint8)).save(
            stream, "JPEG", quality=90
        )
        files.append(folder / f"{number}.jpg")
        files[-1].write_bytes(stream.getvalue())
    return files
