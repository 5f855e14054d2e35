"""Any number of pictures as a table of as many columns as there is room for.

Only positions are kept; captions are asked for as they are painted, and thumbnails are kept as long
as they are among those that were used last.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QPixmap

from desktop_app.theme import current_colours
from desktop_app.widgets.picture_model import ITEM_ROLE, GridItem, thumbnail

KEPT = 800
"""Thumbnails in memory: some 80 MB, two screens of the largest size."""
_BLANK = np.zeros((1, 1, 3), dtype=np.uint8)
_UNREADABLE = "cannot be read"

Index = QModelIndex | QPersistentModelIndex
Caption = Callable[[int], tuple[str, str]]
"""Returns the two lines below the picture at a position."""
Details = Callable[[int], str]
"""Returns all that is known of the picture at a position, a line each."""
Mark = Callable[[int], bool | None]
"""Returns whether a mark says correct or wrong of the picture at a position; None for no mark."""


class WallModel(QAbstractTableModel):
    """Positions laid out in rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._positions: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._columns = 1
        self._caption: Caption = _no_caption
        self._details: Details = str
        self._mark: Mark = _no_mark
        self._thumbnails: OrderedDict[int, QPixmap | None] = OrderedDict()

    @property
    def count(self) -> int:
        """The number of pictures."""
        return int(self._positions.size)

    @property
    def columns(self) -> int:
        """Pictures in a row."""
        return self._columns

    def set_source(self, caption: Caption, details: Details, mark: Mark | None = None) -> None:
        """Show pictures from elsewhere; none at first."""
        self._caption, self._details, self._mark = caption, details, mark or _no_mark
        self._thumbnails.clear()
        self.set_positions(np.zeros(0, dtype=np.int64))

    def set_positions(self, positions: NDArray[np.int64]) -> None:
        """Show other pictures, or the same in another order."""
        self.beginResetModel()
        self._positions = positions
        self.endResetModel()

    def set_columns(self, columns: int) -> None:
        """Lay the pictures out anew."""
        self.beginResetModel()
        self._columns = columns
        self.endResetModel()

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Keep thumbnails, by position; None for a picture that cannot be read."""
        for position, picture in pictures.items():
            self._thumbnails[position] = None if picture is None else thumbnail(picture)
            self._thumbnails.move_to_end(position)
        while len(self._thumbnails) > KEPT:
            self._thumbnails.popitem(last=False)

    def without_thumbnail(self, first: int, last: int) -> list[int]:
        """Return the positions from place `first` to before `last` that have no thumbnail yet."""
        shown = self._positions[max(0, first) : max(0, last)]
        return [position for position in shown.tolist() if position not in self._thumbnails]

    def position(self, index: Index) -> int | None:
        """Return the position shown at an index; None after the last one."""
        place = index.row() * self._columns + index.column()
        return int(self._positions[place]) if index.isValid() and place < self.count else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else -(-self.count // self._columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of pictures in a row."""
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a picture can be chosen, and that what is after the last one cannot."""
        if self.position(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, the thumbnail, the words for a screen reader, or the item itself."""
        position = self.position(index)
        if position is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(position)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._details(position)
        title, subtitle = self._caption(position)
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if position in self._thumbnails and self._thumbnails[position] is None:
            subtitle = f"{subtitle} · {_UNREADABLE}"
        if role != ITEM_ROLE:
            return None
        return GridItem(_BLANK, title, subtitle, self._mark(position), key=position)

    def _thumbnail(self, position: int) -> QPixmap:
        pixmap = self._thumbnails.get(position)
        if pixmap is None:
            pixmap = QPixmap(4, 3)
            pixmap.fill(QColor(current_colours().hover))
            return pixmap
        self._thumbnails.move_to_end(position)
        return pixmap


def _no_caption(_position: int) -> tuple[str, str]:
    return "", ""


def _no_mark(_position: int) -> bool | None:
    return None
