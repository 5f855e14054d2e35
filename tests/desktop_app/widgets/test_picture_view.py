"""A picture comes by drop, paste or asking to open one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage

from desktop_app.theme import current_colours
from desktop_app.widgets.picture_view import PictureView


@pytest.fixture
def view(qtbot) -> PictureView:
    widget = PictureView()
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.show()
    return widget


def picture(colour: str = "#804020") -> QImage:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(data: QMimeData) -> QDropEvent:
    """Return an event of a drag; Qt has deprecated making its own kind for entering."""
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    return event


def enter(view: PictureView, data: QMimeData) -> bool:
    event = drag(data)
    view.dragEnterEvent(event)
    return event.isAccepted()


def drop(view: PictureView, data: QMimeData) -> None:
    enter(view, data)
    view.dropEvent(drag(data))


def test_files_can_be_dropped(view: PictureView, qtbot, tmp_path: Path) -> None:
    paths = [tmp_path / "a b.jpg", tmp_path / "ü.png"]
    with qtbot.waitSignal(view.files_dropped) as signal:
        drop(view, files(*paths))
    assert signal.args == [paths]


def test_pixels_can_be_dropped(view: PictureView, qtbot) -> None:
    data = QMimeData()
    data.setImageData(picture())
    with qtbot.waitSignal(view.image_pasted) as signal:
        drop(view, data)
    assert signal.args[0].size() == picture().size()


def test_a_drag_of_something_else_is_not_welcome(view: PictureView) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not enter(view, data)


def test_an_address_on_the_web_is_not_downloaded_and_that_is_said(view: PictureView, qtbot) -> None:
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/a.jpg")])
    with qtbot.waitSignal(view.nothing_taken) as signal:
        drop(view, web)
    assert "nothing is downloaded" in signal.args[0]


def test_the_place_lights_up_while_something_is_dragged_over_it(
    view: PictureView, tmp_path: Path
) -> None:
    def middle() -> str:
        return view.grab().toImage().pixelColor(20, 100).name()

    assert middle() == current_colours().surface
    assert enter(view, files(tmp_path / "a.jpg"))
    assert middle() == current_colours().accent_soft
    drop(view, files(tmp_path / "a.jpg"))
    assert middle() == current_colours().surface


def test_pixels_can_be_pasted(view: PictureView, qtbot) -> None:
    QGuiApplication.clipboard().setImage(picture())
    with qtbot.waitSignal(view.image_pasted):
        qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_files_can_be_pasted(view: PictureView, qtbot, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setMimeData(files(tmp_path / "a.jpg"))
    with qtbot.waitSignal(view.files_dropped) as signal:
        view.paste()
    assert signal.args == [[tmp_path / "a.jpg"]]


def test_pasting_text_does_nothing(view: PictureView, qtbot) -> None:
    QGuiApplication.clipboard().setText("hello")
    with qtbot.assertNotEmitted(view.image_pasted), qtbot.assertNotEmitted(view.files_dropped):
        view.paste()


def test_an_empty_view_asks_to_open_by_click_and_enter(view: PictureView, qtbot) -> None:
    with qtbot.waitSignal(view.open_requested):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.open_requested):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_a_click_on_a_picture_asks_for_nothing(view: PictureView, qtbot) -> None:
    view.set_image(picture())
    with qtbot.assertNotEmitted(view.open_requested):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton)


def test_the_picture_is_shown_whole_in_its_proportions(view: PictureView) -> None:
    view.set_image(picture(), "lesion.jpg")
    shown = view.grab().toImage()
    assert shown.pixelColor(150, 100).name() == "#804020"
    assert shown.pixelColor(20, 100).name() == "#804020"
    assert shown.pixelColor(150, 20).name() == current_colours().surface
    assert view.accessibleDescription() == "lesion.jpg, 40 x 20 pixels"


def test_it_invites_again_when_the_picture_is_taken_away(view: PictureView) -> None:
    view.set_image(picture())
    view.set_image(None)
    assert view.image is None
    assert view.accessibleDescription().startswith("Drop pictures or a folder here")
