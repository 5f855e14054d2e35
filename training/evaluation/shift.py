"""How the people and pictures of another data set differ from those that a model learned from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

NOTABLE = 0.2
"""Standardised difference, or share that would have to move, from which a shift is named.

Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), a small effect.
"""
_CHANNELS = ("red", "green", "blue")


@dataclass(frozen=True, eq=False)
class Population:
    """What is known of the samples of a data set.

    Attributes:
        classes: Class of every sample.
        ages: Years, NaN where not recorded; empty where nobody has recorded any.
        sexes: '' where not recorded.
        sites: '' where not recorded.
        sizes: Width and height of every measured picture, shape (n, 2).
        colours: Mean red, green, blue of every measured picture, 0 to 255, shape (n, 3).
    """

    classes: Sequence[str]
    ages: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    sexes: Sequence[str] = ()
    sites: Sequence[str] = ()
    sizes: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))
    colours: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))


@dataclass(frozen=True)
class Shift:
    """One way in which a data set differs from the training data.

    Attributes:
        kind: What differs.
        distance: For numbers, the difference of means in standard deviations; for names, the share
            of samples that would have to change theirs; None where it cannot be told.
        notable: Whether it is large enough to be named beside the numbers.
        words: What it is, for a person.
    """

    kind: Literal["classes", "age", "sex", "site", "size", "colour"]
    distance: float | None
    notable: bool
    words: str


def shifts(training: Population, here: Population) -> tuple[Shift, ...]:
    """Return how a data set differs from the training data, one entry a kind."""
    return (
        _names("classes", "Classes", training.classes, here.classes),
        _ages(training.ages, here.ages),
        _names("sex", "Sex", training.sexes, here.sexes),
        _names("site", "Site", training.sites, here.sites),
        _sizes(training.sizes, here.sizes),
        _colours(training.colours, here.colours),
    )


def standardised_difference(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> float | None:
    """Return the difference of two means in pooled standard deviations; None where none varies.

    Source: P. C. Austin, Statistics in Medicine 28 (2009) 3083-3107.
    """
    if first.size < 2 or second.size < 2:
        return None
    spread = math.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    apart = float(second.mean() - first.mean())
    if spread == 0:
        return 0.0 if apart == 0 else None
    return apart / spread


def _told(kind: Literal["age", "size", "colour"], distance: float | None, words: str) -> Shift:
    return Shift(kind, distance, distance is None or abs(distance) >= NOTABLE, words)


def _unknown(kind: Literal["classes", "age", "sex", "site", "size", "colour"], what: str) -> Shift:
    return Shift(kind, None, notable=False, words=f"{what}: not recorded on both sides.")


def _names(
    kind: Literal["classes", "sex", "site"],
    title: str,
    training: Sequence[str],
    here: Sequence[str],
) -> Shift:
    before, after = _shares(training), _shares(here)
    if not before or not after:
        return _unknown(kind, title)
    gaps = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in before | after}
    distance = sum(map(abs, gaps.values())) / 2
    largest = sorted(gaps, key=lambda name: (-abs(gaps[name]), name))[:3]
    listed = ", ".join(
        f"{name} {100 * before.get(name, 0.0):.1f} % -> {100 * after.get(name, 0.0):.1f} %"
        for name in largest
    )
    return Shift(kind, distance, distance >= NOTABLE, f"{title}: {listed}.")


def _shares(names: Sequence[str]) -> dict[str, float]:
    known = [name for name in names if name]
    found, counts = np.unique(np.array(known, dtype=np.str_), return_counts=True)
    return dict(zip(found.tolist(), (counts / max(1, len(known))).tolist(), strict=True))


def _ages(training: NDArray[np.float64], here: NDArray[np.float64]) -> Shift:
    before, after = training[np.isfinite(training)], here[np.isfinite(here)]
    if not before.size or not after.size:
        return _unknown("age", "Age")
    return _told(
        "age",
        standardised_difference(before, after),
        f"Age: mean {before.mean():.1f} -> {after.mean():.1f} years.",
    )


def _sizes(training: NDArray[np.float64], here: NDArray[np.float64]) -> Shift:
    if not len(training) or not len(here):
        return _unknown("size", "Size of the pictures")
    before, after = np.log2(training.prod(axis=1)), np.log2(here.prod(axis=1))
    common = [f"{int(w)} x {int(h)}" for w, h in (_commonest(training), _commonest(here))]
    return _told(
        "size",
        standardised_difference(before, after),
        f"Size of the pictures: most often {common[0]} -> {common[1]} pixels.",
    )


def _commonest(sizes: NDArray[np.float64]) -> tuple[float, float]:
    found, counts = np.unique(sizes, axis=0, return_counts=True)
    width, height = found[counts.argmax()].tolist()
    return width, height


def _colours(training: NDArray[np.float64], here: NDArray[np.float64]) -> Shift:
    if not len(training) or not len(here):
        return _unknown("colour", "Colour of the pictures")
    apart = [standardised_difference(training[:, c], here[:, c]) for c in range(3)]
    listed = ", ".join(
        f"{name} {training[:, c].mean():.0f} -> {here[:, c].mean():.0f}"
        for c, name in enumerate(_CHANNELS)
    )
    worst = None if None in apart else max((d for d in apart if d is not None), key=abs)
    return _told("colour", worst, f"Mean colour of the pictures: {listed} of 255.")
