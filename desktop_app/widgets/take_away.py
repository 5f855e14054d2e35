"""Plots leave the window: as PNG, SVG or PDF, and by the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from training.errors import LesionLabError
from training.files import replace_atomically

FORMATS = ("PNG", "SVG", "PDF")
_SHARPNESS = 3
"""Pixels of a saved or copied PNG per pixel on the screen."""


def picture_of(widget: QWidget) -> QImage:
    """Return a widget as a picture, three times as sharp as on the screen."""
    picture = QImage(widget.size() * _SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(_SHARPNESS)
    picture.fill(widget.palette().base().color())
    _paint(widget, picture)
    return picture


def save_widget(widget: QWidget, path: Path) -> None:
    """Save a widget in the format that the suffix names: .png, .svg or .pdf.

    Raises:
        LesionLabError: The suffix is another, or the file cannot be written.
    """
    writers = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    if path.suffix.lower() not in writers:
        raise LesionLabError(
            f"{path.name}: a picture is saved as {', '.join(writers)}.",
            mend="Choose a name that ends so.",
        )
    content = writers[path.suffix.lower()](widget)
    try:
        replace_atomically(path, lambda temporary: _write(temporary, content))
    except OSError as error:
        raise LesionLabError(
            f"{path} cannot be written: {error.strerror or error}.", mend="Choose another folder."
        ) from error


def copy_widget(widget: QWidget) -> None:
    """Put a widget on the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(picture_of(widget))


class TakeAwayMenu(QMenu):
    """The right-click menu of a plot: copy it, or save it as PNG, SVG or PDF."""

    def __init__(self, widget: QWidget, name: str) -> None:
        """Make the menu.

        Args:
            widget: The plot; the menu's parent.
            name: Suggested name of the file, without suffix.
        """
        super().__init__(widget)
        self._widget = widget
        self._name = name
        self.addAction("Copy picture", self._on_copy_triggered)
        for file_format in FORMATS:
            action = QAction(f"Save as {file_format}…", self)
            action.setData(f".{file_format.lower()}")
            action.triggered.connect(self._on_save_triggered)
            self.addAction(action)

    def _on_copy_triggered(self) -> None:
        copy_widget(self._widget)

    def _on_save_triggered(self) -> None:
        action = self.sender()
        suffix = str(action.data()) if isinstance(action, QAction) else ".png"
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget, "Save picture", self._name + suffix, f"Picture (*{suffix})"
        )
        if not chosen:
            return
        try:
            save_widget(self._widget, Path(chosen).with_suffix(suffix))
        except LesionLabError as error:
            QMessageBox.warning(self._widget, "Not saved", str(error))


def show_take_away_menu(widget: QWidget, title: str, position: QPoint) -> None:
    """Show the right-click menu of a plot.

    Args:
        widget: The plot.
        title: What it shows, from which the suggested name of a file is made.
        position: Where to show the menu, on the screen.
    """
    menu = TakeAwayMenu(widget, title.lower().replace(" ", "-"))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(position)


def _png(widget: QWidget) -> bytes:
    buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"png")).write(picture_of(widget))
    return _content(buffer)


def _svg(widget: QWidget) -> bytes:
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    _paint(widget, generator)
    return _content(buffer)


def _pdf(widget: QWidget) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(widget.accessibleName())
    writer.setResolution(72)  # one point a pixel
    writer.setPageSize(QPageSize(QSizeF(widget.size()), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    _paint(widget, writer)
    return _content(buffer)


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    painter = QPainter(device)
    try:
        widget.render(painter, QPoint(0, 0))
    finally:
        painter.end()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _content(buffer: QBuffer) -> bytes:
    content = bytes(buffer.data().data())
    buffer.close()
    return content


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
