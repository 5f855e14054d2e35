"""The window of the guide, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.help.window import GuideWindow


@pytest.fixture
def guide(qtbot: QtBot) -> GuideWindow:
    window = GuideWindow()
    qtbot.addWidget(window)
    window.show_page("start")
    window.show()
    return window


def titles(guide: GuideWindow) -> list[str]:
    return [guide.list.item(row).text().split("\n")[0] for row in range(guide.list.count())]


def test_all_pages_are_listed_and_the_shown_one_is_marked(guide: GuideWindow) -> None:
    assert titles(guide)[0] == "Begin here"
    assert len(titles(guide)) >= 20
    assert guide.list.currentRow() == 0
    assert "Begin here" in guide.browser.toPlainText()


def test_a_search_lists_pages_with_a_line_and_enter_opens_the_best(guide: GuideWindow) -> None:
    QTest.keyClicks(guide.search, "coverage")
    assert 0 < guide.list.count() < 10
    assert all("\n" in guide.list.item(row).text() for row in range(guide.list.count()))
    assert guide.count.text().endswith("pages")

    QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert guide.name == "sets"

    guide.search.setFocus()
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert guide.search.text() == ""
    assert len(titles(guide)) >= 20
    assert guide.list.currentItem().text() == "Sets of classes"


def test_the_list_is_reached_and_opened_by_keyboard(guide: GuideWindow) -> None:
    QTest.keyClicks(guide.search, "leakage")
    guide.activateWindow()
    guide.search.setFocus()
    QTest.keyClick(guide.search, Qt.Key.Key_Down)
    guide.list.itemActivated.emit(guide.list.currentItem())

    assert guide.name == "leakage"


def test_nothing_found_is_said(guide: GuideWindow) -> None:
    QTest.keyClicks(guide.search, "zzzz")

    assert guide.list.count() == 0
    assert "Nothing found" in guide.count.text()


def test_links_lead_on_and_back_returns(guide: GuideWindow) -> None:
    assert not guide.back.isEnabled()
    guide.browser.anchorClicked.emit(QUrl("threshold.md"))
    guide.browser.anchorClicked.emit(QUrl("predict.md"))
    assert guide.name == "predict"

    guide.back.click()
    assert guide.name == "threshold"
    guide.back.click()
    assert guide.name == "start"
    assert not guide.back.isEnabled()


def test_an_address_outside_is_left_to_the_browser(
    guide: GuideWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    guide.browser.anchorClicked.emit(QUrl("https://example.org/x"))

    assert opened == ["https://example.org/x"]
    assert guide.name == "start"


def test_a_page_that_is_not_there_is_refused_and_the_old_one_stays(guide: GuideWindow) -> None:
    with pytest.raises(KeyError):
        guide.show_page("nothing")

    assert guide.name == "start"
