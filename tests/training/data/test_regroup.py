"""Classes are put together, renamed or left out without touching files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.tables import table_dataset
from training.data.dataset import Dataset
from training.data.regroup import regrouped, regroupings
from training.errors import ConfigError

HAM = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


@pytest.fixture
def ham() -> Dataset:
    positive = ["akiec", "bcc", "mel"]
    return table_dataset(Path(), HAM * 3, positive=positive)


def test_nothing_to_change_changes_nothing(ham: Dataset) -> None:
    assert regrouped(ham, {}) is ham


def test_malignant_against_benign(ham: Dataset) -> None:
    found = {choice.name: choice for choice in regroupings(HAM)}["malignant"]
    dataset = regrouped(ham, found.mapping)
    assert dataset.counts() == {"benign": 12, "malignant": 9}
    assert dataset.positive == set(found.positive) == {"malignant"}
    assert dataset.fingerprint == ham.fingerprint
    assert ham.counts() == dict.fromkeys(HAM, 3)


def test_nevus_against_the_rest(ham: Dataset) -> None:
    found = {choice.name: choice for choice in regroupings(HAM)}["nevus"]
    dataset = regrouped(ham, found.mapping)
    assert dataset.counts() == {"nevus": 3, "rest": 18}
    assert dataset.positive == set()
    assert dataset.with_positive(found.positive).positive == {"rest"}


def test_all_classes_stay_by_choice(ham: Dataset) -> None:
    first = regroupings(HAM)[0]
    assert first.title == "All 7 classes"
    assert regrouped(ham, first.mapping) is ham


def test_classes_of_unknown_names_have_no_usual_regrouping() -> None:
    assert [choice.name for choice in regroupings(["0", "1"])] == ["none"]


@pytest.mark.parametrize("classes", [("nevus", "melanoma", "seborrheic_keratosis"), ("NV", "MEL")])
def test_the_names_of_other_data_sets_are_known_too(classes: tuple[str, ...]) -> None:
    assert [choice.name for choice in regroupings(classes)] == ["none", "malignant", "nevus"]


@pytest.mark.parametrize(
    ("classes", "malignant", "nevus"),
    [
        (("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC"), {"MEL", "BCC", "AKIEC"}, {"NV"}),
        (
            ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK"),
            {"MEL", "BCC", "AK", "SCC"},
            {"NV"},
        ),
        (("Melanoma", "Seborrheic_Keratosis", "Nevus"), {"Melanoma"}, {"Nevus"}),
        (
            ("Basal cell carcinoma", "Melanoma, NOS", "actinic keratosis", "melanocytic nevi"),
            {"Basal cell carcinoma", "Melanoma, NOS"},
            {"melanocytic nevi"},
        ),
    ],
)
def test_every_spelling_of_the_public_data_sets_is_known(
    classes: tuple[str, ...], malignant: set[str], nevus: set[str]
) -> None:
    found = {choice.name: choice.mapping for choice in regroupings(classes)}
    unknown = {"UNK"} & set(classes)
    assert {name for name in classes if found["malignant"][name] == "malignant"} == malignant
    assert {name for name in classes if found["nevus"][name] == "nevus"} == nevus
    for mapping in (found["malignant"], found["nevus"]):
        assert set(mapping) == set(classes)
        assert {name for name in classes if mapping[name] == ""} == unknown


def test_what_is_unknown_is_on_neither_side() -> None:
    classes = ("MEL", "NV", "UNK")
    malignant = {choice.name: choice for choice in regroupings(classes)}["malignant"]
    dataset = regrouped(table_dataset(Path(), classes * 2), malignant.mapping)
    assert dataset.counts() == {"benign": 2, "malignant": 2}
    assert "without UNK" in malignant.title
    assert [choice.name for choice in regroupings(("NV", "UNK"))] == ["none"]


def test_a_class_can_be_left_out_and_another_renamed(ham: Dataset) -> None:
    dataset = regrouped(ham, {"df": "", "mel": "Melanoma"})
    assert dataset.classes == ("akiec", "bcc", "bkl", "Melanoma", "nv", "vasc")
    assert len(dataset.samples) == 18
    assert dataset.positive == {"akiec", "bcc", "Melanoma"}
    assert dataset.labels.tolist() == [0, 1, 2, 3, 4, 5] * 3


def test_a_class_can_join_another_that_keeps_its_name(ham: Dataset) -> None:
    assert regrouped(ham, {"akiec": "bkl"}).counts()["bkl"] == 6


def test_a_new_class_of_both_kinds_leaves_open_what_is_positive(ham: Dataset) -> None:
    assert regrouped(ham, {"akiec": "keratosis", "bkl": "keratosis"}).positive == set()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"scc": "malignant"}, "scc, which Table does not have"),
        (dict.fromkeys(HAM, "lesion"), "leaves 1 of the classes"),
        (dict.fromkeys(HAM, ""), "leaves 0 of the classes"),
    ],
)
def test_what_cannot_be_is_said(ham: Dataset, mapping: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        regrouped(ham, mapping)
    assert "data.regroup" in caught.value.message
    assert caught.value.mend
