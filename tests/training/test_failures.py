"""A training that fails says why, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.runs import locations_below, tiny_config
from tests.training.fitting import fit_watched
from training.config import RunConfig
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.errors import ConfigError, DataError, LesionLabError, TrainingError
from training.events import (
    Event,
    RunEnded,
)
from training.locations import Locations
from training.runs import Run, list_runs
from training.trainer import fit


def _fail(
    config: RunConfig, locations: Locations, error: type[Exception] = LesionLabError
) -> tuple[Any, Run, list[Event]]:
    """Return the error of a training that fails, its run and its events."""
    events: list[Event] = []
    with pytest.raises(error) as caught:
        fit(config, runs=locations.runs, locations=locations, on_event=events.append)
    (folder,) = list_runs(locations.runs)
    return caught.value, Run.open(folder), events


def _assert_failed(error: LesionLabError, run: Run, events: list[Event]) -> None:
    """The last event says what the error says, and the log where it came from."""
    end = events[-1]
    assert isinstance(end, RunEnded)
    assert (end.status, end.message, end.mend) == ("failed", error.message, error.mend)
    assert run.end == end
    assert "Traceback" in (run.path / "log.txt").read_text(encoding="utf-8")


def test_a_loss_that_is_no_number_ends_the_run_with_advice(
    tiny_dataset: Dataset, locations: Locations
) -> None:
    changes = {"optimisation.optimizer": "sgd", "optimisation.learning_rate": 10}
    error, run, events = _fail(tiny_config(tiny_dataset.root, changes), locations, TrainingError)
    assert "The loss became" in error.message
    assert error.mend == "Choose a smaller learning rate."
    _assert_failed(error, run, events)


def test_a_loss_that_is_spoilt_by_the_last_step_is_found_in_validation() -> None:
    from training.callbacks.finite_loss import FiniteLoss

    callback = FiniteLoss()
    callback.on_test_end({"loss": 0.5})
    with pytest.raises(TrainingError, match="validation data became nan"):
        callback.on_test_end({"loss": float("nan")})


def test_a_missing_picture_fails_the_run_and_is_named(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    pictures = shutil.copytree(tiny_dataset_folder, tmp_path / "pictures")
    dataset = import_dataset([pictures], tmp_path / "dataset", positive=["malignant"])
    (pictures / "benign" / "benign_07.png").unlink()
    locations = locations_below(tmp_path)
    error, run, events = _fail(tiny_config(dataset.root), locations, DataError)
    assert "benign_07.png" in error.message
    _assert_failed(error, run, events)
    assert not run.has_model


def test_a_full_disk_fails_the_run_with_advice_and_keeps_the_former_model(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.callbacks import best_model

    saved: list[Path] = []

    def save(path: Path, write: Callable[[Path], None]) -> None:
        if saved:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        saved.append(path)
        real(path, write)

    real = best_model.replace_atomically
    monkeypatch.setattr(best_model, "replace_atomically", save)
    monkeypatch.setattr(best_model, "_EVERY", 0.0)
    error, run, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "full" in error.message
    assert str(run.path) in error.message
    assert error.mend == "Make room and resume the run."
    _assert_failed(error, run, events)
    assert run.has_model


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_too_full_for_events_is_told_all_the_same(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "events_path", Path("/dev/full"))
    error, _, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "full" in error.message
    assert isinstance(events[-1], RunEnded)
    assert events[-1].message == error.message


@pytest.mark.parametrize("kind", [MemoryError, "ResourceExhaustedError"])
def test_too_little_memory_is_told_with_advice(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    raised = kind if isinstance(kind, type) else type(kind, (Exception,), {})

    def build(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("training.course.build_model", build)
    error, run, events = _fail(tiny_config(tiny_dataset.root), locations, TrainingError)
    assert "not enough memory" in error.message
    assert "smaller batch size" in error.mend
    _assert_failed(error, run, events)


def test_a_fault_of_the_program_stays_what_it_is(
    tiny_dataset: Dataset, locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("training.course.build_model", build)
    _, run, events = _fail(tiny_config(tiny_dataset.root), locations, ZeroDivisionError)
    assert isinstance(events[-1], RunEnded)
    assert "ZeroDivisionError: a fault" in events[-1].message
    assert "Traceback" in (run.path / "log.txt").read_text()


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"data.dataset": "nowhere"}, DataError, "nowhere is no data set"),
        ({"data.positive": ["mole"]}, DataError, "no class mole"),
        ({"data.fingerprint": "0" * 64}, DataError, "not the one"),
        ({"model.architecture": "big_cnn"}, ConfigError, "big_cnn"),
        ({"model.image_size": [8, 32]}, ConfigError, "at least 16 px; you set 8"),
        ({"split.validation": 0.5, "split.test": 0.5}, DataError, "split asks for"),
    ],
)
def test_a_config_that_does_not_fit_makes_no_run_folder(
    tiny_dataset: Dataset,
    locations: Locations,
    changes: dict[str, Any],
    kind: type[LesionLabError],
    words: str,
) -> None:
    with pytest.raises(kind, match=words) as caught:
        fit_watched(tiny_config(tiny_dataset.root, changes), locations)
    assert caught.value.mend
    assert not locations.runs.exists()


def test_a_data_set_that_does_not_say_what_is_malignant_is_sent_back(
    tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    dataset = import_dataset([tiny_dataset_folder], tmp_path / "dataset")
    with pytest.raises(ConfigError, match="does not say") as caught:
        fit_watched(tiny_config(dataset.root), locations_below(tmp_path))
    assert "benign, malignant" in caught.value.mend
