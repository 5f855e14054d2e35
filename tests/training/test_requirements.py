"""What cannot work is refused with field, value and mend."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.data.runs import locations_below
from training import requirements
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.errors import ConfigError, DataError
from training.recipes import get_recipe
from training.requirements import (
    check_disk,
    check_memory,
    check_parts,
    check_settings,
    memory_needed,
)

SIZES = {"train": 7000, "validation": 1500, "test": 1500}
Usage = namedtuple("Usage", "total used free")
Memory = namedtuple("Memory", "total available")


def config_with(**changes: Any) -> RunConfig:
    values = {"model.weights": "random"} | {
        name.replace("__", "."): value for name, value in changes.items()
    }
    return with_changes(RunConfig(), values)


@pytest.mark.parametrize(
    ("changes", "classes", "says", "mend"),
    [
        (
            {"data__target": "classes", "optimisation__monitor": "val_top_3_accuracy"},
            "abc",
            r"optimisation\.monitor = 'val_top_3_accuracy' says nothing about 3 classes",
            "val_top_2_accuracy",
        ),
        (
            {"optimisation__weight_decay": 0.1},
            "ab",
            r"optimisation\.weight_decay = 0\.1 is for adamw and sgd; .* 'adam'",
            "adamw",
        ),
        (
            {"optimisation__momentum": 0.9},
            "ab",
            r"optimisation\.momentum = 0\.9 is for sgd; .* 'adam'",
            "sgd",
        ),
        (
            {"recipe": "ham-mobilenet", "data__target": "classes"},
            "ab",
            "The recipe ham-mobilenet tells many classes apart; the data set has 2: a, b",
            "more classes",
        ),
        ({}, "a", "nothing to tell apart", r"data\.regroup"),
    ],
)
def test_fields_that_do_not_go_together_are_refused(
    changes: dict[str, Any], classes: str, says: str, mend: str
) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        check_settings(config_with(**changes), tuple(classes))
    assert mend.replace("\\", "") in caught.value.mend


def test_fields_that_go_together_pass() -> None:
    for changes in (
        {"optimisation__weight_decay": 0.1, "optimisation__optimizer": "adamw"},
        {"optimisation__momentum": 0.9, "optimisation__optimizer": "sgd"},
        {"recipe": "ham-mobilenet", "data__target": "positive"},
        {"data__target": "classes"},
        {"optimisation__monitor": "val_balanced_accuracy"},
    ):
        check_settings(config_with(**changes), ("a", "b"))


def test_float16_needs_a_graphics_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_with(optimisation__precision="mixed_float16")
    monkeypatch.setattr("training.environment.devices", lambda: ["CPU", "GPU: a card"])
    check_settings(config, ("a", "b"))
    monkeypatch.setattr("training.environment.devices", lambda: ["CPU"])
    with pytest.raises(ConfigError, match=r"optimisation\.precision = 'mixed_float16'") as caught:
        check_settings(config, ("a", "b"))
    assert "mixed_bfloat16" in caught.value.mend


# Parts


def table_of(**rows: str) -> pd.DataFrame:
    """Return a table from the parts of the pictures of each class: `df="tvs"`."""
    parts = {"t": "train", "v": "validation", "s": "test"}
    return pd.DataFrame(
        [(name, parts[part]) for name, letters in rows.items() for part in letters],
        columns=["class", "split"],
    )


@pytest.fixture
def benign_or_malignant(tiny_dataset: Dataset) -> Dataset:
    return tiny_dataset.with_positive(["malignant"])


MANY = "t" * 40 + "v" * 10 + "s" * 10


def test_a_class_without_training_pictures_is_refused(benign_or_malignant: Dataset) -> None:
    table = table_of(benign=MANY, malignant="vvss")
    with pytest.raises(DataError, match="learn the class malignant from"):
        check_parts(config_with(data__target="classes"), benign_or_malignant, table)
    with pytest.raises(DataError, match="learn the side positive from") as caught:
        check_parts(config_with(), benign_or_malignant, table)
    assert "split.given" in caught.value.mend


def test_the_area_under_the_curve_needs_two_sides(benign_or_malignant: Dataset) -> None:
    table = table_of(benign=MANY, malignant="t" * 40 + "s" * 10)
    check_parts(config_with(), benign_or_malignant, table)
    with pytest.raises(DataError, match="'val_auc' needs pictures of two sides"):
        check_parts(config_with(optimisation__monitor="val_auc"), benign_or_malignant, table)


# Disk and memory


def test_a_full_disk_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, locations = get_recipe("ham-mobilenet").config, locations_below(tmp_path / "home")
    check_disk(config, {"train": 10, "validation": 2, "test": 2}, locations)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 0, 3_000_000_000))
    with pytest.raises(DataError, match=r"need about \d+\.\d GB in .*cache; 2\.0 GB") as caught:
        check_disk(config, SIZES, locations)
    assert "model.image_size" in caught.value.mend
    # 10,000 pictures of 75 x 100 pixels are 0.2 GB.
    check_disk(get_recipe("ham-cnn-scratch").config, SIZES, locations)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 0, 1_000_000_000))
    with pytest.raises(DataError, match=r"0\.0 GB are free"):
        check_disk(get_recipe("ham-cnn-scratch").config, SIZES, locations)


def test_what_the_cache_holds_may_go_for_a_new_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locations = locations_below(tmp_path)
    old = locations.cache / "pixels" / "old.u8"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x")
    monkeypatch.setattr(requirements, "_size_of_folder", lambda _: 10_000_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 0, 2_000_000_000))
    check_disk(get_recipe("ham-mobilenet").config, SIZES, locations)


def test_memory_is_estimated_from_what_learns() -> None:
    frozen = get_recipe("isic-inceptionv3").config
    upper = with_changes(frozen, {"model.trainable_layers": 30})
    whole = with_changes(frozen, {"model.trainable_layers": -1})
    half = with_changes(whole, {"optimisation.precision": "mixed_bfloat16"})
    small = with_changes(whole, {"optimisation.batch_size": 8})
    assert memory_needed(frozen) < memory_needed(upper) < memory_needed(whole)
    assert memory_needed(small) < memory_needed(half) < memory_needed(whole)


def test_too_large_batches_are_refused_and_a_busy_computer_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = with_changes(get_recipe("isic-inceptionv3").config, {"model.trainable_layers": -1})

    def has(total: int, available: int) -> None:
        memory = Memory(total * 10**9, available * 10**9)
        monkeypatch.setattr("psutil.virtual_memory", lambda: memory)

    has(64, 60)
    assert check_memory(config) == ()
    has(64, 2)
    [doubt] = check_memory(config)
    assert "optimisation.batch_size = 64 at 299 x 299 px needs about" in doubt.words
    assert "2.0 GB are free" in doubt.words
    assert check_memory(with_changes(config, doubt.changes)) == ()
    has(4, 3)
    monkeypatch.setattr("training.environment.devices", lambda: ["CPU"])
    with pytest.raises(ConfigError, match=r"this computer has 4\.0 GB") as caught:
        check_memory(config)
    assert "batch_size" in caught.value.mend
    monkeypatch.setattr("training.environment.devices", lambda: ["GPU: a card"])
    assert len(check_memory(config)) == 1  # the batches lie in the memory of the card
