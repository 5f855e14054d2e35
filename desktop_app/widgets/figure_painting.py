"""Plots painted for paper: on white, at a size in millimetres, in a chosen font."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPoint,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop_app.theme import PrintSizes, print_look
from desktop_app.widgets.figure_style import FigureStyle

SCREEN_ONLY = "screen_only"
"""Property of widgets within a plot that are not part of its figure: its boxes and buttons."""
_POINTS_PER_INCH = 72.0
_MM_PER_INCH = 25.4
_SVG_UNITS = 100
"""Units of a generated SVG per mm: its size is exact to a hundredth."""
_PDF_DPI = 1200
_FLATTEST, _HIGHEST = 0.5, 1.0
"""Least and greatest height of a figure by itself, as a share of its width."""
_UNBOUNDED = 16_777_215  # QWIDGETSIZE_MAX


@dataclass(frozen=True)
class Figure:
    """A plot that is to leave the window.

    Attributes:
        plot: What is painted.
        style: Width, font and resolution.
        height: In mm; None for what the plot's form asks for.
    """

    plot: QWidget
    style: FigureStyle
    height: float | None = None

    @property
    def size(self) -> QSizeF:
        """Its size in mm."""
        if self.height is not None:
            return QSizeF(self.style.width, self.height)
        with _on_paper(self.plot, self.style):
            return QSizeF(self.style.width, self._natural_height() / self._units)

    def picture(self, dpi: float | None = None) -> QImage:
        """Return it as a picture.

        Args:
            dpi: Pixels an inch; None for those of the style.
        """
        resolution, size = dpi or self.style.dpi, self.size
        pixels = size * (resolution / _MM_PER_INCH)
        picture = QImage(pixels.toSize(), QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        picture.setDotsPerMeterX(round(1000 * resolution / _MM_PER_INCH))
        picture.setDotsPerMeterY(picture.dotsPerMeterX())
        # As on a screen with so many pixels a unit: what paints itself by pixels paints sharp ones.
        picture.setDevicePixelRatio(resolution / _MM_PER_INCH / self._units)
        self._paint(picture, size, 1.0)
        picture.setDevicePixelRatio(1.0)
        return picture

    def png(self) -> bytes:
        """Return it as the content of a PNG file, which says its resolution."""
        buffer = _buffer()
        QImageWriter(buffer, QByteArray(b"png")).write(self.picture())
        return _content(buffer)

    def svg(self) -> bytes:
        """Return it as the content of an SVG file, whose text stays text."""
        buffer, size = _buffer(), self.size
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setTitle(self.plot.accessibleName())
        generator.setResolution(round(_MM_PER_INCH * _SVG_UNITS))
        generator.setSize((size * _SVG_UNITS).toSize())
        generator.setViewBox(QRectF(0, 0, size.width() * self._units, size.height() * self._units))
        self._paint(generator, size, 1.0)
        return _content(buffer)

    def pdf(self) -> bytes:
        """Return it as the content of a PDF file of one page, which holds its font."""
        buffer, size = _buffer(), self.size
        writer = QPdfWriter(buffer)
        writer.setTitle(self.plot.accessibleName())
        writer.setResolution(_PDF_DPI)
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, "Figure", exact))
        writer.setPageMargins(QMarginsF())
        self._paint(writer, size, _PDF_DPI / _MM_PER_INCH / self._units)
        return _content(buffer)

    @property
    def _units(self) -> float:
        """Units of painting per mm: as many as make the smallest type as large as chosen."""
        small = PrintSizes().type_scale["small"]
        return small / self.style.points * _POINTS_PER_INCH / _MM_PER_INCH

    def _natural_height(self) -> float:
        """Return the height that the plot's form asks for, in units of painting."""
        width = int(self.style.width * self._units)
        if self.plot.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            asked = self.plot.heightForWidth(width)
            return asked if asked >= 0 else self.plot.sizeHint().height()
        shown = self.plot.size()  # as it is looked at, within reason
        return width * min(max(shown.height() / max(shown.width(), 1), _FLATTEST), _HIGHEST)

    def _paint(self, device: QPaintDevice, size: QSizeF, scale: float) -> None:
        """Paint it.

        Args:
            device: What it is painted on.
            size: In mm.
            scale: Units of the device per unit of painting.
        """
        within = QSize(int(size.width() * self._units), int(size.height() * self._units))
        with _on_paper(self.plot, self.style, within):
            painter = QPainter(device)
            try:
                painter.scale(scale, scale)
                painter.fillRect(
                    QRectF(0, 0, within.width() + 1, within.height() + 1), Qt.GlobalColor.white
                )
                self.plot.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
            finally:
                painter.end()


@contextmanager
def _on_paper(plot: QWidget, style: FigureStyle, size: QSize | None = None) -> Iterator[None]:
    """Give a plot its look on paper for a while; nothing of that is seen on the screen.

    Args:
        plot: The plot.
        style: The font.
        size: In units of painting; None where it does not matter.
    """
    hidden = [
        child
        for child in plot.findChildren(QWidget)
        if child.property(SCREEN_ONLY) and not child.isHidden()
    ]
    before = plot.geometry(), plot.minimumSize(), plot.maximumSize(), plot.styleSheet()
    focused = QApplication.focusWidget()
    if focused is None or not (focused is plot or plot.isAncestorOf(focused)):
        focused = None
    else:
        focused.clearFocus()  # a ring shows where the keyboard is
    try:
        with print_look() as sizes:
            for child in hidden:
                child.hide()
            plot.setStyleSheet(_style_sheet(style.font_family, sizes))
            if size is not None:
                plot.setMinimumSize(0, 0)
                plot.setMaximumSize(_UNBOUNDED, _UNBOUNDED)
                plot.resize(size)
                _lay_out(plot)
            yield
    finally:
        geometry, least, most, sheet = before
        plot.setStyleSheet(sheet)
        for child in hidden:
            child.show()
        plot.setMinimumSize(least)
        plot.setMaximumSize(most)
        plot.setGeometry(geometry)
        _lay_out(plot)
        if focused is not None:
            focused.setFocus(Qt.FocusReason.OtherFocusReason)


def _lay_out(plot: QWidget) -> None:
    layout = plot.layout()
    if layout is not None:
        layout.invalidate()
        layout.activate()


def _style_sheet(family: str, sizes: PrintSizes) -> str:
    type_scale, name = sizes.type_scale, family.replace('"', "").replace("\\", "")
    return (
        f'* {{ font-family: "{name}"; font-size: {type_scale["small"]}px; color: #000000; '
        "background: transparent; border: none; }"
        f' QLabel[role="heading"] {{ font-size: {type_scale["title"]}px; font-weight: 600; }}'
    )


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _content(buffer: QBuffer) -> bytes:
    content = bytes(buffer.data().data())
    buffer.close()
    return content
