"""What a model that tells classes apart says of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.card import Card
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.verdict import percentage

_NONE = "No answer yet."
_BAR = 10
"""Height of a bar."""


class ClassCard(Card):
    """A bar for each class, the likeliest first; a triangle marks those that count as malignant.

    Attributes:
        bars: The bars.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Classes", parent)
        self.bars = ClassBars()
        about = QLabel(f"▲ counts as {POSITIVE}, ○ as {NEGATIVE}: their sums are the two readings.")
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self.body.addWidget(self.bars)
        self.body.addWidget(about)
        self.body.addStretch(1)


class ClassBars(QWidget):
    """Names, bars and percentages, painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, float, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Probability of each class")
        theme_events().changed.connect(self.updateGeometry)
        self.show_classes({}, ())

    def show_classes(self, classes: Mapping[str, float], positive: Sequence[str]) -> None:
        """Show the probability of each class.

        Args:
            classes: By name; empty where there is no answer.
            positive: Classes that count as positive.
        """
        ordered = sorted(classes.items(), key=lambda item: item[1], reverse=True)
        self._rows = [(name, p, name in positive) for name, p in ordered]
        self.setAccessibleDescription(self.text())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return what the bars say, in words."""
        said = [
            f"{name} {percentage(p)}, {POSITIVE if side else NEGATIVE}"
            for name, p, side in self._rows
        ]
        return "; ".join(said) or _NONE

    def sizeHint(self) -> QSize:
        """Return room for every class."""
        return QSize(current_sizes().px(320), self._line * max(1, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest width at the full height."""
        return QSize(160, self.sizeHint().height())

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + current_sizes().px(8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a row for each class."""
        colours, metrics = current_colours(), self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.text))
        if not self._rows:
            painter.setPen(QColor(colours.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, _NONE)
        middle, gap = Qt.AlignmentFlag.AlignVCenter, current_sizes().px(8)
        number = metrics.horizontalAdvance("100.0 %") + 2
        longest = max(
            (metrics.horizontalAdvance(f"▲ {name}") for name, _, _ in self._rows), default=0
        )
        wide = min(longest + 2, self.width() // 2)
        bar = self.width() - wide - number - 2 * gap
        height = current_sizes().px(_BAR)
        for row, (name, p, side) in enumerate(self._rows):
            top, line = row * self._line, self._line
            label = metrics.elidedText(
                f"{'▲' if side else '○'} {name}", Qt.TextElideMode.ElideRight, wide
            )
            painter.drawText(QRectF(0, top, wide, line), middle, label)
            place = QRectF(wide + gap, top + (line - height) / 2, bar, height)
            painter.fillRect(place, QColor(colours.hover))
            place.setWidth(bar * p)
            painter.fillRect(place, QColor(colours.positive if side else colours.negative))
            painter.drawText(
                QRectF(self.width() - number, top, number, line),
                middle | Qt.AlignmentFlag.AlignRight,
                percentage(p),
            )
        painter.end()
