"""A learning rate is suggested where the loss falls steepest, and nowhere where it does not say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.data.runs import locations_below, tiny_config
from training.backbones import BACKBONES
from training.cli import main
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.errors import Cancelled, ConfigError
from training.rate_finder import HIGHEST, LOWEST, STEPS, curve_of, find_rate, rate_at

RATES = np.array([rate_at(step) for step in range(STEPS)])
DECADES = np.log10(RATES)


def losses(at: float, drop: float, diverges: float, noise: float, seed: int) -> NDArray[np.float64]:
    """Return losses that fall around 10**at and rise again from 10**diverges."""
    fall = 1 - drop / (1 + np.exp(-(DECADES - at) / 0.4))
    rise = np.where(diverges < DECADES, 0.3 * (10 ** (1.5 * (DECADES - diverges)) - 1), 0)
    drawn = np.random.default_rng(seed).normal(size=STEPS)
    return np.asarray((fall + rise) * (1 + noise * drawn))


def test_rates_rise_by_the_same_factor() -> None:
    assert rate_at(0) == pytest.approx(LOWEST)
    assert rate_at(STEPS - 1) == pytest.approx(HIGHEST)
    np.testing.assert_allclose(RATES[1:] / RATES[:-1], RATES[1] / RATES[0])


@pytest.mark.parametrize(
    ("at", "drop", "diverges", "noise"),
    [
        (-3.0, 0.5, -1.0, 0.02),
        (-3.0, 0.5, -1.0, 0.1),
        (-4.0, 0.5, -2.0, 0.05),
        (-2.0, 0.5, 9.0, 0.05),
    ],
)
def test_the_steepest_fall_is_found_through_noise(
    at: float, drop: float, diverges: float, noise: float
) -> None:
    found = [
        curve_of(RATES, losses(at, drop, diverges, noise, seed)).suggestion for seed in range(50)
    ]
    assert all(rate is not None for rate in found)
    off = np.abs(np.log10(np.array(found, dtype=float)) - at)
    assert np.median(off) < 0.2
    assert off.max() < 1.0


def test_nothing_is_suggested_in_the_diverging_part() -> None:
    for seed in range(100):
        curve = curve_of(RATES, losses(-2.0, 0.2, -1.8, 0.15, seed))
        lowest = curve.rates[np.argmin(curve.smoothed)]
        assert curve.suggestion is None or curve.suggestion <= 1.05 * lowest


@pytest.mark.parametrize("diverges", [-1.0, 9.0])
def test_a_curve_that_falls_nowhere_says_nothing(diverges: float) -> None:
    found = [
        curve_of(RATES, losses(-3.0, 0.0, diverges, 0.1, seed)).suggestion for seed in range(100)
    ]
    assert sum(rate is not None for rate in found) <= 5


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_curve_that_ends_at_once_says_nothing(count: int) -> None:
    curve = curve_of(RATES[:count], np.geomspace(1, 100, count) if count else [])
    assert curve.suggestion is None
    assert curve.smoothed.shape == (count,)


@pytest.fixture
def config(tiny_dataset: Dataset) -> RunConfig:
    return tiny_config(tiny_dataset.root)


def test_a_real_test_is_told_step_by_step_and_comes_out_alike(
    config: RunConfig, tmp_path: Path
) -> None:
    locations = locations_below(tmp_path)
    told: list[tuple[float, float]] = []
    first = find_rate(config, locations, on_point=lambda *point: told.append(point))
    again = find_rate(config, locations)
    assert told == list(zip(first.rates, first.losses, strict=True))
    np.testing.assert_array_equal(first.losses, again.losses)
    # It learns what is easy, and diverges in the end.
    assert first.suggestion is not None
    assert 1e-5 < first.suggestion < 0.3
    assert first.suggestion == again.suggestion
    assert not locations.runs.exists()
    assert not locations.cache.exists()


def test_other_settings_give_another_curve(config: RunConfig, tmp_path: Path) -> None:
    locations = locations_below(tmp_path)
    usual = find_rate(config, locations)
    sgd = find_rate(with_changes(config, {"optimisation.optimizer": "sgd"}), locations)
    assert usual.losses[0] == sgd.losses[0]  # same weights, same batch
    assert usual.losses[:50].tolist() != sgd.losses[:50].tolist()


def test_it_can_be_left(config: RunConfig, tmp_path: Path) -> None:
    def progress(what: str, done: int, _total: int) -> None:
        if what == "Trying learning rates" and done == 3:
            raise Cancelled

    told: list[float] = []
    with pytest.raises(Cancelled):
        find_rate(
            config, locations_below(tmp_path), progress, lambda rate, _loss: told.append(rate)
        )
    assert len(told) == 3


def test_a_frozen_part_is_computed_once(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.models.load_weights", lambda _trunk, _path: None)
    locations = locations_below(tmp_path)
    locations.weights.mkdir()
    (locations.weights / BACKBONES["mobilenet_025"].weights_file).touch()
    frozen = tiny_config(
        tiny_dataset.root, {"model.architecture": "mobilenet_025", "model.weights": "imagenet"}
    )
    told: list[str] = []
    curve = find_rate(frozen, locations, lambda what, _done, _total: told.append(what))
    assert "Computing features" in told
    assert "Computing features" not in told[told.index("Trying learning rates") :]
    assert curve.rates.size > 20
    assert not locations.cache.exists()


def test_there_must_be_such_a_stage(config: RunConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no stage"):
        find_rate(config, locations_below(tmp_path), stage=1)


def test_the_command_says_it(
    config: RunConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.json"
    path.write_text(config.to_json())
    words = ["rate", config.data.dataset, "--config", str(path)]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["suggestion"] is not None
    assert len(found["rates"]) == len(found["losses"]) == len(found["smoothed"])
    assert main([*words, "--set", "optimisation.batch_size=4", "--stage", "2"]) == 2
