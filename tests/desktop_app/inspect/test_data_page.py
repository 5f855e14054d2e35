"""What a data set is made of, and the pictures behind every bar of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.inspect.browser import PictureBrowser
from desktop_app.inspect.data_page import DataPage
from desktop_app.inspect.picture_index import index_pictures
from desktop_app.widgets.bar_chart import BarChart
from desktop_app.widgets.colour_chart import ColourChart
from tests.desktop_app.inspect.test_picture_search import four_pictures
from training.data.dataset import Dataset
from training.data.statistics import statistics_of


@pytest.fixture
def page(qtbot: QtBot) -> DataPage:
    page = DataPage()
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def show(page: DataPage, dataset: Dataset, pictures: pd.DataFrame | None = None) -> None:
    page.show_data(statistics_of(dataset, pictures), index_pictures(dataset, pictures))


def chart(page: DataPage, title: str) -> BarChart:
    [found] = [chart for chart in page.charts if chart.accessibleName() == title]
    return found


def about(browser: PictureBrowser) -> str:
    [text] = [label.text() for label in browser.findChildren(QLabel) if " pictures" in label.text()]
    return text


def test_every_bar_shows_its_pictures(page: DataPage) -> None:
    show(page, four_pictures(sex=["male", "female", "male", ""]))
    browser = page.browser
    assert about(browser) == "4 pictures"

    chart(page, "Classes").chosen.emit(1, -1)
    assert about(browser) == "2 of 4 pictures · class: mel"
    chart(page, "Age in years").chosen.emit(8, 0)
    assert about(browser) == "1 of 4 pictures · age 40–44 · class: nv"
    chart(page, "Sex").chosen.emit(0, -1)
    assert about(browser) == "2 of 4 pictures · sex: male"
    chart(page, "Missing values").chosen.emit(1, -1)
    assert about(browser) == "1 of 4 pictures · age: not recorded"

    [everything] = [b for b in browser.findChildren(QPushButton) if b.text() == "Show all"]
    everything.click()
    assert about(browser) == "4 pictures"
    assert not everything.isVisible()


def test_what_is_not_recorded_is_said(qtbot: QtBot, page: DataPage) -> None:
    dataset = four_pictures()
    bare = dataset.samples[["sample_id", "image", "class", "split"]]
    show(page, Dataset(dataset.root, "bare", dataset.classes, frozenset(), bare, (), "", ""))
    said = {
        "This data set does not record age, sex, site or diagnosis type.",
        "The pictures of this data set were not measured.",
    }
    labels = page.findChildren(QLabel)
    qtbot.waitUntil(lambda: said <= {label.text() for label in labels if label.isVisible()})
    assert [chart.accessibleName() for chart in page.charts] == ["Classes"]

    show(page, four_pictures(sex=["male", "female", "male", ""], site=["arm"] * 4))
    said = {"This data set does not record diagnosis type."}
    qtbot.waitUntil(lambda: said <= {label.text() for label in page.findChildren(QLabel)})


def test_sizes_and_colours_are_shown_where_they_were_measured(qtbot: QtBot, page: DataPage) -> None:
    measured = pd.DataFrame(
        {"width": 600, "height": 450, "mean_r": 200, "mean_g": 120, "mean_b": 110},
        index=["a", "b", "c", "d"],
    )
    show(page, four_pictures(), measured)
    chart(page, "Picture size in pixels").chosen.emit(0, 1)
    assert about(page.browser) == "2 of 4 pictures · size: 600 x 450 · class: mel"
    assert not page.grab().isNull()

    [colours] = page.findChildren(ColourChart)
    qtbot.keyClick(colours, Qt.Key.Key_Down)
    qtbot.keyClick(colours, Qt.Key.Key_Return)
    assert about(page.browser) == "2 of 4 pictures · class: mel"


def test_another_data_set_takes_the_place_of_the_last(page: DataPage) -> None:
    show(page, four_pictures())
    chart(page, "Classes").chosen.emit(1, -1)
    show(page, four_pictures(**{"class": ["mel"] * 4}))
    assert chart(page, "Classes").data.totals.tolist() == [0, 4]
    assert about(page.browser) == "4 pictures"


def test_shares_are_shown_where_bars_have_parts(qtbot: QtBot, page: DataPage) -> None:
    show(page, four_pictures(sex=["male", "female", "male", ""]))
    page.scale.set_choice("shares")
    page.scale.chosen.emit("shares")
    assert not page.grab().isNull()
    assert chart(page, "Sex").accessibleDescription().startswith("Chosen: male: 2")


def test_pictures_are_searched_while_somebody_types(qtbot: QtBot, page: DataPage) -> None:
    show(page, four_pictures())
    browser = page.browser
    browser.search.setText("back")
    qtbot.waitUntil(lambda: about(browser) == "2 of 4 pictures")
    browser.filters.boxes["class"].set_choice("=mel")
    browser.filters.boxes["class"].chosen.emit("=mel")
    assert about(browser) == "1 of 4 pictures · class: mel"
    browser.filters.boxes["class"].chosen.emit("any")
    assert about(browser) == "2 of 4 pictures"
    browser.search.setText("nothing")
    qtbot.waitUntil(lambda: about(browser) == "0 of 4 pictures")
    assert browser.wall.accessibleDescription() == "No picture is like that"


def test_files_of_what_is_in_view_are_asked_for_in_the_order_chosen(
    qtbot: QtBot, page: DataPage
) -> None:
    with qtbot.waitSignal(page.thumbnails_wanted) as asked:
        show(page, four_pictures())
    assert [path.name for _, path in asked.args[0]] == ["d.png", "c.png", "b.png", "a.png"]

    page.browser.show_thumbnails({0: np.zeros((2, 2, 3), dtype=np.uint8)})
    page.browser.order.set_choice("By name")
    with qtbot.waitSignal(page.thumbnails_wanted) as asked:
        page.browser.order.chosen.emit("By name")
    assert [path.name for _, path in asked.args[0]] == ["a.png", "b.png", "c.png"]


def test_a_double_click_opens_the_picture_among_those_found(qtbot: QtBot, page: DataPage) -> None:
    show(page, four_pictures(sex=["male", "female", "male", ""]))
    browser = page.browser
    chart(page, "Classes").chosen.emit(1, -1)
    wall = browser.wall
    qtbot.waitUntil(lambda: wall.visualRect(wall.model().index(0, 1)).width() > 20)
    where = wall.visualRect(wall.model().index(0, 1)).center()
    qtbot.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=where)
    with qtbot.waitSignal(browser.pictures_opened) as signal:
        qtbot.mouseDClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=where)
    pictures, place = signal.args
    assert (pictures.count, place) == (2, 1)
    assert pictures.path(place) == Path("root/a.png")
    assert dict(pictures.facts(0)) == {
        "Class": "mel",
        "Part": "train",
        "Age": "44.5",
        "Sex": "female",
        "Site": "upper back",
        "Lesion": "HAM_1",
        "Name": "c",
        "File": "c.png",
    }
    pictures.left_at(0)
    assert wall.currentIndex().column() == 0
