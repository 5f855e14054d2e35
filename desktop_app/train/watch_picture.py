"""One validation picture, its truth, and how its probability went from epoch to epoch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.icons import pixmap
from desktop_app.widgets.picture_model import thumbnail
from training.evaluation.verdict import percentage

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WatchedPicture(QWidget):
    """A thumbnail; beside it the truth, the probability of that truth, and its course as a line."""

    def __init__(self, sample: str, truth: str, parent: QWidget | None = None) -> None:
        """Make it without a picture and without a course.

        Args:
            sample: Name of the sample.
            truth: Its true label.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._sample = sample
        self._truth = truth
        self._read_as = ""
        self._course: list[tuple[int, float]] = []
        self._thumbnail: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(current_sizes().px(140))
        self.setAccessibleName(f"{sample}, truly {truth}")
        theme_events().changed.connect(self.update)

    @property
    def words(self) -> str:
        """What is shown, in words."""
        if not self._course:
            return f"{self._sample}: truly {self._truth}"
        first, last = self._course[0][1], self._course[-1][1]
        return (
            f"{self._sample}: truly {self._truth}, read as {self._read_as}; probability of "
            f"{self._truth} {percentage(first)} after epoch {self._course[0][0] + 1}, "
            f"{percentage(last)} after epoch {self._course[-1][0] + 1}"
        )

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Show the picture, (height, width, 3), uint8."""
        self._thumbnail = thumbnail(picture)
        self.update()

    def show_course(self, course: Sequence[tuple[int, float]], read_as: str) -> None:
        """Show how the probability of the truth went.

        Args:
            course: Pairs of epoch, from 0, and probability, in order.
            read_as: What the picture is read as now.
        """
        self._course, self._read_as = list(course), read_as
        self.setToolTip(self.words)
        self.setAccessibleDescription(self.words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the picture and two words."""
        return QSize(current_sizes().px(200), current_sizes().px(64))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which the words can be read."""
        return QSize(current_sizes().px(150), current_sizes().px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, words and course."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        gap, height = current_sizes().spacing["close"], self.height()
        side = min(height, self.width() // 2)
        self._paint_picture(painter, QRectF(0, (height - side) / 2, side, side))
        line = self.fontMetrics().height()
        words = QRectF(side + gap, 0, self.width() - side - gap, line)
        self._paint_words(painter, words)
        left = QRectF(words.left(), line + 2, words.width(), max(0.0, height - line - 4))
        if len(self._course) > 1 and left.height() > 8:
            self._paint_course(painter, left)
        painter.end()

    def _paint_picture(self, painter: QPainter, place: QRectF) -> None:
        if self._thumbnail is None:
            painter.fillRect(place, QColor(current_colours().hover))
            return
        size = self._thumbnail.size().scaled(
            place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
        )
        shown = QRectF(QPointF(), size.toSizeF())
        shown.moveCenter(place.center())
        painter.drawPixmap(shown, self._thumbnail, QRectF(self._thumbnail.rect()))

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        colours, metrics = current_colours(), self.fontMetrics()
        side = metrics.ascent()
        if self._course:
            name, colour = self._mark
            mark = pixmap(name, side, colour, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPointF(place.left(), place.center().y() - side / 2), mark)
        text = place.adjusted(side + 4, 0, 0, 0)
        percent = f"{100 * self._course[-1][1]:.0f} %" if self._course else ""
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setPen(QColor(colours.text))
        painter.setFont(bold)
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent)
        painter.setFont(self.font())
        room = int(text.width()) - painter.fontMetrics().horizontalAdvance(percent) - 12
        name = metrics.elidedText(self._truth, Qt.TextElideMode.ElideRight, room)
        painter.drawText(text, _LEFT, name)

    @property
    def _mark(self) -> tuple[str, str]:
        """Icon and colour that say whether it is read right."""
        colours = current_colours()
        right = self._read_as == self._truth
        return ("check", colours.negative) if right else ("cross", colours.positive)

    def _paint_course(self, painter: QPainter, place: QRectF) -> None:
        """Paint the probabilities from 0 (below) to 1, with a line at one half."""
        colours = current_colours()
        place = place.adjusted(2, 2, -3, -2)
        painter.setPen(QPen(QColor(colours.border), current_sizes().line(1)))
        middle = place.center().y()
        painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
        first, last = self._course[0][0], self._course[-1][0]
        points = [
            QPointF(
                place.left() + place.width() * (epoch - first) / (last - first),
                place.bottom() - place.height() * probability,
            )
            for epoch, probability in self._course
        ]
        painter.setPen(QPen(QColor(colours.validation), current_sizes().line(1.6)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(colours.validation))
        painter.drawEllipse(points[-1], 2.5, 2.5)
