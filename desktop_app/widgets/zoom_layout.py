"""Where a picture stands that may be larger than the room it is looked at through."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize

_LARGEST = 16.0
"""Screen pixels a picture's pixel, in each direction."""


class ZoomLayout:
    """The place of a picture; a scale is in device-independent pixels a picture's pixel.

    Attributes:
        size: Of the picture, in its own pixels.
        room: Where it is looked at.
        ratio: Screen pixels a device-independent one.
        scale: As it was chosen; None for as large as it fits.
    """

    def __init__(self) -> None:
        self.size = QSize(1, 1)
        self.room = QRectF(0, 0, 1, 1)
        self.ratio = 1.0
        self.scale: float | None = None
        self._middle = QPointF()

    @property
    def fitting(self) -> float:
        """The largest scale at which the whole picture is seen."""
        width, height = max(1, self.size.width()), max(1, self.size.height())
        return max(min(self.room.width() / width, self.room.height() / height), 1e-6)

    @property
    def actual(self) -> float:
        """The scale at which each pixel of the picture is one of the screen."""
        return 1 / self.ratio

    @property
    def factor(self) -> float:
        """The scale that holds now."""
        return self.fitting if self.scale is None else self.scale

    @property
    def look(self) -> tuple[float, float, float]:
        """How closely and where it is looked at, whatever the size of the picture and the room.

        How often larger than it fits, and the place of the room's middle within the picture, from
        0 to 1 rightwards and downwards.
        """
        place, middle = self.place(), self.room.center()
        across = (middle.x() - place.left()) / place.width()
        down = (middle.y() - place.top()) / place.height()
        return self.factor / self.fitting, across, down

    def look_at(self, enlargement: float, across: float, down: float) -> None:
        """Look as closely, and at the same place, as `look` says of another picture."""
        self.scale = None if enlargement == 1 else self.fitting * enlargement
        corner = QPointF(across * self.size.width(), down * self.size.height()) * self.factor
        self._put(self.room.center() - corner)

    @property
    def can_move(self) -> bool:
        """Whether there is more of the picture than is seen."""
        place, slack = self.place(), 0.5
        return not self.room.adjusted(-slack, -slack, slack, slack).contains(place)

    def place(self) -> QRectF:
        """Return where the picture stands: in the middle, or filling the room up to its edges."""
        width, height = self.size.width() * self.factor, self.size.height() * self.factor
        middle = self.room.center() - self._middle * self.factor
        left = _within(self.room.left(), self.room.width(), middle.x(), width)
        top = _within(self.room.top(), self.room.height(), middle.y(), height)
        return QRectF(left, top, width, height)

    def move_by(self, distance: QPointF) -> None:
        """Move the picture, as far as its edges let it."""
        self._put(self.place().topLeft() + distance)

    def zoom_by(self, factor: float, around: QPointF) -> None:
        """Enlarge the picture within limits, what is at a point staying there."""
        smallest = min(self.fitting, self.actual)
        largest = max(self.fitting, _LARGEST * self.actual)
        self.zoom_to(min(max(self.factor * factor, smallest), largest), around)

    def zoom_to(self, scale: float, around: QPointF) -> None:
        """Show the picture at a scale, what is at a point staying there."""
        point = (around - self.place().topLeft()) / self.factor
        self.scale = scale
        self._put(around - point * scale)

    def _put(self, corner: QPointF) -> None:
        """Let the picture's upper left corner be at a point, or as near as its edges let it."""
        self._middle = (self.room.center() - corner) / self.factor
        self._middle = (self.room.center() - self.place().topLeft()) / self.factor


def _within(start: float, room: float, wanted: float, length: float) -> float:
    """Return where something begins: in the middle of the room, or leaving none of it empty."""
    if length <= room:
        return start + (room - length) / 2
    return min(max(wanted, start + room - length), start)
