"""Our own icons, drawn in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop_app.theme import current_colours, current_sizes, theme_events
from resources import resource_path

_PIXELS = (16, 20, 24, 40, 64)


def pixmap(name: str, size: int, colour: str, *, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a square picture.

    Args:
        name: File in `resources/icons` without its suffix: "play".
        size: Device-independent pixels.
        colour: "#rrggbb".
        ratio: Device pixels per device-independent pixel.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon in the theme's text colour, or in another, as the theme is now.

    `set_icon` keeps the icon of a button or an action right when the theme changes.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    colours = current_colours()
    result = QIcon()
    for size in _PIXELS:
        shown = pixmap(name, size, colour or colours.text)
        result.addPixmap(shown)
        result.addPixmap(shown, QIcon.Mode.Selected)  # else Qt tints it
        result.addPixmap(pixmap(name, size, colours.outline), QIcon.Mode.Disabled)
    return result


def set_icon(target: QAbstractButton | QAction | QLabel, name: str, colour: str = "text") -> None:
    """Give an icon to a button, an action or a label, and keep it in the theme's colour.

    Args:
        target: What shows the icon; it holds one icon at a time.
        name: File in `resources/icons` without its suffix.
        colour: A field of `desktop_app.theme.Colours`.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    for child in target.findChildren(
        _ThemedIcon, options=Qt.FindChildOption.FindDirectChildrenOnly
    ):
        child.setParent(None)
        child.deleteLater()
    _ThemedIcon(target, name, colour)


class _ThemedIcon(QObject):
    """Lives in the thing that shows the icon and renews it on every change of theme."""

    def __init__(self, target: QAbstractButton | QAction | QLabel, name: str, colour: str) -> None:
        super().__init__(target)
        self._target = target
        self._name = name
        self._token = colour
        self._on_theme_changed()
        theme_events().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        colour = getattr(current_colours(), self._token)
        if isinstance(self._target, QLabel):
            size = current_sizes().px(self._target.property("icon_size") or 20)
            ratio = self._target.devicePixelRatioF()
            self._target.setPixmap(pixmap(self._name, size, colour, ratio=ratio))
        else:
            self._target.setIcon(icon(self._name, colour))
