"""What a layer computes, shown in numpy, is what SciPy and Keras compute."""

from __future__ import annotations

import numpy as np
import pytest

from training.lessons.filters import FILTERS, convolve, drop_out, max_pool, relu


@pytest.mark.parametrize("name", list(FILTERS))
def test_a_filter_slides_as_in_scipy(name: str) -> None:
    from scipy.ndimage import correlate

    picture = np.random.default_rng(0).random((9, 13), dtype=np.float32)
    weights = FILTERS[name].weights
    expected = correlate(picture, weights, mode="constant")
    np.testing.assert_allclose(convolve(picture, weights), expected, atol=1e-5)


def test_a_filter_and_pooling_are_those_of_keras() -> None:
    import keras

    picture = np.random.default_rng(1).random((9, 12), dtype=np.float32)
    weights = np.random.default_rng(2).normal(size=(5, 5)).astype(np.float32)
    ours = convolve(picture, weights)
    theirs = keras.ops.conv(picture[None, ..., None], weights[..., None, None], padding="same")
    np.testing.assert_allclose(ours, np.asarray(theirs)[0, ..., 0], atol=1e-4)
    pooled = keras.ops.max_pool(keras.ops.relu(theirs), 2, 2)
    np.testing.assert_allclose(max_pool(relu(ours)), np.asarray(pooled)[0, ..., 0], atol=1e-4)


def test_filters_do_what_they_are_called() -> None:
    step = np.zeros((9, 9), np.float32)
    step[:, 5:] = 1
    inside = np.s_[1:-1, 1:-1]
    assert np.abs(convolve(step, FILTERS["horizontal"].weights)[inside]).max() == 0
    assert convolve(step, FILTERS["vertical"].weights)[4].argmax() in (4, 5)
    even = np.full((9, 9), 0.6, np.float32)
    assert np.abs(convolve(even, FILTERS["edge"].weights)[inside]).max() < 1e-6
    np.testing.assert_allclose(convolve(even, FILTERS["blur"].weights)[inside], 0.6, atol=1e-6)


def test_dropout_leaves_out_a_share_and_keeps_the_mean() -> None:
    values = np.ones((100, 100), np.float32)
    left, kept = drop_out(values, 0.4, seed=0)
    assert abs((~kept).mean() - 0.4) < 0.02
    np.testing.assert_array_equal(left == 0, ~kept)
    np.testing.assert_allclose(left[kept], 1 / 0.6, rtol=1e-6)
    assert not np.array_equal(drop_out(values, 0.4, seed=1)[1], kept)
