"""Icons exist, can be seen, and follow the theme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop_app.colours import DARK, LIGHT
from desktop_app.theme import apply_theme
from desktop_app.widgets.icons import icon, pixmap, set_icon

NAMES = [
    "open",
    "folder",
    "play",
    "stop",
    "picture",
    "chart",
    "lesion",
    "lesson",
    "warning",
    "info",
    "error",
    "check",
    "cross",
    "search",
    "sliders",
    "app",
]


def is_drawn_in(image: QImage, colour: str) -> bool:
    """Return whether the most opaque pixel has a colour, but for rounding."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    seen, wanted = max(pixels, key=QColor.alpha).getRgb(), QColor(colour).getRgb()
    return all(abs(a - b) <= 2 for a, b in zip(seen, wanted, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:
    image = pixmap(name, 24, "#000000").toImage()
    assert any(image.pixelColor(x, y).alpha() > 200 for x in range(24) for y in range(24))


def test_an_unknown_icon_is_an_error_of_ours(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError, match="icons/nothing"):
        icon("nothing")


def test_it_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    picture = pixmap("play", 20, "#000000", ratio=2)
    assert picture.width() == 40
    assert picture.deviceIndependentSize().width() == 20


def test_a_button_keeps_its_icon_in_the_colour_of_the_theme(qapp: QApplication, qtbot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    set_icon(button, "stop")
    assert is_drawn_in(button.icon().pixmap(16).toImage(), LIGHT.text)
    apply_theme(qapp, "dark")
    assert is_drawn_in(button.icon().pixmap(16).toImage(), DARK.text)


def test_a_label_shows_the_last_icon_it_was_given(qapp: QApplication, qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    set_icon(label, "warning", "warning")
    set_icon(label, "stop", "error")
    apply_theme(qapp, "dark")
    assert is_drawn_in(label.pixmap().toImage(), DARK.error)


def test_a_chosen_item_keeps_the_colour_of_its_icon(qapp: QApplication) -> None:
    shown = icon("warning", "#875900")
    images = [shown.pixmap(20, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)]
    assert images[0] == images[1]
