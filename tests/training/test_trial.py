"""A few steps say how long a training takes; they leave nothing behind, and can be left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.data.runs import locations_below, tiny_config
from training.backbones import BACKBONES
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.errors import Cancelled, LesionLabError
from training.evaluator import run_table
from training.locations import Locations
from training.trainer import fit
from training.trial import Repeated, time_trial


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    return locations_below(tmp_path)


@pytest.fixture
def config(tiny_dataset: Dataset) -> RunConfig:
    return tiny_config(tiny_dataset.root)


@pytest.fixture
def frozen(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> RunConfig:
    """Return a config of a frozen backbone; its weights are left as they were drawn."""
    monkeypatch.setattr("training.models.load_weights", lambda _trunk, _path: None)
    locations.weights.mkdir(parents=True)
    (locations.weights / BACKBONES["mobilenet_025"].weights_file).touch()
    return tiny_config(
        tiny_dataset.root,
        {"model.architecture": "mobilenet_025", "model.weights": "imagenet"},
    )


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_trial_tells_what_a_run_takes_and_leaves_nothing(
    config: RunConfig, locations: Locations, tmp_path: Path
) -> None:
    trial = time_trial(config, locations)
    assert files(tmp_path) == []

    [stage] = trial.stages
    assert 0 < 4 * stage.seconds_per_step < stage.seconds_per_epoch
    assert trial.seconds_per_epoch == pytest.approx(stage.seconds_per_epoch)
    assert trial.seconds_total > trial.seconds_preparing + 3 * trial.seconds_per_epoch
    run = fit(config, runs=locations.runs, locations=locations, on_event=lambda _: None)
    on_disk = sum(file.stat().st_size for file in files(locations.cache) + files(run.path))
    assert 0.5 < trial.disk_bytes / on_disk < 2
    assert 100e6 < trial.memory_bytes < 20e9


def test_what_is_kept_already_takes_no_time(config: RunConfig, locations: Locations) -> None:
    fit(
        with_changes(config, {"optimisation.epochs": 1}),
        runs=locations.runs,
        locations=locations,
        on_event=lambda _: None,
    )
    before = {path: path.stat().st_size for path in files(locations.cache)}
    trial = time_trial(config, locations)
    assert {path: path.stat().st_size for path in files(locations.cache)} == before
    pixels = 48 * 32 * 32 * 3
    fresh = time_trial(config, locations_below(locations.cache.parent / "other"))
    assert fresh.disk_bytes - trial.disk_bytes == pixels


def test_every_stage_is_timed(config: RunConfig, locations: Locations) -> None:
    staged = with_changes(config, {"stages": [{"epochs": 5}]})
    trial = time_trial(staged, locations)
    assert [stage.epochs for stage in trial.stages] == [3, 5]
    mean = np.average([s.seconds_per_epoch for s in trial.stages], weights=[3, 5])
    assert trial.seconds_per_epoch == pytest.approx(mean)


def test_features_are_timed_where_a_run_would_compute_them(
    frozen: RunConfig, locations: Locations
) -> None:
    told: set[str] = set()
    before = time_trial(frozen, locations, lambda what, _done, _total: told.add(what))
    assert "Computing features" in told
    assert not locations.cache.exists()
    fit(frozen, runs=locations.runs, locations=locations, on_event=lambda _: None)
    after = time_trial(frozen, locations)
    kept = sum(file.stat().st_size for file in files(locations.cache))
    assert before.disk_bytes - after.disk_bytes == kept
    assert sum(file.stat().st_size for file in files(locations.cache)) == kept


@pytest.mark.parametrize(
    "at", ["Looking at the data", "Preparing pictures", "Timing steps", "Timing validation"]
)
def test_it_can_be_left_anywhere(
    config: RunConfig, locations: Locations, tmp_path: Path, at: str
) -> None:
    told: list[str] = []

    def progress(what: str, _done: int, _total: int) -> None:
        told.append(what)
        if what == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        time_trial(config, locations, progress)
    assert told[-1] == at
    assert told.count(at) == 1
    assert files(tmp_path) == []


def test_what_a_run_would_refuse_is_refused(config: RunConfig, locations: Locations) -> None:
    with pytest.raises(LesionLabError, match="'val_top_3_accuracy'"):
        time_trial(
            with_changes(
                config, {"data.target": "classes", "optimisation.monitor": "val_top_3_accuracy"}
            ),
            locations,
        )


def test_a_few_elements_stand_for_all(trained: object) -> None:
    from training.pipeline import samples_of_parts

    run, cache = trained.run, trained.locations.cache  # type: ignore[attr-defined]
    dataset, table = run_table(run)
    few = samples_of_parts(run, dataset.image_path, table, ("test",), cache=cache)["test"]
    many = Repeated(few, np.zeros(100, dtype=np.float32))
    assert len(many) == 100
    assert many.steps(8) == 13
    chosen = np.array([0, len(few), 99])
    np.testing.assert_array_equal(many.rows(chosen), few.rows(chosen % len(few)))
