"""A sheet of pictures in rows and columns, each below its title, all seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.painted_plot import PaintedPlot, Place

_CENTRE = Qt.AlignmentFlag.AlignCenter
_GAP = 6


@dataclass(frozen=True, eq=False)
class SheetPicture:
    """One picture of a sheet.

    Attributes:
        image: The picture.
        title: What stands above it.
        words: What a tool tip and a screen reader say.
    """

    image: QImage
    title: str
    words: str


class PictureSheet(PaintedPlot):
    """Pictures as large as they all fit, in the columns that are asked for.

    Signals:
        chosen: Row and column of a picture.
    """

    def __init__(self, name: str, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._pictures: tuple[SheetPicture, ...] = ()
        self._columns = 1
        self._empty_text = empty_text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_events().changed.connect(self.update)
        self._describe()

    @property
    def pictures(self) -> tuple[SheetPicture, ...]:
        """What is shown."""
        return self._pictures

    @property
    def columns(self) -> int:
        """Into how many columns it is laid."""
        return self._columns

    def set_pictures(self, pictures: Sequence[SheetPicture], rows: int, columns: int) -> None:
        """Show other pictures.

        Args:
            pictures: At most `rows * columns`; the places of fewer stay empty.
            rows: How many rows there is room for.
            columns: How many columns.

        Raises:
            ValueError: There are more pictures than places.
        """
        if len(pictures) > rows * columns:
            raise ValueError(f"{len(pictures)} pictures, but {rows} x {columns} places.")
        self._pictures, self._rows, self._columns = tuple(pictures), rows, columns
        self._current = (0, 0)
        self._describe()
        self.update()

    def text_at(self, point: QPoint) -> str:
        """Return what the picture at a point is; "" elsewhere."""
        place = self._place_at(QPointF(point)) if self._pictures else None
        return "" if place is None else self._picture(place).words

    def sizeHint(self) -> QSize:
        """Return a size at which pictures can be told apart."""
        return QSize(current_sizes().px(420), current_sizes().px(420))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures with their titles, or why there are none."""
        painter, colours = QPainter(self), current_colours()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = QFont(self.font())
        font.setPixelSize(current_sizes().type_scale["small"])
        painter.setFont(font)
        if not self._pictures:
            painter.setPen(QColor(colours.muted))
            wrapped = _CENTRE | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), wrapped, self._empty_text)
        for number, picture in enumerate(self._pictures):
            place = divmod(number, self._columns)
            title, image = self._title_and_image(place)
            painter.drawImage(image, picture.image)
            painter.setPen(QColor(colours.text))
            right = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(picture.title, right, int(title.width()))
            painter.drawText(title, _CENTRE, text)
            if self.hasFocus() and place == self._current:
                painter.setPen(QPen(QColor(colours.focus), current_sizes().line(2)))
                painter.drawRect(image.adjusted(-2, -2, 2, 2))
        painter.end()

    @property
    def _has_parts(self) -> bool:
        return bool(self._pictures)

    def _place_at(self, point: QPointF) -> Place | None:
        for number in range(len(self._pictures)):
            place = divmod(number, self._columns)
            if self._title_and_image(place)[1].contains(point):
                return place
        return None

    def _stepped(self, step: Place) -> Place:
        row, column = (a + b for a, b in zip(self._current, step, strict=True))
        inside = 0 <= column < self._columns and row >= 0
        number = row * self._columns + column
        return (row, column) if inside and number < len(self._pictures) else self._current

    def _description(self) -> str:
        if not self._pictures:
            return self._empty_text
        chosen = self._picture(self._current).words
        return f"{len(self._pictures)} pictures. Chosen: {chosen}"

    def _picture(self, place: Place) -> SheetPicture:
        return self._pictures[place[0] * self._columns + place[1]]

    def _title_and_image(self, place: Place) -> tuple[QRectF, QRectF]:
        """Return where the title and the picture of a place stand."""
        line, gap = current_sizes().type_scale["small"] * 1.4, current_sizes().px(_GAP)
        form = self._pictures[0].image.size()
        wide = (self.width() - gap) / self._columns - gap
        high = (self.height() - gap) / self._rows - gap - line
        scale = max(min(wide / form.width(), high / form.height()), 1 / form.width())
        width, height = scale * form.width(), scale * form.height()
        left = (self.width() - self._columns * (width + gap) + gap) / 2 + place[1] * (width + gap)
        top = gap / 2 + place[0] * (height + line + gap)
        title = QRectF(left, top, width, line)
        return title, QRectF(left, top + line, width, height)
