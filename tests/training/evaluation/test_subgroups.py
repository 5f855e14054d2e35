"""Subgroups are told at the same threshold, with a warning where they are too small."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import recall_score, roc_auc_score

from training.evaluation.intervals import difference
from training.evaluation.subgroups import NOT_RECORDED, age_bands, subgroups
from training.evaluation.thresholds import ThresholdTable

RNG = np.random.default_rng(0)
TRUTH = RNG.random(300) < 0.4
P = (RNG.random(300) + 0.3 * TRUTH) / 1.3
SEX = np.array(["female", "male", ""])[RNG.choice(3, 300, p=[0.5, 0.45, 0.05])].tolist()


def test_each_subgroup_is_read_at_the_same_threshold() -> None:
    told = {group.name: group for group in subgroups(SEX, TRUTH, P, 0.4)}
    assert list(told) == ["female", "male", NOT_RECORDED]
    for name, group in told.items():
        chosen = np.array(SEX) == ("" if name == NOT_RECORDED else name)
        truth, reading = TRUTH[chosen], P[chosen] >= 0.4
        assert (group.n, group.positives) == (chosen.sum(), truth.sum())
        assert group.sensitivity.value == pytest.approx(recall_score(truth, reading), abs=1e-12)
        expected = recall_score(truth, reading, pos_label=False)
        assert group.specificity.value == pytest.approx(expected, abs=1e-12)
        expected = roc_auc_score(truth, P[chosen])
        assert group.auc.value == pytest.approx(expected, abs=1e-12)
        rest = ThresholdTable(TRUTH[~chosen], P[~chosen]).at(0.4)
        assert group.sensitivity_difference == difference(group.sensitivity, rest.sensitivity)
    assert sum(group.n for group in told.values()) == 300


def test_small_numbers_are_warned_of() -> None:
    told = {group.name: group for group in subgroups(SEX, TRUTH, P, 0.4)}
    assert told["female"].warning == ""
    assert told[NOT_RECORDED].warning.startswith("Too few to say anything:")


def test_pictures_of_one_lesion_are_one() -> None:
    everybody = ["all"] * 300
    (alone,) = subgroups(everybody, TRUTH, P, 0.4)
    lesions = np.where(TRUTH, np.arange(300) % 4, 100 + np.arange(300))
    (grouped,) = subgroups(everybody, TRUTH, P, 0.4, lesions)
    assert (alone.groups, alone.warning) == (300, "")
    assert grouped.groups == 4 + int((~TRUTH).sum())
    assert grouped.warning == "Too few to say anything: 4 positive lesions or patients."
    assert grouped.sensitivity == alone.sensitivity


def test_a_subgroup_of_one_side_has_no_area() -> None:
    (only,) = subgroups(["x", "x"], np.array([True, True]), np.array([0.2, 0.9]), 0.5)
    assert (only.auc.value, only.specificity.value, only.sensitivity.value) == (None, None, 0.5)
    assert only.sensitivity_difference.value is None


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("0", "under 30"),
        ("29.9", "under 30"),
        ("30", "30 to 44"),
        ("74", "60 to 74"),
        ("75.0", "75 and over"),
        ("", ""),
        ("unknown", ""),
        ("-5", ""),
        ("nan", ""),
        ("999", ""),
    ],
)
def test_bands_of_age(age: str, band: str) -> None:
    assert age_bands([age]) == [band]


def test_bands_and_numbers_stand_in_their_order() -> None:
    ages = age_bands(["80", "", "35", "10", "62", "50"])
    told = subgroups(ages, np.zeros(6, dtype=np.bool_), np.zeros(6), 0.5)
    assert [group.name for group in told] == [
        "under 30",
        "30 to 44",
        "45 to 59",
        "60 to 74",
        "75 and over",
        NOT_RECORDED,
    ]
    told = subgroups(["10", "9", "back"], np.zeros(3, dtype=np.bool_), np.zeros(3), 0.5)
    assert [group.name for group in told] == ["9", "10", "back"]
    tones = ["light", "", "dark", "very light"]
    told = subgroups(
        tones, np.zeros(4, dtype=np.bool_), np.zeros(4), 0.5, order=("very light", "light", "dark")
    )
    assert [group.name for group in told] == ["very light", "light", "dark", NOT_RECORDED]


def test_no_samples_have_no_subgroups() -> None:
    assert subgroups([], np.zeros(0, dtype=np.bool_), np.zeros(0), 0.5) == ()
