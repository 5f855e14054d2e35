"""Resources are found wherever the program is installed."""

from __future__ import annotations

import pytest

from resources import resource_path


def test_a_resource_is_found_by_its_name() -> None:
    assert resource_path("icons/lesion.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        resource_path("icons/nothing.svg")
