"""A probability on a scale from 0 to 1, with the threshold it is compared to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events

_REACH = 5
"""How far the marker stands out of the bar."""


class ProbabilityBar(QWidget):
    """A bar filled up to the probability; a marker with its value stands at the threshold."""

    def __init__(self, class_name: str = "malignant", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class_name = class_name
        self._probability: float | None = None
        self._threshold = 0.5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setAccessibleName(f"Probability of {class_name}")
        theme_events().changed.connect(self.updateGeometry)
        self.set_values(None, 0.5)

    def set_values(self, probability: float | None, threshold: float) -> None:
        """Show a probability.

        Args:
            probability: 0 to 1; None while there is none.
            threshold: 0 to 1; at or above it the bar is drawn as positive.
        """
        self._probability = probability
        self._threshold = threshold
        self.setAccessibleDescription(f"{self.text()}; threshold {threshold:.3f}")
        self.setToolTip(self.text())
        self.update()

    def text(self) -> str:
        """Return what the bar says, in words."""
        if self._probability is None:
            return "No picture yet"
        above = self._probability >= self._threshold
        side = "at or above the threshold" if above else "below the threshold"
        return f"{100 * self._probability:.1f} % {self._class_name}, {side}"

    def sizeHint(self) -> QSize:
        """Return room for the bar and the marker's label."""
        line = self.fontMetrics().height()
        return QSize(current_sizes().px(320), line + current_sizes().px(16 + 2 * _REACH + 8))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest width at the full height."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar and the marker."""
        sizes = current_sizes()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = sizes.px(_REACH) + 1  # room for the marker at 0 and at 1
        bar = QRectF(inset, sizes.px(_REACH) + 1, self.width() - 2 * inset, sizes.px(16))
        self._paint_bar(painter, bar)
        self._paint_marker(painter, bar, self.fontMetrics().height())
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        colours = current_colours()
        rounded = QPainterPath()
        rounded.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.fillPath(rounded, QColor(colours.hover))
        if self._probability is not None:
            above = self._probability >= self._threshold
            painter.save()
            painter.setClipPath(rounded)
            filled = QRectF(bar.left(), bar.top(), bar.width() * self._probability, bar.height())
            painter.fillRect(filled, QColor(colours.positive if above else colours.negative))
            painter.restore()
        painter.setPen(QPen(QColor(colours.outline), current_sizes().line(1)))
        painter.drawPath(rounded)

    def _paint_marker(self, painter: QPainter, bar: QRectF, line: float) -> None:
        colours, reach = current_colours(), current_sizes().px(_REACH)
        x = bar.left() + bar.width() * self._threshold
        top, bottom = bar.top() - reach, bar.bottom() + reach
        for colour, width in ((colours.surface, 5), (colours.text, 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setBrush(QColor(colours.text))
        painter.setPen(Qt.PenStyle.NoPen)
        tip = [
            QPointF(x, bottom - 2),
            QPointF(x - reach, bottom + 4),
            QPointF(x + reach, bottom + 4),
        ]
        painter.drawPolygon(QPolygonF(tip))
        painter.setPen(QColor(colours.muted))
        label = f"threshold {self._threshold:.3f}"
        wide = self.fontMetrics().horizontalAdvance(label) + 2
        left = min(max(x - wide / 2, 0), self.width() - wide)
        painter.drawText(QRectF(left, bottom + 5, wide, line), Qt.AlignmentFlag.AlignCenter, label)
