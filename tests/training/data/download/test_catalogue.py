"""What can be got by name is described in full, and plausibly."""

from __future__ import annotations

import re

import pytest

from training.data.download.catalogue import COLLECTIONS, Collection, RemoteFile, get_collection
from training.data.download.urls import safe_name
from training.data.importers import LAYOUTS
from training.errors import DataError

ALL = [pytest.param(collection, id=name) for name, collection in COLLECTIONS.items()]


@pytest.mark.parametrize("collection", ALL)
def test_a_collection_says_all_that_people_must_know(collection: Collection) -> None:
    assert collection.licence
    assert re.search(r"doi:|arXiv:", collection.citation)
    assert collection.homepage.startswith("http")
    assert collection.title
    assert collection.layout in LAYOUTS


@pytest.mark.parametrize("collection", ALL)
def test_its_files_have_names_addresses_and_checksums_of_the_right_form(
    collection: Collection,
) -> None:
    names = [file.name for file in collection.files]
    assert len({name.casefold() for name in names}) == len(names)
    for file in collection.files:
        assert safe_name(f"https://x/{file.name}") == file.name
        assert file.urls
        assert file.urls[0].startswith("https://")
        assert all(url.startswith("https://") for url in file.urls) or file.checksum
        if file.checksum:
            assert re.fullmatch("md5:[0-9a-f]{32}|sha256:[0-9a-f]{64}", file.checksum)
            assert file.size


def test_the_size_in_all_is_known_where_the_large_files_are() -> None:
    sizes = {name: collection.size for name, collection in COLLECTIONS.items()}
    assert sizes["mnist"] == 11_594_722
    assert sizes["isic2016"] is None
    assert 2.7e9 < (sizes["ham10000"] or 0) < 2.8e9
    tables = (RemoteFile("a.zip", ("https://x",), 5), RemoteFile("a.csv", ("https://x",)))
    assert Collection("x", "", tables).size == 5


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert get_collection("ham10000").title.startswith("HAM10000")
    with pytest.raises(DataError, match="ham1000'") as error:
        get_collection("ham1000")
    assert "fashion_mnist" in error.value.mend
