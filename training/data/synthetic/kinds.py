"""Seven kinds of drawn lesion, each with a sign of its own.

They are shapes and colours, not diagnoses: no kind stands for a disease. They are there so that
telling several classes apart can be learned and shown without a data set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from training.data.synthetic.parameters import LesionParameters, sample_parameters

MANY_SIGNS = "many-signs"
"""The kind with all signs at once, which is the positive one."""

_Ranges = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

_LOW, _HIGH, _MIDDLE = (0.0, 0.25), (0.65, 1.0), (0.34, 0.48)

_KINDS: Mapping[str, tuple[float, _Ranges]] = MappingProxyType(
    {
        "plain": (0.34, (_LOW, _LOW, _LOW, _MIDDLE)),
        "small": (0.14, (_LOW, _LOW, _LOW, (0.14, 0.24))),
        "large": (0.12, (_LOW, _LOW, _LOW, (0.60, 0.78))),
        "lopsided": (0.10, (_HIGH, _LOW, _LOW, _MIDDLE)),
        "ragged": (0.10, (_LOW, _HIGH, _LOW, _MIDDLE)),
        "colourful": (0.10, (_LOW, _LOW, _HIGH, _MIDDLE)),
        MANY_SIGNS: (0.10, (_HIGH, _HIGH, _HIGH, (0.42, 0.62))),
    }
)
"""Share of each kind, and its ranges of asymmetry, border, colours and diameter."""

KINDS = tuple(_KINDS)
"""Names of the kinds, the commonest first."""


def kinds_of(count: int) -> tuple[str, ...]:
    """Return the kind of each of so many lesions, each as often as its share says."""
    ends = np.cumsum([share for share, _ in _KINDS.values()])
    # Steps of the golden ratio fall evenly into the shares, whatever the count.
    places = (np.arange(count) * 0.6180339887498949 + 0.5) % ends[-1]
    return tuple(KINDS[index] for index in np.searchsorted(ends, places, side="right"))


def sample_kind(kind: str, rng: np.random.Generator) -> LesionParameters:
    """Return the parameters of a random lesion of one kind.

    Skin, hair and light are as those of any built-in lesion.

    Args:
        kind: One of `KINDS`.
        rng: Source of randomness; it is advanced.
    """
    around = sample_parameters(False, rng)
    asymmetry, border, colours, diameter = (
        round(float(rng.uniform(low, high)), 4) for low, high in _KINDS[kind][1]
    )
    return replace(around, asymmetry=asymmetry, border=border, colours=colours, diameter=diameter)
