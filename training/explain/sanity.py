"""Whether a map depends on what a model has learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.explain.grad_cam import GradCam, Target

if TYPE_CHECKING:
    import keras

_DRAWS = 3


@dataclass(frozen=True)
class WeightsCheck:
    """How like the maps of a model are to those of the same network with shuffled weights.

    Attributes:
        correlations: Spearman's rank correlation of the two maps, one for every picture and draw; 0
            where one of the maps is empty.
        empty: How many maps of the shuffled network are empty.
    """

    correlations: tuple[float, ...]
    empty: int

    @property
    def mean(self) -> float:
        """Mean size of the correlations: near 0 where the map depends on the weights, else 1."""
        return float(np.mean(np.abs(self.correlations)))

    @property
    def words(self) -> str:
        """The check in a sentence for a person."""
        depends = "depends" if self.mean < 0.5 else "hardly depends"
        return (
            f"The map {depends} on what the model has learned: with the weights shuffled, the rank "
            f"correlation with it is {self.mean:.2f}, whatever its sign (mean of "
            f"{len(self.correlations)}; 1 would be the same map)."
        )


def weights_matter(
    model: keras.Model,
    pictures: Sequence[NDArray[np.uint8]],
    target: Target,
    *,
    draws: int = _DRAWS,
    seed: int = 0,
) -> WeightsCheck:
    """Compare the Grad-CAM maps of a model with those of the same network, its weights shuffled.

    All values within a kernel are put into another order, in every layer, so that they keep their
    size and lose what they have learned. A map that stays as it was shows the picture, not the
    model.

    Source: J. Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, arXiv:1810.03292.

    Args:
        model: As `training.inference.load_model` returns it. It stays as it is. On the TensorFlow
            thread.
        pictures: Preprocessed, each of shape (height, width, 3), uint8; at least one.
        target: What the score is for.
        draws: Shuffles.
        seed: Seed of the shuffles.

    Raises:
        RunError: The model has no convolution that could be looked at.
    """
    import keras

    trained = GradCam(model, target)
    maps = [trained.of(picture) for picture in pictures]
    rng = np.random.default_rng(seed)
    weights = model.get_weights()
    other = keras.models.clone_model(model)
    shuffled = GradCam(other, target)
    correlations: list[float] = []
    empty = 0
    for _ in range(draws):
        other.set_weights([_shuffled(value, rng) for value in weights])
        for picture, before in zip(pictures, maps, strict=True):
            after = shuffled.of(picture)
            empty += not after.any()
            correlations.append(_rank_correlation(before, after))
    return WeightsCheck(tuple(correlations), empty)


def _shuffled(value: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a kernel in another order; biases and statistics, which have one axis, as they are."""
    return value if value.ndim < 2 else rng.permutation(value.ravel()).reshape(value.shape)


def _rank_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    from scipy.stats import spearmanr

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(spearmanr(one.ravel(), other.ravel()).statistic)
