"""How an open picture is told in a list: what stands in its row, and how that is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.open_pictures import OpenPicture
from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.icons import pixmap
from desktop_app.widgets.picture_model import ITEM_ROLE, GridItem
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage, verdict

Index = QModelIndex | QPersistentModelIndex
Tone = Literal["positive", "negative", "muted", "error"]
MARKS = {True: "▲", False: "○"}
"""A shape for each reading, malignant or not, so that colour is never alone."""
HEIGHT = 52
_UNANSWERED = {
    "waiting": "is being read",
    "failed": "cannot be read",
    "stopped": "not read: stopped",
}


@dataclass(frozen=True)
class Row:
    """What a row says.

    Attributes:
        name: What the picture is called.
        words: Its probability and verdict, or why there is none.
        tone: Field of `Colours` in which that is written.
        warnings: Why the answer may mean nothing, in sentences.
        details: More, for a tool tip.
    """

    name: str
    words: str
    tone: Tone
    warnings: tuple[str, ...] = ()
    details: str = ""

    @property
    def spoken(self) -> str:
        """All of it, a line each."""
        return "\n".join(filter(None, (self.name, self.words, *self.warnings, self.details)))


def row_of(picture: OpenPicture, threshold: float) -> Row:
    """Return what the row of a picture says at a threshold."""
    framed = "cropped" if picture.framing.is_cropped else ""
    if picture.prediction is None:
        tone: Tone = "error" if picture.state == "failed" else "muted"
        return Row(picture.name, _UNANSWERED[picture.state], tone, (), picture.error or framed)
    probability = picture.prediction.probability
    reading = verdict(probability, threshold)
    positive = reading == POSITIVE
    words = f"{MARKS[positive]} {percentage(probability)} {reading}"
    return Row(
        picture.name, words, "positive" if positive else "negative", picture.warnings, framed
    )


class RowDelegate(QStyledItemDelegate):
    """Paints a thumbnail, the name, and what was read, with a mark where there is a warning."""

    def __init__(self, row: Callable[[int], Row], parent: QObject | None = None) -> None:
        """Paint rows.

        Args:
            row: Returns what the row of a picture says, by the picture's key.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._row = row
        self._marks: dict[tuple[int, str, float], QPixmap] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of every row."""
        return QSize(0, current_sizes().px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        item: GridItem | None = index.data(ITEM_ROLE)
        if item is None or not isinstance(item.key, int):
            return
        row = self._row(item.key)
        colours, sizes = current_colours(), current_sizes()
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        tile = QRectF(option.rect).adjusted(2, 1, -2, -1)
        _paint_state(painter, option.state, tile)
        side = tile.height() - sizes.px(8)
        frame = QRectF(tile.left() + sizes.px(6), tile.top() + sizes.px(4), side, side)
        _paint_thumbnail(painter, index.data(Qt.ItemDataRole.DecorationRole), frame)
        text = QRectF(tile)
        text.setLeft(frame.right() + sizes.px(8))
        text.setRight(tile.right() - sizes.px(6))
        half = text.height() / 2
        upper = QRectF(text.left(), text.top() + sizes.px(4), text.width(), half - sizes.px(4))
        lower = QRectF(text.left(), text.top() + half, text.width(), half - sizes.px(4))
        if row.warnings:  # the name gives way, never the verdict
            mark = sizes.px(16)
            drawing = self._mark(mark, colours.warning, painter.device().devicePixelRatio())
            painter.drawPixmap(
                QPointF(upper.right() - mark, upper.center().y() - mark / 2), drawing
            )
            upper.setRight(upper.right() - mark - sizes.px(4))
        _paint_line(painter, upper, row.name, colours.text, bold=False)
        answered = row.tone in ("positive", "negative")
        _paint_line(painter, lower, row.words, getattr(colours, row.tone), bold=answered)
        painter.restore()

    def _mark(self, size: int, colour: str, ratio: float) -> QPixmap:
        """Return the sign of a warning, drawn once."""
        drawn = self._marks.get((size, colour, ratio))
        if drawn is None:
            drawn = pixmap("warning", size, colour, ratio=ratio)
            self._marks[size, colour, ratio] = drawn
        return drawn


def _paint_state(painter: QPainter, state: QStyle.StateFlag, tile: QRectF) -> None:
    colours = current_colours()
    selected = bool(state & QStyle.StateFlag.State_Selected)
    if selected or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
        painter.drawRoundedRect(tile, 6, 6)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(QColor(colours.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 5, 5)


def _paint_thumbnail(painter: QPainter, thumbnail: QPixmap, frame: QRectF) -> None:
    """Paint the middle of a picture, as much as fills a square."""
    side = min(thumbnail.width(), thumbnail.height())
    part = QRectF(0, 0, side, side)
    part.moveCenter(QRectF(thumbnail.rect()).center())
    painter.drawPixmap(frame, thumbnail, part)


def _paint_line(painter: QPainter, place: QRectF, text: str, colour: str, *, bold: bool) -> None:
    font = QFont(painter.font())
    font.setPixelSize(current_sizes().px(13))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    elided = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, left, elided)
