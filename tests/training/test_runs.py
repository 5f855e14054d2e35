"""A run folder can be read again; what is damaged in it is named."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.config import RunConfig, with_changes
from training.errors import ConfigError, RunError
from training.evaluation.predictions import Predictions
from training.events import EpochEnded, RunEnded, StepEnded, to_json
from training.runs import OperatingPoint, Run, RunDataset, list_runs

DATASET = RunDataset("Läsionen", "/data/lesions", ("nevus", "melanoma"), ("melanoma",), "f" * 64)
SPLIT = pd.DataFrame(
    {
        "sample_id": ["nevus/007", "melanoma/1"],
        "image": ["images/nevus/007.png", "images/melanoma/1.png"],
        "class": ["nevus", "melanoma"],
        "split": ["train", "test"],
    }
)
STEP = StepEnded(time=1.0, epoch=0, step=0, logs={"loss": 0.5})
END = RunEnded(time=2.0, status="stopped", seconds=1.0)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.create(tmp_path / "runs", RunConfig(recipe="tiny"), DATASET, SPLIT)


def _write_events(run: Run, *lines: str) -> None:
    run.events_path.write_text("".join(lines), encoding="utf-8")


def test_it_comes_back_as_it_was_made(run: Run) -> None:
    again = Run.open(run.path)
    assert (again.config, again.dataset, again.name) == (run.config, DATASET, run.path.name)
    assert again.split().equals(SPLIT)
    assert again.preprocessing.height == 64


def test_two_runs_of_the_same_second_have_folders_of_their_own(run: Run) -> None:
    others = [Run.create(run.path.parent, run.config, DATASET, SPLIT) for _ in range(3)]
    assert len({run.path, *(other.path for other in others)}) == 4


def test_runs_are_listed_the_newest_first(tmp_path: Path) -> None:
    for name in ("2026-01-01-120000-a", "2026-02-01-120000-b", "no run"):
        (tmp_path / name).mkdir()
        if name != "no run":
            (tmp_path / name / "config.json").write_text("{}")
    assert [path.name[-1] for path in list_runs(tmp_path)] == ["b", "a"]
    assert list_runs(tmp_path / "none") == []


@pytest.mark.parametrize(("target", "outputs"), [("positive", 1), ("classes", 2)])
def test_the_width_of_the_models_output(run: Run, target: str, outputs: int) -> None:
    data = run.config.data.model_copy(update={"target": target})
    assert Run(run.path, run.config.model_copy(update={"data": data}), DATASET).n_outputs == outputs


# Events and history


def test_a_run_without_an_end_is_unfinished(run: Run) -> None:
    assert (run.status, run.end, list(run.events())) == ("unfinished", None, [])
    _write_events(run, to_json(STEP) + "\n")
    assert (run.status, list(run.events())) == ("unfinished", [STEP])


def test_a_run_with_an_end_says_how_it_ended(run: Run) -> None:
    _write_events(run, to_json(STEP) + "\n", to_json(END) + "\n")
    assert (run.status, run.end, list(run.events())) == ("stopped", END, [STEP, END])


def test_the_end_is_found_behind_many_events(run: Run) -> None:
    _write_events(run, (to_json(STEP) + "\n") * 2000, to_json(END) + "\n")
    assert run.status == "stopped"


def test_a_line_that_a_crash_cut_off_is_left_out(run: Run) -> None:
    _write_events(run, to_json(STEP) + "\n", to_json(END)[:-9])
    assert (run.status, list(run.events())) == ("unfinished", [STEP])


def test_events_that_are_no_text_are_named(run: Run) -> None:
    run.events_path.write_bytes(b"\xff\xfe\x00\n")
    with pytest.raises(RunError, match=r"events\.jsonl cannot be read"):
        list(run.events())


def test_the_history_is_a_table_that_other_programs_read(run: Run) -> None:
    assert run.history() == []
    epochs = [
        EpochEnded(
            time=1.0, epoch=0, logs={"loss": 0.1, "val_loss": 1 / 3}, seconds=2.5, best=True
        ),
        EpochEnded(time=2.0, epoch=1, logs={"loss": 0.05}, seconds=2.0, best=False),
    ]
    run.save_history(epochs)
    with (run.path / "history.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        ["epoch", "seconds", "best", "loss", "val_loss"],
        ["0", "2.500", "1", "0.1", repr(1 / 3)],
        ["1", "2.000", "0", "0.05", ""],
    ]
    assert run.history()[0]["val_loss"] == repr(1 / 3)


# Operating point


def test_the_threshold_is_saved_with_the_run(run: Run) -> None:
    assert run.operating_point == OperatingPoint(0.5, chosen=False)
    run.save_threshold(0.23)
    assert Run.open(run.path).operating_point == OperatingPoint(0.23, chosen=True)
    run.reset_threshold()
    run.reset_threshold()
    assert run.operating_point == OperatingPoint(0.5, chosen=False)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_lies_between_0_and_1(run: Run, threshold: float) -> None:
    with pytest.raises(RunError, match="not between 0 and 1"):
        run.save_threshold(threshold)
    assert run.operating_point == OperatingPoint()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"threshold": 2, "chosen": true}', '{"threshold": null, "chosen": true}']
)
def test_a_damaged_threshold_is_named_with_what_to_do(run: Run, text: str) -> None:
    (run.path / "operating_point.json").write_text(text)
    with pytest.raises(RunError, match=r"operating_point\.json cannot be read") as caught:
        _ = run.operating_point
    assert caught.value.mend == "Delete it."


# Damage


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(RunError, match="cannot be made") as caught:
        Run.create(tmp_path / "runs", RunConfig(), DATASET, SPLIT)
    assert str(tmp_path / "runs") in caught.value.message
    assert "another folder" in caught.value.mend


def test_another_folder_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not a run folder") as caught:
        Run.open(tmp_path)
    assert "one run" in caught.value.mend


def test_a_damaged_config_is_named(run: Run) -> None:
    (run.path / "config.json").write_text('{"seed": "x"}')
    with pytest.raises(ConfigError, match=r"config\.json: seed = 'x'"):
        Run.open(run.path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x", "classes": 3}'])
def test_a_damaged_description_of_the_data_is_named(run: Run, text: str) -> None:
    (run.path / "dataset.json").write_text(text)
    with pytest.raises(RunError, match=r"dataset\.json cannot be read"):
        Run.open(run.path)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00"])
def test_a_damaged_split_is_named(run: Run, text: str) -> None:
    (run.path / "split.csv").write_text(text)
    with pytest.raises(RunError, match=r"split\.csv cannot be read"):
        run.split()


def test_a_split_that_names_another_class_is_named(run: Run) -> None:
    path = run.path / "split.csv"
    path.write_text(path.read_text().replace("nevus,train", "mole,train"))
    with pytest.raises(RunError, match=r"split\.csv names a class"):
        run.split()


def test_predictions_are_there_once_they_are_made(run: Run) -> None:
    assert run.predictions("test") is None
    Predictions(
        "test",
        np.array(["melanoma/1"]),
        np.array([1]),
        np.array([[0.75]], dtype=np.float32),
        DATASET.classes,
        DATASET.positive,
    ).save(run.predictions_path("test"))
    found = run.predictions("test")
    assert found is not None
    assert found.probability.tolist() == [0.75]


# Splits that leak


@pytest.mark.parametrize(
    ("by", "leaks", "words"),
    [
        ("group", 0, None),
        ("image", 0, "nothing keeps pictures of one lesion on one side"),
        ("image", 3, "pictures of one lesion stand on both sides"),
    ],
)
def test_a_split_by_image_is_marked(tmp_path: Path, by: str, leaks: int, words: str | None) -> None:
    config = with_changes(RunConfig(), {"split.by": by})
    made = Run.create(tmp_path, config, replace(DATASET, split_leaks=leaks), SPLIT)
    run = Run.open(made.path)
    assert run.image_wise == (words is not None)
    assert len(run.warnings) == run.image_wise
    if words:
        assert words in run.warnings[0]
        assert "inflated" in run.warnings[0]
