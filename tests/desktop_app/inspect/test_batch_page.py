"""A batch is shown as the model sees it, once somebody looks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.inspect.batch_page import BatchPage
from desktop_app.inspect.view import InspectView
from desktop_app.widgets.picture_grid import PictureGrid
from desktop_app.widgets.picture_model import ITEM_ROLE
from training.preview import BatchPreview


@pytest.fixture
def view(qtbot: QtBot) -> InspectView:
    view = InspectView()
    qtbot.addWidget(view)
    view.show()
    return view


@pytest.fixture
def page(view: InspectView) -> BatchPage:
    view.refresh_batch()
    view.pages.setCurrentIndex(1)
    return view.batch


def batch(number: int, batches: int, part: str = "train") -> BatchPreview:
    return BatchPreview(
        part=part,
        pictures=np.zeros((2, 48, 64, 3), dtype=np.uint8),
        classes=("benign", "malignant"),
        sample_ids=("a/one", "b/two"),
        number=number,
        batches=batches,
    )


def about(page: BatchPage) -> str:
    return page.findChild(QLabel).text()


def button(page: BatchPage, text: str) -> QPushButton:
    [found] = [button for button in page.findChildren(QPushButton) if button.text() == text]
    return found


def test_a_batch_is_asked_for_when_it_is_first_looked_at(qtbot: QtBot, view: InspectView) -> None:
    with qtbot.assertNotEmitted(view.batch_requested):
        view.refresh_batch()
    with qtbot.waitSignal(view.batch_requested) as asked:
        view.pages.setCurrentIndex(1)
    assert asked.args == ["train", 0]

    with qtbot.assertNotEmitted(view.batch_requested):
        view.pages.setCurrentIndex(0)
        view.pages.setCurrentIndex(1)
    with qtbot.waitSignal(view.batch_requested):
        view.refresh_batch()


def test_a_batch_put_off_behind_another_tab_is_asked_for_when_the_tab_is_back(
    qtbot: QtBot, view: InspectView, page: BatchPage
) -> None:
    view.hide()
    with qtbot.assertNotEmitted(view.batch_requested):
        view.refresh_batch()
    with qtbot.waitSignal(view.batch_requested):
        view.show()


def test_pictures_stand_with_their_classes(page: BatchPage) -> None:
    page.show_batch(batch(1, 3))

    model = page.findChild(PictureGrid).model()
    shown = [model.data(model.index(row, 0), ITEM_ROLE) for row in range(model.rowCount())]
    assert [(item.title, item.subtitle, item.key) for item in shown] == [
        ("benign", "one", "a/one"),
        ("malignant", "two", "b/two"),
    ]
    assert about(page) == (
        "Batch 2 of 3, 64 x 48 pixels. Turned and mirrored as in the first epoch."
    )


def test_the_way_goes_on_and_back(qtbot: QtBot, page: BatchPage) -> None:
    page.show_batch(batch(1, 3))

    with qtbot.waitSignal(page.batch_requested) as asked:
        button(page, "Next batch").click()
    assert asked.args == ["train", 2]
    with qtbot.waitSignal(page.batch_requested) as asked:
        button(page, "Previous batch").click()
    assert asked.args == ["train", 1]


def test_another_part_begins_at_its_first_batch(qtbot: QtBot, page: BatchPage) -> None:
    page.show_batch(batch(1, 3))

    with qtbot.waitSignal(page.batch_requested) as asked:
        page.findChild(QComboBox).setCurrentText("Test")
    page.show_batch(batch(0, 1, "test"))

    assert asked.args == ["test", 0]
    assert "Unchanged but for the size." in about(page)
    for text in ("Previous batch", "Next batch"):
        assert not button(page, text).isEnabled()
        assert button(page, text).toolTip() == "This part has only one batch."
