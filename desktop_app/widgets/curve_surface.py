"""Curves on the screen: drawn no more often than need be, with a crosshair over them."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.curve_drawing import Drawing, Span
from desktop_app.widgets.curve_frame import Frame
from desktop_app.widgets.curve_readout import paint_readout, reading_words, readings

REDRAW_SECONDS = 0.2
"""Least time between two redraws for new points: the processor belongs to the training."""
_SHARE = 0.015
"""Most of a processor's time that redraws of a plot for new points may take."""


class CurveSurface(QWidget):
    """Shows a drawing of curves, and the values of all of them at one place.

    New points are drawn at most five times a second, and not at all while it is hidden; what a
    person does is seen at once. The drawing is kept as a picture, so that a moving crosshair paints
    no curve.

    Attributes:
        drawing: What is shown; call `redraw` after changing it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing()
        self._frame: Frame | None = None
        self._picture: QPixmap | None = None
        self._crosshair: float | None = None
        self._pressed: float | None = None
        self._ringed = False
        self._painted = self._cost = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.redraw)
        self.setAccessibleName(name)
        self.setMinimumHeight(80)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme_events().changed.connect(self.redraw)

    @property
    def crosshair(self) -> float | None:
        """Where values are read; None where they are not."""
        return self._crosshair

    def show_crosshair(self, x: float | None) -> None:
        """Read the values at a place; None to read no more."""
        if x != self._crosshair:
            self._crosshair = x
            self.setAccessibleDescription(self.words())
            self.update()

    def show_view(self, view: Span | None) -> None:
        """Show a part of the x axis; None for all of it."""
        if view != self.drawing.view:
            self.drawing.view = view
            self.redraw()

    def words(self) -> str:
        """Return what the crosshair reads, as a sentence; "" where it reads nothing."""
        if self._crosshair is None:
            return ""
        heading = self.drawing.place_words(self._crosshair)
        return reading_words(heading, readings(self.drawing.curves, self._crosshair, self._reach))

    def redraw_soon(self) -> None:
        """Draw what has come, as soon as the last redraw is long enough ago."""
        if self.isVisible() and not self._timer.isActive():
            apart = max(REDRAW_SECONDS, self._cost / _SHARE)
            wait = self._painted + apart - time.monotonic()
            self._timer.start(max(0, round(wait * 1000)))

    @Slot()
    def redraw(self) -> None:
        """Draw anew, now."""
        self._timer.stop()
        self._picture = None
        self.update()

    @property
    def _reach(self) -> float:
        low, high = self.drawing.x_range
        return (high - low) / 50

    # Qt's part

    def sizeHint(self) -> QSize:
        """Return a size at which curves can be read."""
        return QSize(current_sizes().px(420), current_sizes().px(180))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while the canvas was hidden."""
        super().showEvent(event)
        self.redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw no more."""
        super().hideEvent(event)
        self._timer.stop()
        self.show_crosshair(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew."""
        super().resizeEvent(event)
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:
        """Look as a style sheet says, on paper as on the screen."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.redraw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the kept picture of the curves, and over it what a person points at."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(current_sizes().type_scale["small"])
        painter.setFont(font)
        if self._is_screen(painter):
            if self._picture is None:
                self._keep_picture(font)
            if self._picture is not None:
                painter.drawPixmap(0, 0, self._picture)
        else:  # what leaves the window is made of lines, as sharp as can be
            self._frame = self.drawing.paint(painter, QRectF(self.rect()))
        self._paint_pointer(painter)
        painter.end()

    def _is_screen(self, painter: QPainter) -> bool:
        engine = painter.paintEngine()
        return (
            engine.type() == QPaintEngine.Type.Raster
            and engine.paintDevice().devicePixelRatio() == self.devicePixelRatioF()
        )

    def _keep_picture(self, font: QFont) -> None:
        began = time.thread_time()  # on the wall, others' work would count as well
        picture = QPixmap(self.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(picture)
        painter.setFont(font)
        self._frame = self.drawing.paint(painter, QRectF(self.rect()))
        painter.end()
        self._picture = picture
        self._painted = time.monotonic()
        self._cost = time.thread_time() - began

    def _paint_pointer(self, painter: QPainter) -> None:
        frame, colours = self._frame, current_colours()
        if frame is not None and self._crosshair is not None:
            at = self._crosshair
            if self._pressed is not None:
                ends = sorted((frame.x.pixels(self._pressed), frame.x.pixels(at)))
                band = QColor(colours.accent)
                band.setAlpha(50)
                place = QRectF(ends[0], frame.inner.top(), ends[1] - ends[0], frame.inner.height())
                painter.fillRect(place, band)
            read = readings(self.drawing.curves, at, self._reach)
            paint_readout(painter, frame, at, self.drawing.place_words(at), read)
        if self._ringed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(QColor(colours.focus), current_sizes().line(2)))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
