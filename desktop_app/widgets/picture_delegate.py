"""How one picture of a grid is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.theme import current_colours, current_sizes
from desktop_app.widgets.picture_model import ITEM_ROLE, GridItem

Index = QModelIndex | QPersistentModelIndex
_CHECK = ((-0.45, 0.05), (-0.12, 0.38), (0.48, -0.32))
_CROSS = ((-0.35, -0.35), (0.35, 0.35)), ((-0.35, 0.35), (0.35, -0.35))


class PictureDelegate(QStyledItemDelegate):
    """Paints a thumbnail, its mark and two lines of text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the grid's size."""
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else super().sizeHint(option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        item: GridItem | None = index.data(ITEM_ROLE)
        if item is None:  # a place after the last picture
            return
        thumbnail: QPixmap = index.data(Qt.ItemDataRole.DecorationRole)
        colours, sizes = current_colours(), current_sizes()
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        whole: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tile = QRectF(whole).adjusted(4, 4, -4, -4)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if selected else colours.hover))
            painter.drawRoundedRect(tile, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.focus), current_sizes().line(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), 7, 7)
        line = sizes.px(19)
        room = tile.adjusted(6, 6, -6, -6 - 2 * line - sizes.px(2))
        place = _paint_picture(painter, thumbnail, room, item.border)
        if item.correct is not None:
            _paint_mark(painter, item.correct, place)
        caption = QRectF(room.left(), room.bottom() + sizes.px(2), room.width(), line)
        _paint_line(painter, caption, item.title, colours.text, sizes.px(13), bold=True)
        caption.translate(0, line)
        _paint_line(painter, caption, item.subtitle, colours.muted, sizes.px(12), bold=False)
        painter.restore()


def _paint_picture(
    painter: QPainter, thumbnail: QPixmap, room: QRectF, border: str | None
) -> QRectF:
    """Paint a thumbnail, as large as the room allows, and return where it stands."""
    size = thumbnail.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(room.center())
    rounded = QPainterPath()
    rounded.addRoundedRect(place, 6, 6)
    painter.save()
    painter.setClipPath(rounded)
    painter.drawPixmap(place, thumbnail, QRectF(thumbnail.rect()))
    painter.restore()
    if border:
        painter.setPen(QPen(QColor(border), current_sizes().line(3)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded)
    return place


def _paint_mark(painter: QPainter, correct: bool, place: QRectF) -> None:
    """Paint a tick or a cross on a disc in the picture's upper right corner."""
    colours = current_colours()
    radius = current_sizes().px(11)
    centre = QPointF(place.right() - radius - 5, place.top() + radius + 5)
    painter.setPen(QPen(QColor(colours.surface), current_sizes().line(2)))
    painter.setBrush(QColor(colours.negative if correct else colours.positive))
    painter.drawEllipse(centre, radius, radius)
    pen = QPen(QColor(colours.surface), current_sizes().line(2.4))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for stroke in (_CHECK,) if correct else _CROSS:
        points = [centre + QPointF(x, y) * radius for x, y in stroke]
        painter.drawPolyline(QPolygonF(points))


def _paint_line(
    painter: QPainter, place: QRectF, text: str, colour: str, pixels: int, *, bold: bool
) -> None:
    font = QFont(painter.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    elided = painter.fontMetrics().elidedText(
        text, Qt.TextElideMode.ElideMiddle, int(place.width())
    )
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, elided)
