"""Which scaling of pixels a stranger's model expects, found on a few labelled pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.evaluation.predictions import positive_mask, positive_probability
from training.foreign.adoption import check_fits, positive_first
from training.foreign.description import Description
from training.foreign.errors import ForeignModelError
from training.foreign.loading import Foreign, opened
from training.foreign.scaling import SCALINGS, Scaling, with_scaling
from training.preprocessing import Preprocessing
from training.progress import Progress, no_progress

MOST_PICTURES = 200
_MOST_BYTES = 500_000_000
"""Of decoded pictures; large ones are fewer."""
_SMALLEST = 1e-7
_CLEARLY = 2.0
"""Standard errors by which the best scaling must be better than the next to be called clear."""


@dataclass(frozen=True)
class ScalingResult:
    """How a model reads labelled pictures that are scaled in one way.

    Attributes:
        scaling: The way.
        n: Pictures.
        accuracy: Share whose highest score is their class; at 0.5 for a single output.
        auc: Area under the ROC curve of the positive classes; None where one side has no picture.
        confidence: Mean probability of what it reads, right or wrong.
        log_loss: Mean of -log of the probability of the true class; the less, the better it fits.
        fits: Whether it fits best.
        clear: Whether it fits better than the next best by more than chance would (2 standard
            errors over the pictures); of the best alone.
    """

    scaling: Scaling
    n: int
    accuracy: float
    auc: float | None
    confidence: float
    log_loss: float
    fits: bool = False
    clear: bool = False


def scaling_check(
    file: Path,
    description: Description,
    pictures: Sequence[tuple[Path, int]],
    *,
    progress: Progress = no_progress,
) -> tuple[ScalingResult, ...]:
    """Ask a model about labelled pictures in every scaling.

    Runs on the thread that owns TensorFlow.

    Args:
        file: A `.keras` or `.h5` file.
        description: Its classes; its scaling does not matter.
        pictures: Files with their class, as an index into the classes; at most `MOST_PICTURES` of
            them are used, spread over all.
        progress: Told after each picture and each scaling; may raise Cancelled.

    Returns:
        One result a scaling, in the order of `training.foreign.scaling.SCALINGS`.

    Raises:
        ForeignModelError: The model is refused, or does not fit the description, or all pictures
            are of one class.
        ImageError: A picture cannot be read.
    """
    with opened(file, description.image_size) as foreign:
        check_fits(foreign, description)
        used = _some_of(pictures, foreign.image_size)
        truth = np.array([label for _, label in used], np.int64)
        if len(set(truth.tolist())) < 2:
            raise ForeignModelError(
                "Pictures of one class alone do not tell which scaling fits.",
                mend="Choose a few of each class.",
            )
        pixels = _read([path for path, _ in used], foreign.image_size, progress)
        results, losses = [], []
        for done, scaling in enumerate(SCALINGS):
            progress("Checking scalings", done, len(SCALINGS))
            y_score = _scores(foreign, scaling, description, pixels)
            result, loss = _judged(scaling, description, truth, y_score)
            results.append(result)
            losses.append(loss)
        progress("Checking scalings", len(SCALINGS), len(SCALINGS))
    return _compared(results, losses)


def _some_of(
    pictures: Sequence[tuple[Path, int]], image_size: tuple[int, int]
) -> Sequence[tuple[Path, int]]:
    """Return pictures spread over all, as many as there is room for."""
    height, width = image_size
    most = max(2, min(MOST_PICTURES, _MOST_BYTES // (height * width * 3)))
    return pictures[:: max(1, -(-len(pictures) // most))]


def _read(
    files: Sequence[Path], image_size: tuple[int, int], progress: Progress
) -> NDArray[np.uint8]:
    """Return decoded pictures, shape (n, height, width, 3)."""
    preprocessing = Preprocessing(*image_size)
    pixels = np.empty((len(files), *image_size, 3), np.uint8)
    for place, file in enumerate(files):
        progress("Reading pictures", place, len(files))
        pixels[place] = preprocessing.read(file)
    return pixels


def _scores(
    foreign: Foreign, scaling: Scaling, description: Description, pixels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    model = with_scaling(foreign, scaling, positive_first=positive_first(description))
    batches = [pixels[start : start + 32] for start in range(0, len(pixels), 32)]
    return np.concatenate([model.predict_on_batch(each.astype(np.float32)) for each in batches])


def _judged(
    scaling: Scaling,
    description: Description,
    truth: NDArray[np.int64],
    y_score: NDArray[np.float32],
) -> tuple[ScalingResult, NDArray[np.float64]]:
    """Return a result, and the loss of each picture, shape (n,)."""
    from training.evaluation.intervals import roc_auc

    classes, positive = description.classes, description.positive
    probability = positive_probability(y_score, classes, positive)
    is_positive = positive_mask(classes, positive)[truth]
    if y_score.shape[1] == 1:
        shares = np.stack([1 - probability, probability], axis=1)
        label = is_positive.astype(np.int64)
    else:
        shares, label = y_score.astype(np.float64), truth
    shares = np.nan_to_num(shares)
    loss = -np.log(shares[np.arange(len(label)), label].clip(_SMALLEST, 1.0))
    result = ScalingResult(
        scaling,
        n=len(label),
        accuracy=float(np.mean(shares.argmax(axis=1) == label)),
        auc=roc_auc(is_positive, np.nan_to_num(probability)).value,
        confidence=float(shares.max(axis=1).mean()),
        log_loss=float(loss.mean()),
    )
    return result, np.asarray(loss)


def _compared(
    results: Sequence[ScalingResult], losses: Sequence[NDArray[np.float64]]
) -> tuple[ScalingResult, ...]:
    """Return results with the one that fits best named, and whether that is clear."""
    first, second = np.argsort([result.log_loss for result in results], kind="stable")[:2]
    difference = losses[second] - losses[first]
    error = float(np.std(difference, ddof=1)) / np.sqrt(len(difference))
    clear = bool(difference.mean() > _CLEARLY * error)
    return tuple(
        replace(result, fits=True, clear=clear) if place == first else result
        for place, result in enumerate(results)
    )
