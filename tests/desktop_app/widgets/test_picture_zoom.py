"""A picture is looked at closely: by wheel, by keys, by dragging."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QWheelEvent
from pytestqt.qtbot import QtBot

from desktop_app.widgets.picture_zoom import STEP, PictureZoom
from desktop_app.widgets.zoom_layout import ZoomLayout

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def zoom(qtbot: QtBot) -> PictureZoom:
    """Return a view of a picture whose left half is red and whose right half is blue."""
    widget = PictureZoom("No picture")
    qtbot.addWidget(widget)
    widget.resize(416, 316)  # with the frame, room for 400 x 300
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill("#0000ff")
    for x in range(400):
        for y in range(600):
            image.setPixel(x, y, 0xFFFF0000)
    widget.set_image(image, "lesion.png")
    widget.show()
    return widget


def colour_at(zoom: PictureZoom, x: int, y: int) -> str:
    return zoom.grab().toImage().pixelColor(x, y).name()


def turn_wheel(zoom: PictureZoom, notches: int, x: int, y: int) -> None:
    place = QPointF(x, y)
    event = QWheelEvent(
        place,
        QPointF(zoom.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    zoom.wheelEvent(event)


def test_the_whole_picture_is_shown_at_first(zoom: PictureZoom) -> None:
    assert zoom.zoom == pytest.approx(0.5)
    assert colour_at(zoom, 190, 20) == "#ff0000"
    assert colour_at(zoom, 230, 290) == "#0000ff"
    assert zoom.accessibleDescription() == "lesion.png, 800 x 600 pixels"


def test_keys_zoom_fit_and_show_the_actual_size(qtbot: QtBot, zoom: PictureZoom) -> None:
    seen: list[float] = []
    zoom.zoomed.connect(lambda factor: seen.append(round(factor, 4)))
    for key in ("Plus", "Minus", "1", "Equal", "0"):
        qtbot.keyClick(zoom, getattr(Qt.Key, f"Key_{key}"))
    assert seen == [0.5 * STEP, 0.5, 1.0, STEP, 0.5]


def test_the_wheel_leaves_what_is_under_the_pointer_where_it_is(zoom: PictureZoom) -> None:
    for _ in range(20):
        turn_wheel(zoom, 1, 100, 150)
    assert zoom.zoom == 16.0
    assert colour_at(zoom, 350, 150) == "#ff0000"  # only what was near the pointer is left
    for _ in range(40):
        turn_wheel(zoom, -1, 100, 150)
    assert zoom.zoom == pytest.approx(0.5)


def test_dragging_moves_the_picture_up_to_its_edges(qtbot: QtBot, zoom: PictureZoom) -> None:
    zoom.show_actual_size()
    assert zoom.cursor().shape() == Qt.CursorShape.OpenHandCursor
    assert colour_at(zoom, 100, 150) == "#ff0000"
    qtbot.mousePress(zoom, LEFT, pos=QPoint(300, 150))
    assert zoom.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseMove(zoom, QPoint(200, 150))
    qtbot.mouseMove(zoom, QPoint(50, 150))
    qtbot.mouseRelease(zoom, LEFT, pos=QPoint(50, 150))
    assert colour_at(zoom, 12, 150) == "#0000ff"
    qtbot.mouseMove(zoom, QPoint(400, 150))  # it was let go
    assert colour_at(zoom, 12, 150) == "#0000ff"


def test_a_picture_that_is_seen_whole_cannot_be_dragged(qtbot: QtBot, zoom: PictureZoom) -> None:
    qtbot.mousePress(zoom, LEFT, pos=QPoint(300, 150))
    qtbot.mouseMove(zoom, QPoint(50, 150))
    qtbot.mouseRelease(zoom, LEFT, pos=QPoint(50, 150))
    assert zoom.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert colour_at(zoom, 190, 150) == "#ff0000"


def test_another_picture_is_seen_whole_again(zoom: PictureZoom) -> None:
    zoom.zoom_by(4)
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill("#00ff00")
    zoom.set_image(image)
    assert zoom.zoom == pytest.approx(3)
    zoom.zoom_by(0.001)
    assert zoom.zoom == pytest.approx(1)  # small ones never get smaller than they are


def test_without_a_picture_it_says_why(qtbot: QtBot, zoom: PictureZoom) -> None:
    zoom.set_image(None)
    assert zoom.accessibleDescription() == "No picture"
    zoom.empty_text = "It cannot be read."
    assert zoom.accessibleDescription() == "It cannot be read."
    qtbot.keyClick(zoom, Qt.Key.Key_Plus)
    turn_wheel(zoom, 1, 100, 100)
    assert not zoom.grab().isNull()


@pytest.mark.parametrize("corner", [(0, 0), (400, 0), (0, 300), (400, 300)])
def test_no_part_of_the_room_is_left_empty(corner: tuple[int, int]) -> None:
    layout = ZoomLayout()
    layout.size, layout.room = QSize(1000, 1000), QRectF(0, 0, 400, 300)
    for factor in (3, 1.7, 0.4):
        layout.zoom_by(factor, QPointF(*corner))
        layout.move_by(QPointF(corner[0] - 200, corner[1] - 150) * 10)
        place = layout.place()
        assert place.height() >= 300
        assert place.top() <= 0.001
        assert place.bottom() >= 299.999
        assert place.center().x() == pytest.approx(200) or place.contains(layout.room.center())


def test_what_is_drawn_over_a_picture_goes_with_it(qtbot: QtBot) -> None:
    zoom = PictureZoom()
    qtbot.addWidget(zoom)
    zoom.resize(200, 200)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill("#804020")
    zoom.set_image(image)
    plain = zoom.grab().toImage()
    over = QImage(8, 6, QImage.Format.Format_ARGB32)
    over.fill("#ff00ff00")
    zoom.set_overlay(over)
    assert zoom.grab().toImage().pixelColor(100, 100).name() == "#00ff00"
    zoom.set_overlay(None)
    assert zoom.grab().toImage() == plain
    zoom.set_overlay(over)
    zoom.set_image(image)
    assert zoom.overlay is None
