"""Occlusion: how far the score falls where a part of the picture is covered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.evaluation.skin_tone import skin_colour
from training.explain.scoring import Scores
from training.progress import Progress, no_progress

_PATCHES_A_SIDE = 6
_BATCH = 16
_WHAT = "Covering the picture, patch by patch"


def occlusion(
    scores: Scores,
    picture: NDArray[np.uint8],
    *,
    patch: int | None = None,
    stride: int | None = None,
    batch_size: int = _BATCH,
    progress: Progress = no_progress,
) -> NDArray[np.float32]:
    """Return how far the probability falls where a picture is covered.

    A square patch in the picture's skin colour slides over it; a pixel's value is the mean fall
    over all patches that covered it. Works with every model that can be asked, on any thread that
    may ask it.

    Source: M. D. Zeiler, R. Fergus, Visualizing and Understanding Convolutional Networks, ECCV
    2014, arXiv:1311.2901.

    Args:
        scores: What is asked.
        picture: Preprocessed, shape (height, width, 3), uint8.
        patch: Side in pixels; None for a sixth of the shorter side.
        stride: Pixels from patch to patch; None for half a patch.
        batch_size: Pictures that are asked about at once.
        progress: Told after every batch; may raise Cancelled.

    Returns:
        Shape (height, width), float32, -1 to 1: above 0 where what is covered speaks for positive,
        below 0 where it speaks against.
    """
    height, width = picture.shape[:2]
    patch = patch or max(1, round(min(height, width) / _PATCHES_A_SIDE))
    stride = stride or max(1, patch // 2)
    places = [(y, x) for y in _starts(height, patch, stride) for x in _starts(width, patch, stride)]
    colour = _cover(picture)
    before = float(scores(picture[None])[0])
    fall, count = np.zeros((2, height, width))
    progress(_WHAT, 0, len(places))
    for start in range(0, len(places), batch_size):
        chosen = places[start : start + batch_size]
        covered = np.repeat(picture[None], len(chosen), axis=0)
        for one, (y, x) in zip(covered, chosen, strict=True):
            one[y : y + patch, x : x + patch] = colour
        for after, (y, x) in zip(scores(covered), chosen, strict=True):
            fall[y : y + patch, x : x + patch] += before - float(after)
            count[y : y + patch, x : x + patch] += 1
        progress(_WHAT, start + len(chosen), len(places))
    return (fall / count).astype(np.float32)


def _starts(length: int, patch: int, stride: int) -> list[int]:
    """Return where patches start along a side, the last one at its end."""
    last = max(0, length - patch)
    return [*range(0, last, stride), last]


def _cover(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the skin's colour, or the picture's mean where its border shows none."""
    colour = skin_colour(picture)
    return picture.mean(axis=(0, 1)).astype(np.uint8) if colour is None else colour
