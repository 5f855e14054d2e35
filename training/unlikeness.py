"""How unlike a picture is to those that a model was trained on: numpy in, numbers out.

Two distances from the training pictures, each on the scale of the validation pictures; the larger
counts:

- the Mahalanobis distance of the embedding, with one shrunk covariance of all training pictures.
  K. Lee, K. Lee, H. Lee, J. Shin, A Simple Unified Framework for Detecting Out-of-Distribution
  Samples and Adversarial Attacks, NeurIPS 2018; shrinkage by O. Ledoit, M. Wolf, A well-conditioned
  estimator for large-dimensional covariance matrices, Journal of Multivariate Analysis 88 (2004)
  365-411. Of one mean for all classes, as the head of a frozen network has not pulled them apart;
- the distance to the fifth nearest training picture in colours and detail (`looks_of`), for a small
  network of one's own knows too little of the world to see that a cat is none of it. Nearest
  neighbours as in Y. Sun, Y. Ming, X. Zhu, Y. Li, Out-of-Distribution Detection with Deep Nearest
  Neighbors, ICML 2022.

Either alone failed for some run, as did the highest probability; the benchmark `likeness` measures
the two together. The threshold is the quantile of split conformal prediction over validation
pictures that neither distance was fitted on: of new pictures of the same kind about 5 % are beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.evaluation.quantiles import conformal_rank

FALSE_ALARMS = 0.05
"""Share of pictures of the training data's kind that may be taken for strangers."""
NEAREST = 5
N_LOOKS = 23
_SIDE = 64
_TINY = 1e-6

Floats = NDArray[np.float64]


def looks_of(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return numbers for the colours and the detail of pictures.

    Of lightness and two opponent colours: mean, spread, darkest and lightest; of lightness: the
    logarithm of the mean step between neighbours, at four scales, up-down and left-right; of the
    colours: how the middle differs from the rim.

    Args:
        pictures: Preprocessed, shape (n, height, width, 3), uint8.

    Returns:
        Shape (n, 23).
    """
    return np.array([_looks(picture) for picture in pictures], np.float32).reshape(-1, N_LOOKS)


def _looks(picture: NDArray[np.uint8]) -> list[float]:
    small = Image.fromarray(picture).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    rgb = np.asarray(small, dtype=np.float64) / 255
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    light = rgb.mean(axis=2)
    found: list[float] = []
    for channel in (light, red - green, (red + green) / 2 - blue):
        found += [channel.mean(), channel.std(), *np.percentile(channel, (5, 95))]
    for step in (1, 2, 4, 8):
        coarse = light.reshape(_SIDE // step, step, _SIDE // step, step).mean(axis=(1, 3))
        found += [float(np.log(np.abs(np.diff(coarse, axis=a)).mean() + 1e-3)) for a in (0, 1)]
    quarter = _SIDE // 4
    middle = rgb[quarter:-quarter, quarter:-quarter]
    rim = (rgb.sum(axis=(0, 1)) - middle.sum(axis=(0, 1))) / (_SIDE**2 - (_SIDE // 2) ** 2)
    return [*found, *(middle.mean(axis=(0, 1)) - rim)]


@dataclass(frozen=True, eq=False)
class Unlikeness:
    """What the distance of a picture needs.

    Attributes:
        mean: Of the training embeddings, shape (d,), float32.
        precision: Inverse of their shrunk covariance, shape (d, d), float32.
        looks: Of training pictures, standardised, shape (n, 23), float32.
        looks_mean: What they were standardised with, shape (23,), float32.
        looks_spread: The same.
        scale: Mean and spread of the logarithm of both distances over the validation pictures,
            shape (2, 2), float64: a row for the embedding, a row for the looks.
        seen: Distances of the validation pictures, ascending, shape (m,), float64.
    """

    mean: NDArray[np.float32]
    precision: NDArray[np.float32]
    looks: NDArray[np.float32]
    looks_mean: NDArray[np.float32]
    looks_spread: NDArray[np.float32]
    scale: Floats
    seen: Floats

    @classmethod
    def fit(
        cls,
        train: tuple[NDArray[np.float32], NDArray[np.float32]],
        validation: tuple[NDArray[np.float32], NDArray[np.float32]],
    ) -> Unlikeness:
        """Learn what is usual.

        Args:
            train: Embeddings (n, d) and looks (n, 23) of training pictures.
            validation: The same of validation pictures.
        """
        embeddings, looks = (each.astype(np.float64) for each in train)
        mean, spread = looks.mean(axis=0), looks.std(axis=0) + _TINY
        middle = embeddings.mean(axis=0)
        raw = cls(
            mean=middle.astype(np.float32),
            precision=np.linalg.inv(shrunk_covariance(embeddings - middle)).astype(np.float32),
            looks=((looks - mean) / spread).astype(np.float32),
            looks_mean=mean.astype(np.float32),
            looks_spread=spread.astype(np.float32),
            scale=np.array([[0.0, 1.0], [0.0, 1.0]]),
            seen=np.empty(0),
        )
        logs = raw._logs(*validation)
        scale = np.stack([logs.mean(axis=0), logs.std(axis=0) + _TINY], axis=1)
        seen = np.sort(((logs - scale[:, 0]) / scale[:, 1]).max(axis=1))
        return cls(**{**vars(raw), "scale": scale, "seen": seen})

    def distances(self, embeddings: NDArray[np.float32], looks: NDArray[np.float32]) -> Floats:
        """Return how far pictures are from the training pictures, shape (n,).

        0 is as far as validation pictures are on average, 1 a standard deviation more.

        Args:
            embeddings: Shape (n, d).
            looks: From `looks_of`, shape (n, 23).
        """
        logs = self._logs(embeddings, looks)
        far = ((logs - self.scale[:, 0]) / self.scale[:, 1]).max(axis=1)
        return np.asarray(np.where(np.isfinite(far), far, np.inf))

    @property
    def threshold(self) -> float:
        """From beyond which a picture is unusual.

        Below 19 validation pictures 5 % cannot be kept: it is then the farthest of them, which
        gives one false alarm in (pictures + 1).
        """
        rank = min(conformal_rank(self.seen.size, 1.0 - FALSE_ALARMS), self.seen.size)
        return float(self.seen[rank - 1])

    def as_far(self, distance: float) -> int:
        """Return how many validation pictures are at least as far."""
        return int(self.seen.size - np.searchsorted(self.seen, distance, side="left"))

    def _logs(self, embeddings: NDArray[np.float32], looks: NDArray[np.float32]) -> Floats:
        """Return the logarithms of both distances, shape (n, 2)."""
        away = embeddings.astype(np.float32) - self.mean
        squared = np.einsum("ij,ij->i", away @ self.precision, away)
        placed = (looks - self.looks_mean) / self.looks_spread
        both = np.stack([np.sqrt(squared.clip(0.0)), self._to_nearest(placed)], axis=1)
        return np.asarray(np.log(both.astype(np.float64) + _TINY))

    def _to_nearest(self, placed: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the distance to the fifth nearest training picture, or the farthest of fewer."""
        nth = min(NEAREST, len(self.looks)) - 1
        return np.array(
            [
                np.sqrt(np.partition(((self.looks - row) ** 2).sum(axis=1), nth)[nth])
                for row in placed
            ],
            dtype=np.float32,
        )


def shrunk_covariance(centred: Floats) -> Floats:
    """Return Ledoit's and Wolf's estimate of a covariance, shape (d, d).

    Args:
        centred: Samples less their mean, shape (n, d).
    """
    n, d = centred.shape
    covariance = centred.T @ centred / n
    target = float(np.trace(covariance)) / d
    away = float((covariance**2).sum()) - d * target**2
    noise = (float(((centred**2).sum(axis=1) ** 2).sum()) / n - float((covariance**2).sum())) / n
    share = min(1.0, max(0.0, noise / away)) if away > 0 else 1.0
    shrunk: Any = (1.0 - share) * covariance
    # What never varied must not make a change of it infinitely unlikely.
    shrunk.flat[:: d + 1] += share * target + _TINY * max(target, _TINY)
    return np.asarray(shrunk)
