"""The probabilities of all classes as bars that move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassBars(QWidget):
    """One bar a class, all from 0 to 1; the largest stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = tuple("0123456789")
        self._probabilities: NDArray[np.float64] | None = None
        self.setAccessibleName("Probability of each class")
        self.setMinimumSize(current_sizes().px(180), current_sizes().px(200))
        theme_events().changed.connect(self.update)

    @property
    def probabilities(self) -> NDArray[np.float64] | None:
        """What is shown, shape (n,); None while there is nothing to show."""
        return self._probabilities

    def show_probabilities(self, classes: Sequence[str], probabilities: ArrayLike) -> None:
        """Show probabilities.

        Args:
            classes: Name of each class.
            probabilities: Shape (n,), 0 to 1.
        """
        self._classes = tuple(classes)
        self._probabilities = np.asarray(probabilities, dtype=np.float64)
        best = int(self._probabilities.argmax())
        self.setAccessibleDescription(
            f"{self._classes[best]}: {100 * self._probabilities[best]:.1f} %"
        )
        self.update()

    def clear(self) -> None:
        """Show no probabilities."""
        self._probabilities = None
        self.setAccessibleDescription("Nothing to read yet")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which the bars can be told apart."""
        return QSize(current_sizes().px(320), current_sizes().px(320))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names, bars and numbers."""
        painter, colours, sizes = QPainter(self), current_colours(), current_sizes()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        names = max(metrics.horizontalAdvance(name) for name in self._classes) + sizes.px(8)
        number = metrics.horizontalAdvance("100.0 %") + sizes.px(8)
        row = self.height() / len(self._classes)
        high = min(row * 0.7, sizes.px(22))
        wide = self.width() - names - number
        best = -1 if self._probabilities is None else int(self._probabilities.argmax())
        for place, name in enumerate(self._classes):
            top = place * row
            font = painter.font()
            font.setBold(place == best)
            painter.setFont(font)
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(0, top, names - sizes.px(8), row), int(_RIGHT), name)
            bar = QRectF(names, top + (row - high) / 2, wide, high)
            painter.fillRect(bar, QColor(colours.hover))
            if self._probabilities is None:
                continue
            probability = float(self._probabilities[place])
            bar.setWidth(wide * probability)
            painter.fillRect(bar, QColor(colours.accent if place == best else colours.outline))
            text = QRectF(names + wide + sizes.px(6), top, number, row)
            painter.drawText(text, int(_LEFT), f"{100 * probability:.1f} %")
        painter.end()
