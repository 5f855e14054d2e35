"""The legend of a plot: samples of lines that differ in form as well as in colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.curve_lines import DASHES, DOTS

Form = Literal["thin line", "circles", "squares", "dots"]
_SAMPLE = 26


@dataclass(frozen=True)
class LegendEntry:
    """One curve.

    Attributes:
        text: What it shows.
        token: Its colour: a field of `desktop_app.theme.Colours`.
        form: How it is drawn.
    """

    text: str
    token: str
    form: Form


class Legend(QWidget):
    """Entries side by side, on as many lines as the width needs."""

    def __init__(self, entries: Sequence[LegendEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._placed: dict[float, list[QRectF]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Legend")
        self.show_entries(entries)
        theme_events().changed.connect(self._on_theme_changed)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show other curves; at least one."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.setAccessibleDescription(", ".join(f"{e.text}: {e.form}" for e in entries))
            self._on_theme_changed()

    def sizeHint(self) -> QSize:
        """Return the size of all entries on one line."""
        last = self._places(100_000)[-1]
        return QSize(int(last.right()) + 1, int(last.bottom()))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the widest entry."""
        places = self._places(1)
        return QSize(int(max(place.width() for place in places)), int(places[0].height()))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that a width needs."""
        return int(self._places(width)[-1].bottom())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a sample and the text of each curve."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sample = current_sizes().px(_SAMPLE)
        for entry, place in zip(self._entries, self._places(self.width()), strict=True):
            _paint_sample(painter, entry, QRectF(place.left(), place.top(), sample, place.height()))
            painter.setPen(QColor(current_colours().muted))
            text = place.adjusted(sample + current_sizes().px(6), 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, entry.text)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Look as a style sheet says, on paper as on the screen."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._placed.clear()
        self.updateGeometry()
        self.update()

    @property
    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(current_sizes().type_scale["small"])
        return font

    def _places(self, width: float) -> list[QRectF]:
        """Return where the entries stand; kept, since layouts ask many times a second."""
        if width not in self._placed:
            self._placed[width] = self._place(width)
        return self._placed[width]

    def _place(self, width: float) -> list[QRectF]:
        metrics = QFontMetrics(self._font)
        gap = current_sizes().px(12)
        height = metrics.height() + 2
        left = top = 0.0
        places = []
        for entry in self._entries:
            text = metrics.horizontalAdvance(entry.text) + 2
            wide = current_sizes().px(_SAMPLE + 6) + text
            if left and left + wide > width:
                left, top = 0.0, top + height
            places.append(QRectF(left, top, wide, height))
            left += wide + gap
        return places


def _paint_sample(painter: QPainter, entry: LegendEntry, place: QRectF) -> None:
    colour = QColor(getattr(current_colours(), entry.token))
    middle = place.center()
    pen = QPen(colour, current_sizes().line(1 if entry.form in ("thin line", "dots") else 2))
    if entry.form == "squares":
        pen.setDashPattern(DASHES)
    elif entry.form == "dots":
        pen.setDashPattern(DOTS)
    painter.setPen(pen)
    painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    mark = QRectF(middle.x() - 4, middle.y() - 4, 8, 8)
    if entry.form == "circles":
        painter.drawEllipse(mark)
    elif entry.form == "squares":
        painter.drawRect(mark)
    painter.setBrush(Qt.BrushStyle.NoBrush)
