"""A training step is a function of its number; nothing but order and augmentation is done to it."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.config import AugmentationConfig
from training.pipeline import (
    Samples,
    Source,
    evaluation_batches,
    pixel_statistics,
    targets_of,
    training_batches,
    training_step,
)
from training.pixels import Pixels
from training.sampling import Draws, Sampler

FLIPS = AugmentationConfig()
NONE = AugmentationConfig(horizontal_flip=False, vertical_flip=False, quarter_turns=False)
STRONG = AugmentationConfig(rotation=180, zoom=0.2, brightness=0.2, colour=0.1)
Batches = list[tuple[NDArray[np.float32], NDArray[Any]]]


def _samples(n: int = 11, size: tuple[int, int] = (6, 6)) -> Samples:
    """Return samples whose target is their number, and whose pixels no other sample has."""
    rows = np.random.default_rng(0).integers(0, 256, (n + 3, *size, 3), dtype=np.uint8)
    rows.flags.writeable = False  # as the mapped file is
    row_of = np.random.default_rng(1).permutation(n + 3)
    return Samples(Pixels(rows, row_of, ""), np.arange(3, n + 3), np.arange(n, dtype=np.float32))


def _unbalanced(n: int = 24) -> Samples:
    """Return samples of two classes; the rarer one has every eighth."""
    samples = _samples(n)
    return Samples(samples.pixels, samples.indices, (np.arange(n) % 8 == 0).astype(np.int64))


def _original(samples: Samples, target: float) -> NDArray[np.uint8]:
    return samples.rows(np.array([int(target)]))[0]


def _batches(
    source: Source,
    *,
    first_step: int = 0,
    epochs: int = 3,
    augmentation: AugmentationConfig = FLIPS,
    sampler: Sampler = "natural",
) -> Batches:
    dataset = training_batches(
        source,
        batch_size=4,
        epochs=epochs,
        seed=0,
        augmentation=augmentation,
        sampler=sampler,
        first_step=first_step,
    )
    return [(elements.numpy(), targets.numpy()) for elements, targets in dataset]


def _assert_same(one: Batches, other: Batches) -> None:
    assert len(one) == len(other)
    for (pictures, targets), (other_pictures, other_targets) in zip(one, other, strict=True):
        np.testing.assert_array_equal(pictures, other_pictures)
        np.testing.assert_array_equal(targets, other_targets)


@dataclass
class Slow:
    """A source that is slow to give early elements, and notes how many threads ask at once."""

    targets: NDArray[np.float32]
    shape: tuple[int, ...] = (2,)
    dtype: np.dtype[Any] = np.dtype(np.float16)  # noqa: RUF009
    at_once: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._two = threading.Event()

    def __len__(self) -> int:
        return self.targets.size

    def steps(self, batch_size: int) -> int:
        return -(-len(self) // batch_size)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[np.float16]:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            if self.at_once == 2:
                self._two.set()
        self._two.wait(5)  # until a second batch is being made as well
        with self._lock:
            self.at_once -= 1
        return np.repeat(self.targets[chosen, None], 2, axis=1).astype(np.float16)

    def training_rows(self, draws: Draws, augmentation: AugmentationConfig) -> NDArray[np.float16]:
        return self.rows(draws.samples)


@pytest.mark.parametrize("sampler", ["natural", "balanced"])
def test_batches_are_the_same_every_time(sampler: Sampler) -> None:
    batches = [_batches(_unbalanced(), augmentation=STRONG, sampler=sampler) for _ in range(2)]
    _assert_same(*batches)


@pytest.mark.parametrize("first_step", [1, 3, 7])
@pytest.mark.parametrize("sampler", ["natural", "sqrt"])
def test_batches_are_the_same_from_any_step_on(first_step: int, sampler: Sampler) -> None:
    samples = _unbalanced(11)
    whole = _batches(samples, augmentation=STRONG, sampler=sampler)
    rest = _batches(samples, augmentation=STRONG, sampler=sampler, first_step=first_step)
    _assert_same(whole[first_step:], rest)


def test_they_are_what_the_function_of_a_step_says() -> None:
    samples = _samples()
    step = training_step(samples, batch_size=4, seed=0, augmentation=FLIPS, sampler="natural")
    numbered = list(enumerate(_batches(samples)))
    for number, (pictures, targets) in reversed(numbered):
        expected, expected_targets = step(number)
        np.testing.assert_array_equal(pictures, expected)
        np.testing.assert_array_equal(targets, expected_targets)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor")
def test_several_batches_are_made_at_a_time_and_come_in_order() -> None:
    """Also where TensorFlow computes deterministically, as in a training."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(0)
    tf.config.experimental.enable_op_determinism()
    source = Slow(np.arange(40, dtype=np.float32))
    batches = [(e.numpy(), t.numpy()) for e, t in evaluation_batches(source, batch_size=4)]
    assert source.most >= 2
    np.testing.assert_array_equal(np.concatenate([t for _, t in batches]), np.arange(40))
    np.testing.assert_array_equal(np.concatenate([e[:, 1] for e, _ in batches]), np.arange(40))


def test_every_epoch_sees_every_sample_once_in_another_order() -> None:
    batches = _batches(_samples())
    assert [len(targets) for _, targets in batches] == [4, 4, 3] * 3
    epochs = [np.concatenate([t for _, t in batches[e : e + 3]]).tolist() for e in (0, 3, 6)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(11))] * 3
    assert epochs[0] != epochs[1] != epochs[2]


def test_a_sampler_shows_rare_classes_more_often_and_never_the_same_picture_twice() -> None:
    samples = _unbalanced(64)
    batches = _batches(samples, epochs=1, sampler="balanced", augmentation=STRONG)
    pictures, targets = (np.concatenate(values) for values in zip(*batches, strict=True))
    assert len(targets) == 64
    assert 0.3 < targets.mean() < 0.7
    assert len({picture.tobytes() for picture in pictures}) == 64


def test_every_picture_is_its_own_turned_or_mirrored() -> None:
    samples = _samples()
    for pictures, targets in _batches(samples):
        for picture, target in zip(pictures, targets, strict=True):
            original = _original(samples, target).astype(np.float32)
            ways = [np.rot90(o, k) for o in (original, original[:, ::-1]) for k in range(4)]
            assert any(np.array_equal(picture, way) for way in ways)


def test_pictures_that_are_not_square_keep_their_shape() -> None:
    shapes = {pictures.shape[1:] for pictures, _ in _batches(_samples(size=(4, 6)))}
    assert shapes == {(4, 6, 3)}


def test_augmentation_depends_on_the_sample_and_not_on_its_neighbours() -> None:
    samples = _samples()
    one, all_of_them = (
        training_step(samples, batch_size=size, seed=0, augmentation=STRONG, sampler="natural")
        for size in (1, 11)
    )
    large, targets = all_of_them(0)
    for number, (picture, target) in enumerate(zip(large, targets, strict=True)):
        small, small_target = one(number)
        assert small_target[0] == target
        np.testing.assert_array_equal(small[0], picture)


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
    _batches(samples, augmentation=STRONG)
    _batches(samples, augmentation=NONE)
    np.testing.assert_array_equal(samples.pixels.rows, before)


def test_pictures_are_numbers_from_0_to_255() -> None:
    (pictures, targets), *_ = _batches(_samples(40), epochs=1)
    assert (pictures.dtype, targets.dtype) == (np.float32, np.float32)
    assert pictures.min() >= 0
    assert pictures.max() > 200


def test_targets_are_sides_or_classes() -> None:
    labels, classes = ["nv", "mel", "bcc", "nv"], ("bcc", "mel", "nv")
    sides = targets_of(labels, classes, ("bcc", "mel"), binary=True)
    assert (sides.dtype, sides.tolist()) == (np.float32, [0, 1, 1, 0])
    told_apart = targets_of(labels, classes, ("bcc", "mel"), binary=False)
    assert (told_apart.dtype, told_apart.tolist()) == (np.int64, [2, 1, 0, 2])


def test_statistics_are_those_of_the_training_part_alone() -> None:
    samples = _samples(40, size=(5, 7))
    values = samples.rows(np.arange(40)).astype(np.float64)
    assert pixel_statistics(samples) == pytest.approx((values.mean(), values.std()), abs=1e-9)
    rows = samples.pixels.rows.copy()
    rows[np.setdiff1d(np.arange(43), samples.pixels.row_of[samples.indices])] = 255
    elsewhere = Samples(Pixels(rows, samples.pixels.row_of, ""), samples.indices, samples.targets)
    assert pixel_statistics(elsewhere) == pixel_statistics(samples)


def test_statistics_of_one_colour_have_no_deviation() -> None:
    rows = np.full((3, 4, 4, 3), 77, dtype=np.uint8)
    samples = Samples(Pixels(rows, np.arange(3), ""), np.arange(3), np.zeros(3, dtype=np.int64))
    assert pixel_statistics(samples) == (77.0, 0.0)
