"""A person sees size, licence and citation before anything is downloaded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.data.fetch_page import FetchPage, size_text
from training.data.download.catalogue import COLLECTIONS, Collection, RemoteFile

OWN = Collection("mine", "urls.txt", (RemoteFile("train.zip", ("https://example.org/train.zip",)),))


@pytest.fixture
def page(qtbot: QtBot) -> FetchPage:
    page = FetchPage(COLLECTIONS.values())
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_terms_stand_beside_every_data_set(page: FetchPage) -> None:
    for row, collection in enumerate(COLLECTIONS.values()):
        page.list.setCurrentRow(row)
        assert f"Licence: {collection.licence}" in page.about
        assert f"Cite: {collection.citation}" in page.about
        assert f"Size: {size_text(collection.size)}" in page.about
        assert [row[0] for row in page.files.texts()] == [file.name for file in collection.files]


def test_the_chosen_one_is_told(qtbot: QtBot, page: FetchPage) -> None:
    page.list.setCurrentRow(2)

    with qtbot.waitSignal(page.download_requested) as told:
        qtbot.mouseClick(page.download, Qt.MouseButton.LeftButton)

    assert told.args == [list(COLLECTIONS.values())[2]]


def test_addresses_of_ones_own_are_offered_with_a_word_about_their_licence(
    qtbot: QtBot, page: FetchPage
) -> None:
    with qtbot.waitSignal(page.addresses_requested):
        page.addresses.click()

    page.offer(OWN)

    assert page.collection is OWN
    assert "Licence: not known" in page.about
    assert page.files.texts() == [
        ["train.zip", "size not published", "what it was at first", OWN.files[0].urls[0]]
    ]


def test_a_download_shows_bytes_and_can_be_stopped(qtbot: QtBot, page: FetchPage) -> None:
    page.show_busy("Downloading")
    page.progress.show_progress("part_1.zip", 400_000_000, 2_800_000_000)
    assert page.progress.text == "part_1.zip: 400.0 MB of 2.8 GB"
    assert not page.download.isEnabled()

    with qtbot.waitSignal(page.cancel_requested):
        page.progress.cancel.click()
    page.end_busy()
    page.show_failure("There is no connection.", "Try again later.")

    assert page.download.isEnabled()
    assert page.message.isVisible()
