"""A network as layers of neurons, with the arithmetic of its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events

_SHOWN = 9
"""Neurons that are drawn of a layer."""


@dataclass(frozen=True)
class DrawnLayer:
    """A layer with parameters.

    Attributes:
        title: What it is: "512 neurons".
        words: The arithmetic of its parameters.
        parameters: How many.
    """

    title: str
    words: str
    parameters: int


class LayerDiagram(QWidget):
    """The input at the left, then each layer; a line stands for weights, not for one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._input = ""
        self._layers: tuple[DrawnLayer, ...] = ()
        self.setAccessibleName("Network")
        self.setMinimumHeight(current_sizes().px(220))
        theme_events().changed.connect(self.update)

    @property
    def layers(self) -> tuple[DrawnLayer, ...]:
        """What is shown."""
        return self._layers

    def show_layers(self, inputs: str, layers: Sequence[DrawnLayer]) -> None:
        """Show a network.

        Args:
            inputs: What goes in: "784 pixels".
            layers: Its layers that have parameters, in order.
        """
        self._input, self._layers = inputs, tuple(layers)
        said = "; ".join(f"{layer.title}: {layer.words}" for layer in layers)
        self.setAccessibleDescription(f"{inputs}; {said}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which layers can be told apart."""
        return QSize(current_sizes().px(560), current_sizes().px(260))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint neurons, lines between them, and names."""
        painter, colours, sizes = QPainter(self), current_colours(), current_sizes()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._layers:
            painter.setPen(QColor(colours.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No network yet")
            return
        titles = [self._input, *(layer.title for layer in self._layers)]
        line = painter.fontMetrics().height()
        wide = self.width() / len(titles)
        places = [self._neurons(place, wide, line, title) for place, title in enumerate(titles)]
        pen = QColor(colours.outline)
        pen.setAlpha(70)
        painter.setPen(QPen(pen, 1))
        for left, right in pairwise(places):
            for one in left:
                for other in right:
                    painter.drawLine(QLineF(one, other))
        radius = sizes.px(6)
        painter.setPen(QPen(QColor(colours.surface), 1))
        for place, neurons in enumerate(places):
            painter.setBrush(QColor(colours.outline if place == 0 else colours.accent))
            for neuron in neurons:
                painter.drawEllipse(neuron, radius, radius)
        painter.setPen(QColor(colours.text))
        for place, title in enumerate(titles):
            room = QRectF(place * wide, self.height() - 2.2 * line, wide, 2.2 * line)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), title)
        painter.end()

    def _neurons(self, place: int, wide: float, line: int, title: str) -> list[QPointF]:
        """Return where the neurons of a layer are drawn; a few stand for many."""
        digits = "".join(character for character in title.split(" ")[0] if character.isdigit())
        count = min(int(digits or 1), _SHOWN)
        high = self.height() - 2.6 * line
        step = high / _SHOWN
        x, first = (place + 0.5) * wide, high / 2 - (count - 1) * step / 2 + line * 0.2
        return [QPointF(x, first + number * step) for number in range(count)]
