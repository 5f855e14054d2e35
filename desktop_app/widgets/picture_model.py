"""The pictures of a grid, as Qt's views ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from desktop_app.widgets.images import to_qimage

_LARGEST = 384
"""Pixels of a thumbnail's longer side: sharp at 200 %."""
_MARKS = {True: "correct", False: "wrong", None: ""}
ITEM_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, eq=False)
class GridItem:
    """One picture of a grid.

    Attributes:
        image: RGB, shape (height, width, 3), uint8; or a QImage.
        title: First line of the caption.
        subtitle: Second line.
        correct: Whether a mark says correct or wrong; None for no mark.
        key: What is emitted when the picture is chosen.
        border: Colour of a frame around the picture, "#rrggbb"; None for no frame.
    """

    image: NDArray[np.uint8] | QImage
    title: str
    subtitle: str = ""
    correct: bool | None = None
    key: object = None
    border: str | None = None

    @property
    def words(self) -> str:
        """What a tool tip and a screen reader say, a line each."""
        lines = (self.title, self.subtitle, _MARKS[self.correct])
        return "\n".join(line for line in lines if line)


class PictureModel(QAbstractListModel):
    """Items with thumbnails made once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[GridItem, ...] = ()
        self._thumbnails: tuple[QPixmap, ...] = ()

    def set_items(self, items: Sequence[GridItem]) -> None:
        """Replace all items."""
        self.beginResetModel()
        self._items = tuple(items)
        self._thumbnails = tuple(thumbnail(item.image) for item in items)
        self.endResetModel()

    def item(self, row: int) -> GridItem:
        """Return the item of a row."""
        return self._items[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._items)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the text, the thumbnail, the words for a screen reader, or the item itself."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return item.words
        return item if role == ITEM_ROLE else None


def thumbnail(picture: NDArray[np.uint8] | QImage) -> QPixmap:
    """Return a picture as it is painted in a grid, not larger than is needed there."""
    image = to_qimage(picture)
    if max(image.width(), image.height()) > _LARGEST:
        image = image.scaled(
            _LARGEST,
            _LARGEST,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return QPixmap.fromImage(image)
