"""A config is made to fit its data before anything is trained."""

from __future__ import annotations

from pathlib import Path
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
    assert plan.config.data.fingerprint == lesions.fingerprint


def test_what_counts_as_positive_is_a_class_after_regrouping(lesions: Dataset) -> None:
    changes = {"data.regroup": {"malignant": "melanoma"}, "data.positive": ["malignant"]}
    with pytest.raises(DataError, match="There is no class malignant") as caught:
        plan_of(lesions, changes)
    assert "melanoma" in caught.value.mend


def test_a_class_that_is_not_there_cannot_be_regrouped(lesions: Dataset) -> None:
    with pytest.raises(ConfigError, match=r"data\.regroup names df"):
        plan_of(lesions, {"data.regroup": {"df": "benign"}})
