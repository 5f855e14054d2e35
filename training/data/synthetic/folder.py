"""A folder of drawn lesions, one folder a class, with the truth about each in a table."""

from __future__ import annotations

import csv
import io
import shutil
import uuid
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from PIL import Image

from training.data.synthetic.parameters import CLASSES, LesionParameters, sample_parameters
from training.data.synthetic.picture import draw_lesion
from training.errors import DataError
from training.files import write_text_atomically
from training.progress import Progress, no_progress

TRUTH = "truth.csv"
SIZES = range(16, 2049)
"""Sizes that can be asked for, in pixels a side."""
_JPEG_QUALITY = 92


def make_lesions(
    folder: Path,
    *,
    count: int = 300,
    malignant_share: float = 0.4,
    size: int = 128,
    seed: int = 0,
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
        progress: Told after every picture; may raise Cancelled.

    Returns:
        The folder.

    Raises:
        DataError: The folder is not empty or cannot be written, or a number is out of its range.
    """
    _check(count, malignant_share, size, seed)
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataError(
            f"{folder} exists and is not an empty folder.",
            mend="Choose a new folder for the built-in lesions.",
        )
    unfinished = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    try:
        for name in CLASSES:
            (unfinished / name).mkdir(parents=True)
        _fill(unfinished, count, malignant_share, size, seed, progress)
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


def _check(count: int, malignant_share: float, size: int, seed: int) -> None:
    if count < 1:
        raise DataError(f"count = {count}: at least one lesion has to be drawn.")
    if not 0 <= malignant_share <= 1:
        raise DataError(f"malignant_share = {malignant_share}: it must lie between 0 and 1.")
    if size not in SIZES:
        raise DataError(f"size = {size}: it must lie between {SIZES[0]} and {SIZES[-1]} pixels.")
    if seed < 0:
        raise DataError(f"seed = {seed}: it must not be negative.")


def _fill(
    folder: Path, count: int, malignant_share: float, size: int, seed: int, progress: Progress
) -> None:
    table = io.StringIO()
    names = ["image", "class", *(field.name for field in fields(LesionParameters))]
    rows = csv.DictWriter(table, names, lineterminator="\n")
    rows.writeheader()
    progress("Drawing lesions", 0, count)
    for index in range(count):
        malignant = _is_malignant(index, malignant_share)
        parameters = sample_parameters(malignant, np.random.default_rng([seed, index]))
        image = f"{CLASSES[malignant]}/lesion_{index:05d}.jpg"
        picture = Image.fromarray(draw_lesion(parameters, size=size))
        picture.save(folder / image, quality=_JPEG_QUALITY)
        rows.writerow({"image": image, "class": CLASSES[malignant], **asdict(parameters)})
        progress("Drawing lesions", index + 1, count)
    write_text_atomically(folder / TRUTH, table.getvalue())


def _is_malignant(index: int, share: float) -> bool:
    """Spread the malignant lesions evenly, so that any count has the share it should."""
    return round((index + 1) * share) > round(index * share)
