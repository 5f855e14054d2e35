"""The pages of Inspect stand in the order in which a person works through them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.view import InspectView


@pytest.fixture
def view(qtbot: QtBot) -> InspectView:
    view = InspectView()
    qtbot.addWidget(view)
    return view


def test_nine_pages_in_the_order_of_the_work(view: InspectView) -> None:
    assert [view.pages.tabText(place) for place in range(view.pages.count())] == [
        "Results",
        "Predictions",
        "Curves",
        "By class",
        "Subgroups",
        "Compare",
        "Other data",
        "Batch",
        "Data",
    ]
    assert view.page is InspectPage.RESULTS


@pytest.mark.parametrize("page", InspectPage)
def test_a_page_is_shown_by_its_name(view: InspectView, page: InspectPage) -> None:
    view.show_page(page)
    assert view.page is page
    assert view.pages.tabText(view.pages.currentIndex()) == page.value
