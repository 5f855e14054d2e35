"""What another data set differs in is named, in words and by how much."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluation.shift import Population, Shift, shifts, standardised_difference


def _population(
    *, seed: int = 1, share: float = 0.2, age: float = 50, width: int = 600, red: float = 200
) -> Population:
    n, rng = 400, np.random.default_rng(seed)
    return Population(
        classes=["mel"] * int(share * n) + ["nv"] * (n - int(share * n)),
        ages=rng.normal(age, 15, n),
        sexes=["female", "male"] * (n // 2),
        sites=["back"] * n,
        sizes=np.tile([float(width), 450.0], (n, 1)),
        colours=rng.normal((red, 150, 140), 20, (n, 3)),
    )


def _told(here: Population) -> dict[str, Shift]:
    return {shift.kind: shift for shift in shifts(_population(seed=2), here)}


def test_the_same_people_do_not_differ() -> None:
    told = _told(_population())
    assert list(told) == ["classes", "age", "sex", "site", "size", "colour"]
    assert not any(shift.notable for shift in told.values())


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("classes", {"share": 0.5}, "mel 20.0 % -> 50.0 %"),
        ("age", {"age": 65}, "years"),
        ("size", {"width": 1024}, "600 x 450 -> 1024 x 450"),
        ("colour", {"red": 150}, "-> 15"),
    ],
)
def test_what_differs_is_named(kind: str, change: dict[str, float], words: str) -> None:
    told = _told(_population(**change))  # type: ignore[arg-type]
    assert [name for name, shift in told.items() if shift.notable] == [kind]
    assert words in told[kind].words


def test_distances_are_those_of_their_sources() -> None:
    assert _told(_population(share=0.5))["classes"].distance == pytest.approx(0.3)
    a, b = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    assert standardised_difference(a, b) == pytest.approx(1.0)
    assert standardised_difference(a, a[:1]) is None
    assert standardised_difference(np.ones(3), np.ones(3)) == 0.0
    assert standardised_difference(np.ones(3), np.full(3, 2.0)) is None


def test_what_is_not_recorded_is_said_to_be() -> None:
    told = _told(Population(classes=["mel", "nv"]))
    assert told["age"].words == "Age: not recorded on both sides."
    assert [name for name, shift in told.items() if shift.distance is None] == [
        "age",
        "sex",
        "site",
        "size",
        "colour",
    ]
