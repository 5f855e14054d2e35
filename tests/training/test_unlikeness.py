"""Pictures unlike the training data are beyond a threshold that few of its own kind reach."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.covariance import ledoit_wolf

from tests.data.pictures import noise
from training.data.synthetic import draw_lesion, sample_parameters
from training.unlikeness import N_LOOKS, Unlikeness, looks_of, shrunk_covariance

Known = tuple[NDArray[np.float32], NDArray[np.float32]]


def _drawn(rng: np.random.Generator, n: int, shift: float = 0.0, looks: float = 0.0) -> Known:
    scales = np.linspace(0.1, 2.0, 12)
    embeddings = rng.standard_normal((n, 12)) * scales + shift
    return embeddings.astype(np.float32), rng.normal(looks, 1, (n, N_LOOKS)).astype(np.float32)


@pytest.mark.parametrize(("n", "d"), [(200, 5), (30, 60)])
def test_the_covariance_is_scikit_learns(n: int, d: int) -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((n, d)) * np.linspace(0.5, 3.0, d)
    x -= x.mean(axis=0)
    theirs, _ = ledoit_wolf(x, assume_centered=True)
    assert shrunk_covariance(x) == pytest.approx(theirs, rel=1e-4, abs=1e-5)


def test_about_5_percent_of_new_pictures_of_the_kind_are_beyond() -> None:
    rng = np.random.default_rng(2)
    known = Unlikeness.fit(_drawn(rng, 400), _drawn(rng, 999))
    alarms = float((known.distances(*_drawn(rng, 20_000)) > known.threshold).mean())
    # The threshold itself varies by 0.7 % with the validation pictures.
    assert 0.03 < alarms < 0.07
    assert (known.seen > known.threshold).sum() == 49
    assert known.as_far(known.threshold) == 50
    assert known.as_far(np.inf) == 0


def test_strangers_are_told_by_either_distance() -> None:
    rng = np.random.default_rng(3)
    known = Unlikeness.fit(_drawn(rng, 400), _drawn(rng, 200))
    assert (known.distances(*_drawn(rng, 50, shift=3.0)) > known.threshold).all()
    assert (known.distances(*_drawn(rng, 50, looks=3.0)) > known.threshold).all()


def test_an_answer_that_is_no_number_is_infinitely_far() -> None:
    rng = np.random.default_rng(4)
    known = Unlikeness.fit(_drawn(rng, 40), _drawn(rng, 20))
    embeddings, looks = _drawn(rng, 1)
    assert known.distances(embeddings * np.nan, looks).tolist() == [np.inf]


def test_few_validation_pictures_take_the_farthest_for_the_threshold() -> None:
    rng = np.random.default_rng(5)
    known = Unlikeness.fit(_drawn(rng, 12), _drawn(rng, 7))
    assert known.threshold == known.seen[-1]
    assert np.isfinite(known.distances(*_drawn(rng, 3))).all()


def test_embeddings_that_do_not_vary_leave_the_looks_to_judge() -> None:
    rng = np.random.default_rng(6)
    dead = np.zeros((30, 4), np.float32)
    known = Unlikeness.fit((dead, _drawn(rng, 30)[1]), (dead, _drawn(rng, 30)[1]))
    near, far = _drawn(rng, 30)[1], _drawn(rng, 30, looks=4.0)[1]
    assert (known.distances(dead, far) > known.threshold).all()
    assert (known.distances(dead, near) > known.threshold).mean() < 0.5


def test_drawn_lesions_and_noise_look_different() -> None:
    rng = np.random.default_rng(7)
    lesions = [draw_lesion(sample_parameters(bool(i % 2), rng), size=64) for i in range(60)]
    looks = looks_of(np.stack(lesions))
    assert looks.shape == (60, N_LOOKS)
    none = np.zeros((60, 1), np.float32)
    known = Unlikeness.fit((none[:30], looks[:30]), (none[:30], looks[30:]))
    pages = looks_of(np.stack([np.asarray(noise(i, (64, 64))) for i in range(5)]))
    assert (known.distances(none[:5], pages) > known.threshold).all()
    assert looks_of(np.empty((0, 8, 8, 3), np.uint8)).shape == (0, N_LOOKS)


def test_looks_are_those_that_were_defined() -> None:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[16:48, 16:48] = 255
    [looks] = looks_of(picture[None])
    assert looks[:4] == pytest.approx([0.25, np.sqrt(0.1875), 0.0, 1.0], abs=1e-6)
    assert looks[4:12] == pytest.approx(np.zeros(8), abs=1e-6)
    steps = 2 * 32 / (63 * 64)  # two edges of 32 pixels
    assert looks[12:14] == pytest.approx(np.log([steps + 1e-3] * 2), abs=1e-5)
    assert looks[20:] == pytest.approx([1.0, 1.0, 1.0])
