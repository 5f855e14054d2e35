"""In the real window: a bar is chosen, and its pictures are there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.widgets.wall_model import WallModel
from training.data.dataset import Dataset


def test_from_the_data_set_to_the_pictures_of_one_class(
    qtbot: QtBot, application: Application, dataset: Dataset
) -> None:
    application.workspace.open_dataset(dataset)
    application.window.show_tab("inspect")
    page = application.inspect.data
    with qtbot.waitSignal(application.looking.overview_ready):
        application.inspect.pages.setCurrentIndex(2)
    qtbot.waitUntil(lambda: page.charts[0].isVisible())

    qtbot.keyClick(page.charts[0], Qt.Key.Key_Down)
    qtbot.keyClick(page.charts[0], Qt.Key.Key_Return)

    assert page.browser.wall.count == 24
    said = [label.text() for label in page.browser.findChildren(QLabel)]
    assert "24 of 48 pictures · class: malignant" in said
    model = page.browser.wall.model()
    assert isinstance(model, WallModel)
    qtbot.waitUntil(lambda: not model.without_thumbnail(0, 24))
    qtbot.waitUntil(lambda: not application.jobs.active)
