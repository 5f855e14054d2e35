"""A data set can be called what a folder can be called, on every system."""

from __future__ import annotations

import pytest

from training.data.dataset_name import LONGEST, taken_names, usable_name, why_not_name
from training.locations import Locations, current_locations


@pytest.fixture
def locations(home: object) -> Locations:
    return current_locations()


@pytest.mark.parametrize("name", ["HAM10000", "Größe 5, left", "a.b", "x" * LONGEST, "CONtrol"])
def test_names_that_can_be(name: str) -> None:
    assert why_not_name(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Give the data set a name."),
        ("  ", "Give the data set a name."),
        ("../up", "A name cannot contain /"),
        ("C:", "A name cannot contain :"),
        ("two\nlines", "invisible"),
        ("..", "begin or end with a dot"),
        (" a", "begin or end with a dot or a blank"),
        ("a.", "begin or end with a dot"),
        ("x" * (LONGEST + 1), f"{LONGEST} characters; this one has {LONGEST + 1}"),
        ("aux.old", "device on Windows"),
        ("ham10000", "called ham10000 already"),
    ],
)
def test_names_that_cannot_be_say_why(name: str, why: str) -> None:
    assert why in why_not_name(name, taken=["HAM10000"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HAM10000", "HAM10000"),
        ("a/b:c", "a_b_c"),
        (" .hidden. ", "hidden"),
        ("...", "data set"),
        ("nul", "nul_"),
        ("y" * 300, "y" * (LONGEST - 5)),
    ],
)
def test_any_text_gives_a_name_that_can_be(text: str, name: str, locations: Locations) -> None:
    assert usable_name(text, locations.datasets) == name
    assert why_not_name(name) == ""


def test_a_name_that_is_taken_gets_a_number(locations: Locations) -> None:
    assert taken_names(locations.datasets) == frozenset()
    (locations.datasets / "HAM10000").mkdir(parents=True)

    assert taken_names(locations.datasets) == {"HAM10000"}
    assert usable_name("HAM10000", locations.datasets) == "HAM10000-2"
