"""Histograms of a network's weights, one a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events

_COLUMNS = 2


class HistogramWall(QScrollArea):
    """One small histogram for each layer that trains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Histograms of the weights")
        self.viewport().setAutoFillBackground(False)
        self.histograms: list[Histogram] = []

    def show_histograms(self, histograms: Sequence[dict[str, Any]]) -> None:
        """Show histograms: `layer`, `edges` (bins + 1) and `counts` (bins) of each."""
        page = QWidget()
        page.setAutoFillBackground(False)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(current_sizes().spacing["normal"])
        self.histograms = [
            Histogram(
                str(each["layer"]),
                np.asarray(each["edges"], np.float64),
                np.asarray(each["counts"], np.float64),
            )
            for each in histograms
        ]
        for place, histogram in enumerate(self.histograms):
            grid.addWidget(histogram, place // _COLUMNS, place % _COLUMNS)
        grid.setRowStretch(len(histograms) // _COLUMNS + 1, 1)
        self.setWidget(page)  # the one before is deleted


class Histogram(QWidget):
    """Counts of weights between edges, with the name of their layer and the outer edges."""

    def __init__(
        self,
        layer: str,
        edges: NDArray[np.float64],
        counts: NDArray[np.float64],
        parent: QWidget | None = None,
    ) -> None:
        """Make the histogram.

        Args:
            layer: Name of the layer.
            edges: Edges of the bins, shape (bins + 1,), ascending.
            counts: Weights in each bin, shape (bins,).
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._layer, self._edges, self._counts = layer, edges, counts
        words = f"{layer}: {counts.sum():,.0f} weights from {edges[0]:.3g} to {edges[-1]:.3g}"
        self.setToolTip(words)
        self.setAccessibleName(words)
        theme_events().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for a line of text above and below the bars."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the same: smaller, its bars could not be told apart."""
        return QSize(current_sizes().px(120), current_sizes().px(84))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the name, the outline of the counts, and the outer edges."""
        colours, line = current_colours(), self.fontMetrics().height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.text))
        name = self.fontMetrics().elidedText(
            self._layer, Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.drawText(QRectF(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, name)
        bars = QRectF(1, line + 3, self.width() - 2, self.height() - 2 * line - 6)
        span = (self._edges[-1] - self._edges[0]) or 1.0
        x = bars.left() + bars.width() * (self._edges - self._edges[0]) / span
        y = bars.bottom() - bars.height() * self._counts / (self._counts.max(initial=0) or 1.0)
        outline = [QPointF(x[0], bars.bottom())]
        for left, right, height in zip(x[:-1], x[1:], y, strict=True):
            outline += [QPointF(left, height), QPointF(right, height)]
        outline.append(QPointF(x[-1], bars.bottom()))
        painter.setPen(QPen(QColor(colours.training), current_sizes().line(1)))
        fill = QColor(colours.training)
        fill.setAlphaF(0.35)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(outline))
        below = QRectF(0, bars.bottom() + 3, self.width(), line)
        painter.setPen(QColor(colours.muted))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"{self._edges[0]:.3g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._edges[-1]:.3g}")
        painter.end()
