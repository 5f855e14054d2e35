"""Smoothing is TensorBoard's, however the values come."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop_app.widgets.smoothing import RunningMean


def one_by_one(values: NDArray[np.float64], weight: float) -> list[float]:
    """Return the means as TensorBoard's source has them: a loop over the values."""
    last, count, means = 0.0, 0, []
    for value in values:
        if not math.isfinite(value):
            means.append(math.nan)
            continue
        last = last * weight + (1 - weight) * value
        count += 1
        means.append(last / (1 - weight**count))
    return means


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.9, 0.999])
def test_it_is_the_debiased_moving_average(weight: float) -> None:
    values = np.random.default_rng(0).normal(2, 1, 40_000)
    values[::77] = np.nan
    values[5] = np.inf

    mean = RunningMean(weight)
    pieces = [mean.extend(piece) for piece in np.split(values, [1, 1, 2, 33, 20_000, 20_001])]

    assert np.allclose(
        np.concatenate(pieces), one_by_one(values, weight), rtol=1e-9, atol=0, equal_nan=True
    )


def test_the_first_value_is_not_drawn_towards_zero() -> None:
    assert RunningMean(0.99).extend(np.array([5.0])) == pytest.approx([5.0])


@pytest.mark.parametrize("weight", [-0.1, 1.0, math.nan])
def test_what_is_no_weight_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="from 0 to below 1"):
        RunningMean(weight)
