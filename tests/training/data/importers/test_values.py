"""One spelling for one thing."""

from __future__ import annotations

import pandas as pd
import pytest

from training.data.importers.values import cleaned, part_in_name, part_of


def values(role: str, *texts: str) -> list[str]:
    return list(cleaned(pd.Series(texts, dtype=str), role, "t.csv")[0])


def test_what_is_not_recorded_is_blank_and_counted() -> None:
    texts = ["back", "unknown", "NaN", "", "N/A", "null", "Unknown"]
    column, problems = cleaned(pd.Series(texts, dtype=str), "site", "t.csv")
    assert list(column) == ["back", "", "", "", "", "", ""]
    assert [(p.file, p.message) for p in problems] == [
        ("t.csv", "site: not recorded in 6 of 7 rows.")
    ]


def test_ages_are_plain_numbers() -> None:
    assert values("age", "80.0", " 45 ", "0,5", "-3", "300") == ["80", "45", "0.5", "-3", "300"]
    column, problems = cleaned(pd.Series(["45", "old", "85+"]), "age", "t.csv")
    assert list(column) == ["45", "", ""]
    assert "2 values are no number, such as 'old'" in problems[0].message


def test_spellings() -> None:
    assert values("sex", "Male", "f", "W", "other") == ["male", "female", "female", "other"]
    assert values("site", "Head / Neck", "head and  neck", "Lower Extremities") == [
        "head/neck",
        "head/neck",
        "lower extremity",
    ]
    assert values("skin_type", "III", "Type 2", "4.0", "fair") == ["3", "2", "4", "fair"]
    assert values("lesion_id", "HAM_1", "unknown") == ["HAM_1", ""]


@pytest.mark.parametrize(
    ("text", "part"),
    [("Train", "train"), ("val", "validation"), ("TEST", "test"), ("nan", ""), ("fold 1", None)],
)
def test_words_for_parts(text: str, part: str | None) -> None:
    assert part_of(text) == part


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("ISIC_2019_Training_Input", "train"),
        ("ISIC-2017_Test_v2_Part3_GroundTruth.csv", "test"),
        ("ISIC2018_Task3_Validation_GroundTruth.csv", "validation"),
        ("HAM10000_metadata", ""),
        ("contest", ""),
        ("train and test", ""),
    ],
)
def test_parts_in_names(name: str, part: str) -> None:
    assert part_in_name(name) == part
