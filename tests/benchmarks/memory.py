"""Peak memory of the input pipeline against the number of pictures: it is to be flat.

Each count runs in a process of its own: pictures are decoded into the cache, and two epochs of
training batches and one of evaluation batches are read from it. `private` is the memory that the
process alone holds, which grows where a whole set is kept. `mapped` is what the system lends it of
the cache file and takes back at any time: it grows with what was read last. Both are sampled 100
times a second; growth is counted from the end of a first batch. Linux only: others do not tell the
two apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from training.config import AugmentationConfig
from training.pipeline import Samples, evaluation_batches, training_batches
from training.pixels import Picture, prepare_pixels
from training.preprocessing import Preprocessing
from training.tensorflow_start import start_tensorflow

COUNTS, SIZE, BATCH, AIM = (500, 2000, 8000), 128, 32, 1.1
AUGMENTATION = AugmentationConfig(rotation=180, zoom=0.2, colour=0.1)


def main() -> dict[str, Any]:
    peaks = []
    for count in COUNTS:
        command = [sys.executable, "-m", "tests.benchmarks.memory", str(count)]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(json.loads(ended.stdout.splitlines()[-1]))
    ratio = peaks[-1]["private_peak"] / peaks[0]["private_peak"]
    return {
        "benchmark": "memory",
        "ratio": round(ratio, 3),
        "aim": AIM,
        "met": ratio <= AIM,
        "pictures_times": COUNTS[-1] // COUNTS[0],
        "peaks": peaks,
    }


def measure(count: int) -> dict[str, Any]:
    """Return peaks in MB over so many pictures."""
    start_tensorflow()
    with tempfile.TemporaryDirectory() as folder:
        pictures = _draw(Path(folder), count)
        _read(pictures[:BATCH], Path(folder) / "first")
        watch = _Watch()
        decoded = _read(pictures, Path(folder) / "cache")
        return {"pictures": count, "decoded": round(decoded / 1e6), **watch.peaks()}


def _read(pictures: list[Picture], cache: Path) -> int:
    """Read everything three times; return the bytes of all decoded pictures."""
    pixels = prepare_pixels(pictures, Preprocessing(SIZE, SIZE), cache)
    n = len(pictures)
    samples = Samples(pixels, np.arange(n), np.zeros(n, dtype=np.float32))
    for _ in training_batches(
        samples, batch_size=BATCH, epochs=2, seed=0, augmentation=AUGMENTATION, sampler="balanced"
    ):
        pass
    for _ in evaluation_batches(samples, batch_size=BATCH):
        pass
    return pixels.rows.nbytes


class _Watch:
    """Samples the memory of this process on a thread."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._now()
        self._most = self._before
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def peaks(self) -> dict[str, float]:
        """Stop, and return peaks in MB."""
        self._ended.set()
        self._thread.join()
        private, mapped = self._most - self._before
        return {
            "private_peak": round(self._most[0] / 1e6),
            "private_growth": round(private / 1e6),
            "mapped_growth": round(mapped / 1e6),
        }

    def _run(self) -> None:
        while not self._ended.wait(0.01):
            self._most = np.maximum(self._most, self._now())

    def _now(self) -> np.ndarray:
        memory = self._process.memory_info()
        return np.array((memory.rss - memory.shared, memory.shared))


def _draw(folder: Path, count: int) -> list[Picture]:
    rng = np.random.default_rng(0)
    pictures = []
    for number in range(count):
        path = folder / f"{number}.jpg"
        coarse = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
        coarse.resize((200, 150), Image.Resampling.BILINEAR).save(path)
        pictures.append(Picture(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    return pictures


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(json.dumps(measure(int(sys.argv[1]))))
