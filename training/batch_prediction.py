"""Asking a model about many pictures, in memory that does not grow with their number."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.errors import Cancelled, DataError, ImageError
from training.inference import Prediction, Predictor
from training.picture_quality import quality_doubts
from training.preprocessing import SUFFIXES, Decoded, Preprocessing, decode_image
from training.progress import Progress, no_progress
from training.reference import Reference

BATCH = 32
"""Pictures that are scored at once."""
_BATCHES_AHEAD = 2
_ENOUGH_TO_JUDGE = 288
"""Pixels of the shorter side from which a photograph's quality can be told."""
_WHAT = "Asking the model"


@dataclass(frozen=True)
class BatchRow:
    """What became of one picture.

    Attributes:
        path: The file, as it was asked for.
        prediction: The model's answer; None where the picture cannot be read.
        warnings: Why the answer may mean nothing, in sentences.
        error: Why the picture cannot be read; empty where it can.
    """

    path: Path
    prediction: Prediction | None
    warnings: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, eq=False)
class _Picture:
    """A picture as the model's input, and what must be said of it."""

    pixels: NDArray[np.uint8]
    warnings: tuple[str, ...]


def picture_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to ask about: files as they are, and the pictures below folders by name.

    A file that does not exist stays in the list: it gets a row that says so. Hidden files and
    folders are left out, and folders that are only linked to.

    Raises:
        DataError: A folder holds no picture, or there is nothing at all.
    """
    files: dict[Path, None] = {}
    for path in paths:
        below = _below(path) if path.is_dir() else [path]
        if not below:
            raise DataError(
                f"The folder {path} holds no picture.",
                mend=f"Names of pictures end in {', '.join(SUFFIXES)}.",
            )
        files.update(dict.fromkeys(below))
    if not files:
        raise DataError("There is no picture to ask about.", mend="Name files or folders.")
    return list(files)


def predict_pictures(
    predictor: Predictor,
    paths: Sequence[Path],
    *,
    on_progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
    batch_size: int = BATCH,
    warn: bool = True,
) -> Iterator[BatchRow]:
    """Yield what a model says about picture files, in their order.

    Other threads read ahead while the model scores; no more than a few batches are held at a time.
    A picture that cannot be read gets a row with an error.

    Args:
        predictor: The model.
        paths: Picture files.
        on_progress: Told after each batch; may raise Cancelled.
        cancelled: Whether nobody wants the rest any more.
        batch_size: Pictures that are scored at once.
        warn: Whether to say which pictures are unfit, or unlike those that the model learned from.

    Raises:
        RunError: What the run remembers of its pictures is damaged.
        Cancelled: As asked for by `cancelled`, or raised by `on_progress`.
    """
    done = 0
    on_progress(_WHAT, done, len(paths))
    reference = Reference.open(predictor.run) if warn else None
    read = partial(_read, preprocessing=predictor.run.preprocessing, warn=warn)
    with closing(_read_ahead(paths, read, batch_size)) as batches:
        for batch in batches:
            if cancelled():
                raise Cancelled
            yield from _scored(predictor, reference, paths[done : done + len(batch)], batch)
            done += len(batch)
            on_progress(_WHAT, done, len(paths))


def _read_ahead(
    paths: Iterable[Path], read: Callable[[Path], _Picture | ImageError], batch_size: int
) -> Generator[list[_Picture | ImageError], None, None]:
    """Yield pictures in batches, in order, while the next ones are being read."""
    remaining = iter(paths)
    waiting: deque[list[Future[_Picture | ImageError]]] = deque()
    # Pillow decodes and resizes without Python's lock, and the model computes without it.
    pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="decode")
    try:
        while True:
            while len(waiting) <= _BATCHES_AHEAD and (batch := list(islice(remaining, batch_size))):
                waiting.append([pool.submit(read, path) for path in batch])
            if not waiting:
                return
            yield [future.result() for future in waiting.popleft()]
    finally:
        pool.shutdown(cancel_futures=True)


def _read(path: Path, preprocessing: Preprocessing, warn: bool) -> _Picture | ImageError:
    try:
        decoded = preprocessing.decode(path)
        doubts = quality_doubts(_to_judge(path, decoded)) if warn else ()
    except ImageError as error:
        return error
    return _Picture(preprocessing(decoded.image), doubts)


def _to_judge(path: Path, decoded: Decoded) -> Image.Image:
    """Return a picture that was not read smaller than its quality can be told by."""
    reduced = decoded.image.size != decoded.size
    if reduced and min(decoded.image.size) < min(_ENOUGH_TO_JUDGE, *decoded.size):
        return decode_image(path, at_least=_ENOUGH_TO_JUDGE).image
    return decoded.image


def _scored(
    predictor: Predictor,
    reference: Reference | None,
    paths: Sequence[Path],
    batch: Sequence[_Picture | ImageError],
) -> Iterator[BatchRow]:
    """Yield the rows of a batch."""
    readable = [read for read in batch if isinstance(read, _Picture)]
    answers = iter(predictor.predict_pictures([read.pixels for read in readable]))
    for path, read in zip(paths, batch, strict=True):
        if isinstance(read, ImageError):
            yield BatchRow(path, None, error=str(read))
            continue
        answer, warnings = next(answers), read.warnings
        if reference is not None:
            likeness = reference.likeness(answer.embedding, read.pixels)
            warnings = (likeness.words, *warnings) if likeness.unusual else warnings
        yield BatchRow(path, answer, warnings)


def _below(folder: Path) -> list[Path]:
    """Return the pictures below a folder, by name."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(place, name)
            for name in sorted(names)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        ]
    return found
