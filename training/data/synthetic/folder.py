"""A folder of drawn lesions, one folder a class, with the truth about each in a table."""

from __future__ import annotations

import csv
import io
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.synthetic.kinds import KINDS, kinds_of, sample_kind
from training.data.synthetic.parameters import CLASSES, LesionParameters, sample_parameters
from training.data.synthetic.picture import draw_lesion
from training.errors import DataError
from training.files import write_text_atomically
from training.progress import Progress, no_progress

TRUTH = "truth.csv"
SIZES = range(16, 2049)
"""Sizes that can be asked for, in pixels a side."""
_JPEG_QUALITY = 92

Retouch = Callable[[NDArray[np.uint8], str, int], NDArray[np.uint8]]
"""Changes a drawn picture: given it, its class and its index."""


@dataclass(frozen=True)
class _Drawing:
    """One picture to draw: its class, its lesion's number, and which photograph of it."""

    class_name: str
    parameters: LesionParameters
    lesion: int
    photograph: int = 0


def make_lesions(
    folder: Path,
    *,
    count: int = 300,
    malignant_share: float = 0.4,
    size: int = 128,
    seed: int = 0,
    pictures_per_lesion: int = 1,
    retouch: Retouch | None = None,
    progress: Progress = no_progress,
) -> Path:
    """Draw lesions into `benign/` and `malignant/`, with `truth.csv` beside them.

    A picture depends on the seed, its index, the share and the size, not on how many others are
    drawn. The folder appears when it is complete; it does not where the work fails or is cancelled.

    Args:
        folder: Folder to make. It must not exist, or be empty.
        count: Number of pictures, at least 1.
        malignant_share: Share of malignant lesions, 0 to 1.
        size: Pixels a side.
        seed: Seed of it all, 0 or more.
        pictures_per_lesion: How often each lesion is photographed, at least 1; from 2 on the table
            has a column `lesion_id`.
        retouch: Changes each picture before it is written; None leaves them as they are.
        progress: Told after every picture; may raise Cancelled.

    Returns:
        The folder.

    Raises:
        DataError: The folder is not empty or cannot be written, or a number is out of its range.
    """
    if not 0 <= malignant_share <= 1:
        raise DataError(f"malignant_share = {malignant_share}: it must lie between 0 and 1.")
    if pictures_per_lesion < 1:
        raise DataError(f"pictures_per_lesion = {pictures_per_lesion}: at least one is needed.")

    def drawings() -> Iterator[_Drawing]:
        for index in range(count):
            lesion, photograph = divmod(index, pictures_per_lesion)
            malignant = _is_malignant(lesion, malignant_share)
            parameters = sample_parameters(malignant, np.random.default_rng([seed, lesion]))
            yield _Drawing(CLASSES[malignant], parameters, lesion, photograph)

    # The smallest seed is checked before the first drawing is asked for.
    several = pictures_per_lesion > 1
    return _make(folder, CLASSES, drawings, count, size, seed, several, retouch, progress)


def make_kinds(
    folder: Path,
    *,
    count: int = 300,
    size: int = 128,
    seed: int = 0,
    progress: Progress = no_progress,
) -> Path:
    """Draw lesions of seven kinds (`KINDS`), one folder a kind, with `truth.csv` beside them.

    Args:
        folder: As in `make_lesions`, like everything else.
        count: Number of pictures, at least 1.
        size: Pixels a side.
        seed: Seed of it all, 0 or more.
        progress: Told after every picture; may raise Cancelled.

    Returns:
        The folder.

    Raises:
        DataError: The folder is not empty or cannot be written, or a number is out of its range.
    """

    def drawings() -> Iterator[_Drawing]:
        for index, kind in enumerate(kinds_of(count)):
            yield _Drawing(kind, sample_kind(kind, np.random.default_rng([seed, index])), index)

    return _make(folder, KINDS, drawings, count, size, seed, False, None, progress)


def _make(
    folder: Path,
    classes: tuple[str, ...],
    drawings: Callable[[], Iterator[_Drawing]],
    count: int,
    size: int,
    seed: int,
    several: bool,
    retouch: Retouch | None,
    progress: Progress,
) -> Path:
    """Make the folder: complete, or not at all."""
    _check(count, size, seed)
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataError(
            f"{folder} exists and is not an empty folder.",
            mend="Choose a new folder for the built-in lesions.",
        )
    unfinished = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    try:
        for name in classes:
            (unfinished / name).mkdir(parents=True)
        _fill(unfinished, drawings(), count, size, several, retouch, progress)
        if target.exists():
            target.rmdir()  # Windows does not rename onto an empty folder
        unfinished.rename(target)
    except OSError as error:
        raise DataError(
            f"The built-in lesions cannot be written to {folder}: {error}.",
            mend="Choose a folder that can be written, on a disk with space left.",
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _check(count: int, size: int, seed: int) -> None:
    if count < 1:
        raise DataError(f"count = {count}: at least one lesion has to be drawn.")
    if size not in SIZES:
        raise DataError(f"size = {size}: it must lie between {SIZES[0]} and {SIZES[-1]} pixels.")
    if seed < 0:
        raise DataError(f"seed = {seed}: it must not be negative.")


def _fill(
    folder: Path,
    drawings: Iterator[_Drawing],
    count: int,
    size: int,
    several: bool,
    retouch: Retouch | None,
    progress: Progress,
) -> None:
    table = io.StringIO()
    known = ["lesion_id"] if several else []
    names = ["image", "class", *known, *(field.name for field in fields(LesionParameters))]
    rows = csv.DictWriter(table, names, lineterminator="\n")
    rows.writeheader()
    progress("Drawing lesions", 0, count)
    for index, drawing in enumerate(drawings):
        name, parameters = drawing.class_name, drawing.parameters
        picture = draw_lesion(parameters, size=size, photograph=drawing.photograph)
        if retouch is not None:
            picture = retouch(picture, name, index)
        image = f"{name}/lesion_{index:05d}.jpg"
        Image.fromarray(picture).save(folder / image, quality=_JPEG_QUALITY)
        lesion = {"lesion_id": f"lesion_{drawing.lesion:05d}"} if several else {}
        rows.writerow({"image": image, "class": name, **lesion, **asdict(parameters)})
        progress("Drawing lesions", index + 1, count)
    write_text_atomically(folder / TRUTH, table.getvalue())


def _is_malignant(index: int, share: float) -> bool:
    """Spread the malignant lesions evenly, so that any count has the share it should."""
    return round((index + 1) * share) > round(index * share)
