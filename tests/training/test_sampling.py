"""What an epoch holds is a function of (seed, epoch) and the labels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.sampling import Sampler, draws_of_epoch, epoch_order

RARE = np.repeat([0, 1, 2], [1600, 300, 100])
"""Labels of three classes, 16 to 3 to 1."""


def _shares(sampler: Sampler, labels: NDArray[np.int64] = RARE) -> list[float]:
    """Return the share of each class in many epochs."""
    drawn = [labels[epoch_order(labels, sampler, 0, epoch)] for epoch in range(20)]
    return (np.bincount(np.concatenate(drawn)) / (20 * labels.size)).tolist()


def test_naturally_every_sample_comes_once_in_another_order_each_epoch() -> None:
    orders = [epoch_order(RARE, "natural", 7, epoch).tolist() for epoch in range(3)]
    assert [sorted(order) for order in orders] == [list(range(2000))] * 3
    assert orders[0] != orders[1] != orders[2]


def test_the_natural_order_is_that_of_earlier_versions() -> None:
    assert epoch_order(np.zeros(10), "natural", 0, 0).tolist() == [4, 6, 2, 7, 3, 5, 9, 0, 8, 1]


@pytest.mark.parametrize("sampler", ["natural", "sqrt", "balanced"])
def test_an_order_depends_on_seed_and_epoch_alone(sampler: Sampler) -> None:
    order = epoch_order(RARE, sampler, 1, 2)
    assert (order.dtype, order.shape) == (np.int64, (2000,))
    np.testing.assert_array_equal(order, epoch_order(RARE, sampler, 1, 2))
    for other in (epoch_order(RARE, sampler, 2, 2), epoch_order(RARE, sampler, 1, 3)):
        assert order.tolist() != other.tolist()


def test_balanced_shows_every_class_as_often() -> None:
    assert _shares("balanced") == pytest.approx([1 / 3] * 3, abs=0.01)


def test_sqrt_goes_half_way() -> None:
    roots = np.sqrt([1600, 300, 100])
    assert _shares("sqrt") == pytest.approx(roots / roots.sum(), abs=0.01)


def test_two_sides_are_balanced_as_classes_are() -> None:
    targets = (RARE == 2).astype(np.float32)
    order = epoch_order(targets, "balanced", 0, 0)
    assert targets[order].mean() == pytest.approx(0.5, abs=0.05)


def test_within_a_class_every_sample_is_as_likely() -> None:
    labels = np.repeat([0, 1], [90, 10])
    drawn = np.concatenate([epoch_order(labels, "balanced", 0, epoch) for epoch in range(400)])
    counts = np.bincount(drawn, minlength=100)
    assert counts[:90].mean() == pytest.approx(20_000 / 90, rel=0.02)
    assert np.abs(counts[:90] / counts[:90].mean() - 1).max() < 0.3
    assert np.abs(counts[90:] / 2000 - 1).max() < 0.1


def test_repeats_count_how_often_a_sample_came_before() -> None:
    draws = draws_of_epoch(RARE, "balanced", 3, 1)
    seen: dict[int, int] = {}
    for sample, repeat in zip(draws.samples.tolist(), draws.repeats.tolist(), strict=True):
        assert repeat == seen.get(sample, 0)
        seen[sample] = repeat + 1
    assert max(seen.values()) > 3
    assert not draws_of_epoch(RARE, "natural", 3, 1).repeats.any()


def test_a_slice_of_draws_keeps_what_decides_them() -> None:
    draws = draws_of_epoch(RARE, "sqrt", 3, 1)
    part = draws[5:9]
    assert (len(part), part.seed, part.epoch) == (4, 3, 1)
    np.testing.assert_array_equal(part.samples, draws.samples[5:9])
    np.testing.assert_array_equal(part.repeats, draws.repeats[5:9])
