"""A person's groups of classes are there again at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.remembered_groups import NAME, RememberedGroups
from tests.data.runs import locations_below

GROUPS = {"nv": "melanocytic", "mel": "melanocytic", "bkl": "other"}


def test_groups_are_remembered_for_a_data_set_and_its_classes(tmp_path: Path) -> None:
    locations = locations_below(tmp_path)
    RememberedGroups(locations).keep("/data/ham", GROUPS)
    again = RememberedGroups(locations)
    assert again.of("/data/ham", ("bkl", "mel", "nv")) == GROUPS
    assert again.of("/data/other", ("bkl", "mel", "nv")) == {}
    assert again.of("/data/ham", ("mel", "nv")) == {}
    again.keep("/data/ham", {**GROUPS, "bkl": "melanocytic", "nv": "nevus"})
    assert RememberedGroups(locations).of("/data/ham", tuple(GROUPS))["nv"] == "nevus"


@pytest.mark.parametrize(
    "damaged", ["", "[1]", '{"a', '{"[\\"/data/ham\\", \\"nv\\"]": 3}', "\xff"]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damaged: str) -> None:
    locations = locations_below(tmp_path)
    locations.settings.mkdir()
    (locations.settings / NAME).write_text(damaged, encoding="latin-1")
    remembered = RememberedGroups(locations)
    assert remembered.of("/data/ham", ("nv",)) == {}
    remembered.keep("/data/ham", GROUPS)
    assert remembered.of("/data/ham", tuple(GROUPS)) == GROUPS
