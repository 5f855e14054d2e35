"""Order and augmentation are functions of (seed, epoch, sample) alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.config import AugmentationConfig
from training.pipeline import (
    Samples,
    augment,
    epoch_order,
    evaluation_batches,
    training_batch,
    training_batches,
)
from training.pixels import Pixels

ALL = AugmentationConfig()
NONE = AugmentationConfig(horizontal_flip=False, vertical_flip=False, quarter_turns=False)
TURNS = AugmentationConfig(horizontal_flip=False, vertical_flip=False)
Batches = list[tuple[NDArray[np.float32], NDArray[np.float32]]]


def _samples(n: int = 11, size: tuple[int, int] = (6, 6)) -> Samples:
    """Return samples whose target is their number, and whose pixels no other sample has."""
    rows = np.random.default_rng(0).integers(0, 256, (n + 3, *size, 3), dtype=np.uint8)
    row_of = np.random.default_rng(1).permutation(n + 3)
    return Samples(Pixels(rows, row_of), np.arange(3, n + 3), np.arange(n, dtype=np.float32))


def _original(samples: Samples, target: float) -> NDArray[np.uint8]:
    return samples.pixels.take(samples.indices[[int(target)]])[0]


def _batches(samples: Samples, *, first_step: int = 0, seed: int = 0, epochs: int = 3) -> Batches:
    dataset = training_batches(
        samples, batch_size=4, epochs=epochs, seed=seed, augmentation=ALL, first_step=first_step
    )
    return [(pictures.numpy(), targets.numpy()) for pictures, targets in dataset]


def _assert_same(one: Batches, other: Batches) -> None:
    assert len(one) == len(other)
    for (pictures, targets), (other_pictures, other_targets) in zip(one, other, strict=True):
        np.testing.assert_array_equal(pictures, other_pictures)
        np.testing.assert_array_equal(targets, other_targets)


def test_batches_are_the_same_every_time() -> None:
    _assert_same(_batches(_samples()), _batches(_samples()))


@pytest.mark.parametrize("first_step", [1, 3, 7])
def test_batches_are_the_same_from_any_step_on(first_step: int) -> None:
    samples = _samples()
    _assert_same(_batches(samples)[first_step:], _batches(samples, first_step=first_step))


def test_they_are_what_training_batch_says() -> None:
    samples = _samples()
    for step, (pictures, targets) in enumerate(_batches(samples)):
        expected, expected_targets = training_batch(samples, step, 4, 0, ALL)
        np.testing.assert_array_equal(pictures, expected)
        np.testing.assert_array_equal(targets, expected_targets)


def test_every_epoch_sees_every_sample_once_in_another_order() -> None:
    batches = _batches(_samples())
    assert [len(targets) for _, targets in batches] == [4, 4, 3] * 3
    epochs = [np.concatenate([t for _, t in batches[e : e + 3]]).tolist() for e in (0, 3, 6)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(11))] * 3
    assert epochs[0] != epochs[1] != epochs[2]


def test_another_seed_is_another_order() -> None:
    assert epoch_order(50, 0, 0).tolist() != epoch_order(50, 1, 0).tolist()
    assert epoch_order(50, 0, 0).tolist() == epoch_order(50, 0, 0).tolist()


def test_every_picture_is_its_own_turned_or_mirrored() -> None:
    samples = _samples()
    for pictures, targets in _batches(samples):
        for picture, target in zip(pictures, targets, strict=True):
            original = _original(samples, target).astype(np.float32)
            ways = [np.rot90(o, k) for o in (original, original[:, ::-1]) for k in range(4)]
            assert any(np.array_equal(picture, way) for way in ways)


def test_a_square_picture_is_seen_in_all_eight_ways() -> None:
    picture = _original(_samples(), 0)
    seen = {augment(picture, ALL, 0, epoch, 0).tobytes() for epoch in range(100)}
    assert len(seen) == 8


def test_a_picture_that_is_not_square_keeps_its_shape_and_is_only_turned_round() -> None:
    picture = _original(_samples(size=(4, 6)), 0)
    seen = {augment(picture, TURNS, 0, epoch, 0).tobytes() for epoch in range(50)}
    assert seen == {picture.tobytes(), np.rot90(picture, 2).tobytes()}
    shapes = {pictures.shape[1:] for pictures, _ in _batches(_samples(size=(4, 6)))}
    assert shapes == {(4, 6, 3)}


@pytest.mark.parametrize(
    ("config", "ways"),
    [
        (NONE, [lambda p: p]),
        (NONE.model_copy(update={"horizontal_flip": True}), [lambda p: p, lambda p: p[:, ::-1]]),
        (NONE.model_copy(update={"vertical_flip": True}), [lambda p: p, lambda p: p[::-1]]),
        (TURNS, [lambda p, k=k: np.rot90(p, k) for k in range(4)]),
    ],
)
def test_only_what_was_asked_for_is_changed(config: AugmentationConfig, ways: list) -> None:
    picture = _original(_samples(), 0)
    seen = {augment(picture, config, 3, epoch, 5).tobytes() for epoch in range(60)}
    assert seen == {way(picture).tobytes() for way in ways}


def test_augmentation_depends_on_the_sample_and_not_on_its_neighbours() -> None:
    samples = _samples()
    small = [training_batch(samples, step, 1, 0, ALL) for step in range(11)]
    large, targets = training_batch(samples, 0, 11, 0, ALL)
    for (picture, target), other, other_target in zip(small, large, targets, strict=True):
        assert target[0] == other_target
        np.testing.assert_array_equal(picture[0], other)


def test_validation_comes_in_its_own_order_and_untouched() -> None:
    samples = _samples()
    batches = [(p.numpy(), t.numpy()) for p, t in evaluation_batches(samples, batch_size=4)]
    assert [len(targets) for _, targets in batches] == [4, 4, 3]
    np.testing.assert_array_equal(np.concatenate([t for _, t in batches]), np.arange(11))
    np.testing.assert_array_equal(
        np.concatenate([p for p, _ in batches]), samples.pixels.take(samples.indices)
    )


def test_the_cache_is_not_changed_by_augmentation() -> None:
    samples = _samples()
    before = samples.pixels.rows.copy()
    _batches(samples)
    np.testing.assert_array_equal(samples.pixels.rows, before)


def test_pictures_are_numbers_from_0_to_255() -> None:
    (pictures, targets), *_ = _batches(_samples(40), epochs=1)
    assert (pictures.dtype, targets.dtype) == (np.float32, np.float32)
    assert pictures.min() >= 0
    assert pictures.max() > 200
