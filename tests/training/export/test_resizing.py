"""The resize inside exported models is Pillow's."""

from __future__ import annotations

import numpy as np
import pytest

from tests.data.pictures import noise
from training.preprocessing import Preprocessing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((40, 50), (32, 32)),
        ((256, 256), (224, 224)),  # many sums end on a half
        ((450, 600), (224, 224)),
        ((600, 450), (144, 192)),
        ((31, 200), (64, 48)),
        ((20, 20), (33, 47)),
        ((32, 32), (32, 32)),
    ],
)
def test_it_is_pillow_s_to_the_last_level(old: tuple[int, int], new: tuple[int, int]) -> None:
    import tensorflow as tf

    from training.export.resizing import resized

    images = [noise(seed, old) for seed in range(2)]
    given = tf.cast(np.stack([np.asarray(image) for image in images]), tf.float32)
    expected = np.stack([Preprocessing(*new)(image) for image in images])
    found = resized(given, *new).numpy()
    assert found.shape == expected.shape
    np.testing.assert_array_equal(found, expected)
