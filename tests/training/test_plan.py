"""A config is made to fit its data before anything is trained."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.data.lesions import with_lesions
from tests.data.runs import locations_below, tiny_config
from training.data.dataset import Dataset
from training.data.groups import LINKS
from training.errors import ConfigError, DataError
from training.plan import Plan, make_plan


def plan_of(dataset: Dataset, changes: dict[str, Any] | None = None) -> Plan:
    return make_plan(tiny_config(dataset.root, changes), locations_below(dataset.root))


@pytest.fixture
def lesions(tiny_dataset: Dataset, tmp_path: Path) -> Dataset:
    return with_lesions(tiny_dataset, tmp_path)


def test_pictures_of_one_lesion_stay_together(lesions: Dataset) -> None:
    plan = plan_of(lesions)
    assert plan.leaks == plan.run_dataset.split_leaks == 0
    parts = plan.table.merge(lesions.samples[["sample_id", "lesion_id"]]).groupby("lesion_id")
    assert all(len(set(part)) == 1 for _, part in parts["split"])


def test_a_split_by_image_counts_the_lesions_that_it_tears_apart(lesions: Dataset) -> None:
    plan = plan_of(lesions, {"split.by": "image"})
    torn = sum(
        len(set(parts)) > 1
        for _, parts in plan.table.assign(lesion=lesions.samples["lesion_id"]).groupby("lesion")[
            "split"
        ]
    )
    assert plan.leaks == plan.run_dataset.split_leaks == torn > 0


def test_pictures_that_look_alike_stay_together(lesions: Dataset) -> None:
    names = lesions.samples["sample_id"]
    links = [f"{names[0]},{name}" for name in names[2:10:2]]
    (lesions.root / LINKS).write_text("\n".join(["sample_id_a,sample_id_b", *links]))
    assert len(set(plan_of(lesions).table["split"][:10])) == 1


def test_what_is_excluded_is_left_out(tiny_dataset: Dataset, tmp_path: Path) -> None:
    excluded = ["blurred", *[""] * 46, "blurred"]
    plan = plan_of(with_lesions(tiny_dataset, tmp_path, excluded=excluded))
    assert sum(plan.sizes.values()) == len(plan.table) == 46


def test_the_classes_are_those_after_regrouping(lesions: Dataset) -> None:
    plan = plan_of(lesions, {"data.regroup": {"benign": "naevus", "malignant": "melanoma"}})
    assert plan.run_dataset.classes == ("melanoma", "naevus")
    assert plan.config.data.positive == ("melanoma",)
    assert set(plan.table["class"]) == {"melanoma", "naevus"}
    assert plan.config.data.fingerprint == plan_of(lesions).config.data.fingerprint


def test_what_counts_as_positive_is_a_class_after_regrouping(lesions: Dataset) -> None:
    changes = {"data.regroup": {"malignant": "melanoma"}, "data.positive": ["malignant"]}
    with pytest.raises(DataError, match="There is no class malignant") as caught:
        plan_of(lesions, changes)
    assert "melanoma" in caught.value.mend


def test_a_class_that_is_not_there_cannot_be_regrouped(lesions: Dataset) -> None:
    with pytest.raises(ConfigError, match=r"data\.regroup names df"):
        plan_of(lesions, {"data.regroup": {"df": "benign"}})


def test_a_config_notices_that_other_pictures_belong_together(lesions: Dataset) -> None:
    pinned = {"data.fingerprint": plan_of(lesions).config.data.fingerprint}
    assert plan_of(lesions, pinned).leaks == 0
    names = lesions.samples["sample_id"]
    (lesions.root / LINKS).write_text(f"sample_id_a,sample_id_b\n{names[1]},{names[2]}\n")
    with pytest.raises(DataError, match="other pictures belong together") as caught:
        plan_of(lesions, pinned)
    assert "data.fingerprint" in caught.value.mend
    assert plan_of(lesions, pinned | {"split.by": "image"}).leaks > 0


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("lesion_id", "another", "other pictures belong together"),
        ("patient_id", "the same", "other pictures belong together"),
        ("class", "malignant", "not the one"),
    ],
)
def test_a_config_notices_what_was_changed_by_hand(
    lesions: Dataset, column: str, value: str, words: str
) -> None:
    pinned = {"data.fingerprint": plan_of(lesions).config.data.fingerprint}
    samples = lesions.samples.copy()
    if column not in samples.columns:
        samples[column] = ""
    samples.loc[samples.index[[0, 5]], column] = value
    replace(lesions, samples=samples).save()
    with pytest.raises(DataError, match=words):
        plan_of(lesions, pinned)


def test_a_config_of_an_earlier_version_still_names_its_data_set(lesions: Dataset) -> None:
    assert plan_of(lesions, {"data.fingerprint": lesions.fingerprint}).leaks == 0


def test_a_class_with_too_few_lesions_for_the_parts_is_named(lesions: Dataset) -> None:
    samples = lesions.samples.copy()
    samples.loc[samples["class"] == "malignant", "lesion_id"] = [
        f"m{number % 2}" for number in range((samples["class"] == "malignant").sum())
    ]
    replace(lesions, samples=samples).save()
    with pytest.raises(DataError, match=r"Class malignant has 2 lesions .* at least 3") as caught:
        plan_of(lesions)
    assert "data.regroup" in caught.value.mend


def test_a_seven_class_recipe_is_not_for_two_classes(lesions: Dataset) -> None:
    changes = {"recipe": "lesion-seven", "data.target": "classes"}
    with pytest.raises(ConfigError, match="lesion-seven tells many classes apart"):
        plan_of(lesions, changes)


def test_a_plan_says_what_is_doubtful(lesions: Dataset) -> None:
    plan = plan_of(lesions, {"optimisation.batch_size": 64})
    assert any("optimisation.batch_size = 64" in warning for warning in plan.warnings)
    assert any("in the test part" in warning for warning in plan.warnings)


def test_a_plan_looks_at_disk_and_memory(lesions: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(lesions.root)._replace(free=1000)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: full)
        with pytest.raises(DataError, match="GB are free"):
            plan_of(lesions)
    small = SimpleNamespace(total=10**6, available=10**6)
    monkeypatch.setattr("psutil.virtual_memory", lambda: small)
    monkeypatch.setattr("training.environment.devices", lambda: ["CPU"])
    with pytest.raises(ConfigError, match=r"optimisation\.batch_size = 8 at 32 x 32 px"):
        plan_of(lesions)
