"""What a split by image does to the scores is shown side by side with a split by lesion."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.data.lesions import with_lesions
from tests.data.runs import locations_below, tiny_config
from training import cli
from training.cli.data_leakage import print_leakage
from training.control import Control
from training.data.dataset import Dataset
from training.errors import Cancelled, DataError
from training.evaluation.intervals import roc_auc
from training.events import EpochEnded, Event, RunStarted
from training.leakage import REPEATED, SIDES, SINGLE, Leakage, compare_leakage
from training.runs import Run, list_runs


@pytest.fixture(scope="module")
def lesions(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    parts = ["train", "validation", "test", ""] * 12
    pairs = with_lesions(tiny_dataset, tmp_path_factory.mktemp("lesions"), split=parts)
    lesion_id = pairs.samples["lesion_id"].mask(np.arange(len(parts)) % 4 > 1, "")
    replace(pairs, samples=pairs.samples.assign(lesion_id=lesion_id)).save()
    return Dataset.open(pairs.root)


@pytest.fixture(scope="module")
def leakage(lesions: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Leakage:
    locations = locations_below(tmp_path_factory.mktemp("leakage"))
    config = tiny_config(lesions.root, {"optimisation.epochs": 1})
    events: list[Event] = []
    leakage = compare_leakage(
        config, runs=locations.runs, locations=locations, on_event=events.append
    )
    assert [event.run for event in events if isinstance(event, RunStarted)] == [
        str(run.path) for run in leakage.runs.values()
    ]
    return leakage


def test_both_sides_differ_in_the_split_alone(leakage: Leakage) -> None:
    image, group = leakage.runs["image"], leakage.runs["group"]
    assert image.name.endswith("tiny-by-image")
    assert group.name.endswith("tiny-by-group")
    changed = group.config.split.model_copy(update={"by": "image"})
    assert group.config.model_copy(update={"split": changed, "recipe": "tiny-by-image"}) == (
        image.config
    )
    for part, n in leakage.sizes["image"].items():
        assert abs(n - leakage.sizes["group"][part]) <= 2


def test_one_side_leaks_and_is_marked(leakage: Leakage) -> None:
    assert leakage.torn["image"] > 0 == leakage.torn["group"]
    assert leakage.runs["image"].image_wise
    assert not leakage.runs["group"].image_wise
    for run, marked in ((leakage.runs["image"], True), (leakage.runs["group"], False)):
        for report in json.loads((run.path / "evaluation.json").read_text()).values():
            assert report["warnings"] == list(run.warnings)
            assert bool(report["warnings"]) == marked


def test_every_metric_stands_beside_its_counterpart(leakage: Leakage) -> None:
    assert {(found.part, found.metric) for found in leakage.comparisons} == {
        (part, metric)
        for part in ("validation", "test")
        for metric in ("auc", REPEATED, SINGLE, "accuracy", "sensitivity", "specificity")
    }
    for found in leakage.comparisons:
        assert found.image.value is not None
        assert found.group.value is not None
        assert found.difference.value == found.image.value - found.group.value
        report = json.loads((leakage.runs["image"].path / "evaluation.json").read_text())
        if found.metric not in (REPEATED, SINGLE):
            assert report[found.part][found.metric]["value"] == found.image.value


@pytest.mark.parametrize("part", ["validation", "test"])
def test_pictures_on_which_nothing_can_leak_stand_apart(
    leakage: Leakage, lesions: Dataset, part: str
) -> None:
    found = {one.metric: one for one in leakage.comparisons if one.part == part}
    lesion_of = lesions.samples.set_index("sample_id")["lesion_id"]
    for side in SIDES:
        predictions = leakage.runs[side].predictions(part)
        assert predictions is not None
        repeated = lesion_of[predictions.sample_id].ne("").to_numpy()
        for metric, chosen in ((REPEATED, repeated), (SINGLE, ~repeated)):
            estimate = getattr(found[metric], side)
            assert estimate.n == chosen.sum() > 0
            assert estimate == roc_auc(
                predictions.is_positive[chosen], predictions.probability[chosen]
            )


def test_where_every_picture_has_another_there_is_nothing_to_set_apart(
    tiny_dataset: Dataset, tmp_path: Path
) -> None:
    dataset = with_lesions(tiny_dataset, tmp_path / "pairs")
    locations = locations_below(tmp_path)
    leakage = compare_leakage(
        tiny_config(dataset.root, {"optimisation.epochs": 1}),
        runs=locations.runs,
        locations=locations,
        on_event=lambda event: None,
    )
    assert not {REPEATED, SINGLE} & {found.metric for found in leakage.comparisons}


def test_where_nothing_can_leak_nothing_is_trained(tiny_dataset: Dataset, tmp_path: Path) -> None:
    locations = locations_below(tmp_path)
    with pytest.raises(DataError, match="can leak") as caught:
        compare_leakage(
            tiny_config(tiny_dataset.root),
            runs=locations.runs,
            locations=locations,
            on_event=lambda event: None,
        )
    assert caught.value.mend
    assert not locations.runs.exists()


def test_it_can_be_stopped_and_keeps_what_there_is(lesions: Dataset, tmp_path: Path) -> None:
    locations, control = locations_below(tmp_path), Control()

    def stop(event: Event) -> None:
        if isinstance(event, EpochEnded):
            control.stop()

    with pytest.raises(Cancelled):
        compare_leakage(
            tiny_config(lesions.root),
            runs=locations.runs,
            locations=locations,
            on_event=stop,
            control=control,
        )
    (folder,) = list_runs(locations.runs)
    assert Run.open(folder).has_model


def test_by_command(lesions: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        *("data", "leakage", str(lesions.root), "--recipe", "small-cnn", "--runs", str(tmp_path)),
        *("--set", "model.image_size=[32,32]", "--set", "optimisation.epochs=1"),
    ]
    assert cli.main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unit"] == "lesion"
    assert found["torn"]["image"] > 0 == found["torn"]["group"]
    assert {path.name for path in tmp_path.iterdir()} == {
        Path(path).name for path in found["runs"].values()
    }


def test_printed(leakage: Leakage, capsys: pytest.CaptureFixture[str]) -> None:
    print_leakage(leakage)
    printed = capsys.readouterr().out
    assert "Split by image" in printed
    assert "Split by lesion" in printed
    assert "0 lesions on both sides" in printed
    assert "auc, pictured more than once" in printed
    assert "several pictures of a lesion" in printed


def test_a_score_by_image_is_never_printed_without_saying_so(
    leakage: Leakage, capsys: pytest.CaptureFixture[str]
) -> None:
    for side, marked in (("image", True), ("group", False)):
        assert cli.main(["evaluate", str(leakage.runs[side].path)]) == 0
        assert ("these scores are inflated" in capsys.readouterr().out) == marked
