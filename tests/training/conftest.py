"""A small run, trained once for all tests that look at a run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.data.runs import locations_below, tiny_config
from training.config import RunConfig
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.events import Event
from training.locations import Locations
from training.runs import Run
from training.trainer import fit


@dataclass(frozen=True, eq=False)
class Trained:
    """A finished run with what it came from and what it said."""

    config: RunConfig
    run: Run
    events: list[Event]
    locations: Locations


@pytest.fixture(scope="session")
def tiny_dataset(tiny_dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return the data set of `tiny_dataset_folder`. Not to be changed by tests."""
    root = tmp_path_factory.mktemp("datasets") / "tiny"
    return import_dataset([tiny_dataset_folder], root, positive=["malignant"])


@pytest.fixture(scope="session")
def trained(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Return a run on the tiny data set. Not to be changed by tests; see `own_run`."""
    locations = locations_below(tmp_path_factory.mktemp("trained"))
    config = tiny_config(tiny_dataset.root)
    events: list[Event] = []
    run = fit(config, runs=locations.runs, locations=locations, on_event=events.append)
    return Trained(config, run, events, locations)


@pytest.fixture
def locations(tmp_path: Path, trained: Trained) -> Locations:
    """Return folders of the test's own, where the tiny data set is decoded already."""
    locations = locations_below(tmp_path)
    shutil.copytree(trained.locations.cache, locations.cache)
    return locations


@pytest.fixture(scope="session")
def three_classes(tiny_dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return a data set of a common and two rare classes, with parts already given."""
    folder = tmp_path_factory.mktemp("three")
    number = {"train": (0, 8), "valid": (8, 11), "test": (11, 14)}
    for part, (first, end) in number.items():
        for name, source, take in (
            ("nevus", "benign", range(first, end)),
            ("melanoma", "malignant", range(first, end)),
            ("keratosis", "benign", range(14 + (first + 1) // 2, 14 + (end + 1) // 2)),
        ):
            (folder / "pictures" / part / name).mkdir(parents=True)
            for index in take:
                shutil.copy(
                    tiny_dataset_folder / source / f"{source}_{index:02}.png",
                    folder / "pictures" / part / name / f"{name}_{index}.png",
                )
    return import_dataset([folder / "pictures"], folder / "dataset", positive=["melanoma"])


@pytest.fixture
def own_run(trained: Trained, tmp_path: Path) -> Run:
    """Return a copy of the trained run that a test may change."""
    return Run.open(shutil.copytree(trained.run.path, tmp_path / trained.run.name))
