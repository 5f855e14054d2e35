"""Pictures are found by name, value and number, and shown in the order asked for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from desktop_app.inspect.picture_index import CLASS_ORDER, NAME_ORDER, PictureIndex, index_pictures
from desktop_app.inspect.picture_search import Between, OneOf, condition_text, find
from training.data.dataset import Dataset


def four_pictures(**changes: list[str]) -> Dataset:
    """Return the pictures d, c, b and a, in this order."""
    columns = {
        "sample_id": ["d", "c", "b", "a"],
        "class": ["nv", "mel", "nv", "mel"],
        "split": ["train", "train", "test", ""],
        "lesion_id": ["HAM_1", "HAM_1", "HAM_2", ""],
        "age": ["40", "44.5", "", "45"],
        "site": ["back", "upper back", "foot", ""],
        **changes,
    }
    samples = pd.DataFrame(columns)
    samples["image"] = samples["sample_id"] + ".png"
    return Dataset(Path("root"), "four", ("nv", "mel"), frozenset(), samples, (), "", "")


@pytest.fixture
def index() -> PictureIndex:
    return index_pictures(four_pictures())


def names(index: PictureIndex, *query: object, **by_name: object) -> str:
    return "".join(index.sample_id[find(index, *query, **by_name)])  # type: ignore[arg-type]


def test_without_a_question_all_come_in_the_order_of_the_table(index: PictureIndex) -> None:
    assert names(index) == "dcba"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("back", "dc"),
        ("BACK upper", "c"),
        ("ham_1", "dc"),
        ("m", "dcba"),
        ("fo", "b"),
        ("test", "b"),
        ("  ", "dcba"),
        ("nothing like that", ""),
        ("(", ""),
        ("ünknown", ""),
    ],
)
def test_all_words_must_occur_somewhere(index: PictureIndex, text: str, found: str) -> None:
    assert names(index, text) == found


def test_conditions_must_all_hold(index: PictureIndex) -> None:
    assert names(index, "", [OneOf("class", "mel")]) == "ca"
    assert names(index, "", [OneOf("class", "mel"), OneOf("part", "train")]) == "c"
    assert names(index, "", [Between("age", 40, 45)]) == "dc"
    assert names(index, "", [OneOf("age", "")]) == "b"
    assert names(index, "", [OneOf("lesion_id", "")]) == "a"
    assert names(index, "", [OneOf("site", "no such site")]) == ""


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (NAME_ORDER, "abcd"),
        (CLASS_ORDER, "dbca"),
        ("Age rising", "dcab"),
        ("Age falling", "acdb"),
    ],
)
def test_orders_put_what_is_not_known_last(index: PictureIndex, order: str, found: str) -> None:
    assert order in index.orders
    assert names(index, order=order) == found


def test_a_name_with_a_line_break_does_not_shift_the_others() -> None:
    index = index_pictures(four_pictures(sample_id=["d", "c\nc", "b", "a"]))
    assert find(index, "foot").tolist() == [2]


def test_measured_pictures_can_be_sorted_by_what_was_measured() -> None:
    measured = pd.DataFrame(
        {"width": [9, 2], "height": 1, "mean_r": [10, 20], "mean_g": [10, 20], "mean_b": [10, 20]},
        index=["a", "b"],
    )
    index = index_pictures(four_pictures(), measured)
    assert names(index, order="Size rising") == "badc"
    assert names(index, order="Brightness falling") == "badc"
    assert names(index, "", [OneOf("size", "9 x 1")]) == "a"
    assert "Sharpness rising" not in index.orders


def test_a_picture_says_all_that_is_known_of_it(index: PictureIndex) -> None:
    assert index.caption(1) == ("mel", "c")
    assert index.details(1).splitlines() == [
        "c",
        "class: mel",
        "part: train",
        "age: 44.5",
        "site: upper back",
        "lesion: HAM_1",
    ]
    assert index.path(1) == Path("root/c.png")


def test_excluded_pictures_are_not_there() -> None:
    index = index_pictures(four_pictures(excluded=["", "duplicate", "", ""]))
    assert names(index) == "dba"


def test_conditions_in_words() -> None:
    assert condition_text(OneOf("lesion_id", "HAM_1")) == "lesion: HAM_1"
    assert condition_text(OneOf("age", "")) == "age: not recorded"
    assert condition_text(Between("age", 40, 45)) == "age 40–44"
