"""In the real window: a bar is chosen, and its pictures are there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.inspect.pages import InspectPage
from desktop_app.widgets.wall_model import WallModel
from tests.desktop_app.conftest import WAIT
from training.data.dataset import Dataset


def test_from_the_data_set_to_the_pictures_of_one_class(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.workspace.open_dataset(dataset)
    application.window.show_tab("inspect")
    page = application.inspect.data
    with qtbot.waitSignal(application.inspecting.looking.overview_ready):
        application.inspect.show_page(InspectPage.DATA)
    qtbot.waitUntil(lambda: page.charts[0].isVisible())

    qtbot.keyClick(page.charts[0], Qt.Key.Key_Down)
    qtbot.keyClick(page.charts[0], Qt.Key.Key_Return)

    assert page.browser.wall.count == 24
    said = [label.text() for label in page.browser.findChildren(QLabel)]
    assert "24 of 48 pictures · class: malignant" in said
    model = page.browser.wall.model()
    assert isinstance(model, WallModel)
    qtbot.waitUntil(lambda: not model.without_thumbnail(0, 24))
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def test_a_picture_is_looked_at_closely_and_then_the_next(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.workspace.open_dataset(dataset)
    application.window.show_tab("inspect")
    inspect = application.inspect
    with qtbot.waitSignal(application.inspecting.looking.overview_ready):
        inspect.show_page(InspectPage.DATA)
    wall, viewer = inspect.data.browser.wall, inspect.viewer
    wall.setFocus()
    qtbot.keyClick(wall, Qt.Key.Key_Home)
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: viewer.picture.image is not None)
    first = viewer.windowTitle()
    assert viewer.isVisible()
    assert first == dict(viewer.facts.facts)["File"]

    qtbot.keyClick(viewer.picture, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.windowTitle() != first and viewer.picture.image is not None)
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert wall.currentIndex().column() == 1
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
