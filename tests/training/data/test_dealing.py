"""Groups go to parts whole, and every part gets its share of every class."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.data.dealing import deal

RATIOS = (0.15, 0.15, 0.7)
FOLDS = (0.2,) * 5


def lesions(seed: int, n: int = 3000) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return groups and labels as HAM10000 has them: one to six pictures of a lesion."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice(6, n, p=[0.74, 0.19, 0.04, 0.02, 0.007, 0.003]) + 1
    classes = rng.choice(7, n, p=[0.66, 0.12, 0.1, 0.06, 0.03, 0.02, 0.01])
    return np.repeat(np.arange(n), sizes), np.repeat(classes, sizes)


def patients(seed: int, n: int = 400) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return groups and labels as ISIC 2020 has them: many pictures of a patient, few positive."""
    rng = np.random.default_rng(seed)
    sizes = rng.geometric(1 / 16, n)
    return np.repeat(np.arange(n), sizes), (rng.random(sizes.sum()) < 0.02).astype(np.int64)


def draws(seed: int, n: int) -> NDArray[np.uint64]:
    return np.random.default_rng(seed).integers(2**64, size=(n,), dtype=np.uint64)


def counts_of(
    groups: NDArray[np.int64], labels: NDArray[np.int64], parts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the samples of every class (columns) in every part (rows)."""
    counts = np.zeros((parts.max() + 1, labels.max() + 1), dtype=np.int64)
    np.add.at(counts, (parts[groups], labels), 1)
    return counts


@pytest.mark.parametrize("shares", [RATIOS, FOLDS])
@pytest.mark.parametrize("seed", range(5))
def test_lesions_are_dealt_to_within_two_pictures_of_every_class(
    shares: tuple[float, ...], seed: int
) -> None:
    groups, labels = lesions(seed)
    parts = deal(groups, labels, draws(seed, groups[-1] + 1), shares)
    exact = np.outer(shares, np.bincount(labels))
    assert np.abs(counts_of(groups, labels, parts) - exact).max() <= 2


@pytest.mark.parametrize("shares", [RATIOS, FOLDS])
@pytest.mark.parametrize("seed", range(5))
def test_patients_with_pictures_of_several_classes_are_dealt_evenly(
    shares: tuple[float, ...], seed: int
) -> None:
    groups, labels = patients(seed)
    counts = counts_of(groups, labels, deal(groups, labels, draws(seed, groups[-1] + 1), shares))
    exact = np.outer(shares, np.bincount(labels))
    assert np.abs(counts - exact)[:, 1].max() <= 3
    assert np.abs(counts / exact - 1)[:, 0].max() <= 0.02


@pytest.mark.parametrize("make", [lesions, patients])
def test_it_balances_as_well_as_scikit_learn(make: object) -> None:
    from sklearn.model_selection import StratifiedGroupKFold

    groups, labels = make(3, 1000)  # type: ignore[operator]
    theirs = np.zeros(groups[-1] + 1, dtype=np.int64)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for fold, (_, test) in enumerate(folds.split(labels, labels, groups)):
        theirs[groups[test]] = fold
    ours = deal(groups, labels, draws(0, theirs.size), FOLDS)

    def spread(parts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the samples that the largest fold has over the smallest, of every class."""
        return np.ptp(counts_of(groups, labels, parts), axis=0)

    assert (spread(ours) <= spread(theirs) + 1).all()


def test_every_part_gets_of_the_rarest_class() -> None:
    labels = np.repeat([0, 1], [1000, 3])
    for seed in range(20):
        parts = deal(np.arange(1003), labels, draws(seed, 1003), RATIOS)
        assert set(parts[-3:]) == {0, 1, 2}


def test_a_group_can_serve_several_rare_classes() -> None:
    groups, labels = np.repeat(np.arange(6), 2), np.tile([0, 1], 6)
    counts = counts_of(groups, labels, deal(groups, labels, draws(0, 6), (1 / 3,) * 3))
    assert (counts == 2).all()


def test_who_is_taken_depends_on_the_draws() -> None:
    groups, labels = lesions(0, 200)
    first, again, other = (deal(groups, labels, draws(seed, 200), RATIOS) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).mean() > 0.2


def test_one_group_that_is_most_of_the_data_stays_whole() -> None:
    groups, labels = np.repeat(np.arange(11), [90] + [1] * 10), np.zeros(100, dtype=np.int64)
    counts = counts_of(groups, labels, deal(groups, labels, draws(0, 11), RATIOS))
    assert counts[:, 0].max() >= 90
    assert counts.min() >= 1
