"""The open pictures, one below the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop_app.predict.picture_row import HEIGHT, Row, RowDelegate
from desktop_app.theme import current_sizes, theme_events
from desktop_app.widgets.wall_model import WallModel

_ASK_MILLISECONDS = 40
"""Thumbnails are asked for at most so often while somebody scrolls."""
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class PictureList(QListView):
    """Any number of pictures: thumbnails are asked for as they come into view.

    Signals:
        picture_chosen: Key (int) of the picture that a person goes to.
        removal_requested: Keys (list of int) of the pictures to be closed.
        thumbnails_wanted: Keys (list of int) of pictures in view, then near by, without thumbnail.
            Each list replaces the one before.
    """

    picture_chosen = Signal(int)
    removal_requested = Signal(object)
    thumbnails_wanted = Signal(object)

    def __init__(self, row: Callable[[int], Row], parent: QWidget | None = None) -> None:
        """Show no picture.

        Args:
            row: Returns what the row of a picture says, by its key.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._keys: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._relisting = False
        self._model = WallModel(self)
        self._model.set_source(lambda key: (row(key).name, ""), lambda key: row(key).spoken)
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(row, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Open pictures")
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(_ASK_MILLISECONDS)
        self._ask_soon.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._ask_later)
        theme_events().changed.connect(self.doItemsLayout)

    @property
    def count(self) -> int:
        """The number of pictures."""
        return self._model.count

    @property
    def selected(self) -> list[int]:
        """Keys of the pictures that are selected, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [key for row in rows if (key := self._key(self._model.index(row, 0))) is not None]

    def set_pictures(self, keys: Sequence[int]) -> None:
        """List other pictures; what is selected of them stays so."""
        current, selected = self._key(self.currentIndex()), self.selected
        self._relisting = True
        self._keys = np.array(keys, dtype=np.int64)
        self._model.set_positions(self._keys)
        self.doItemsLayout()  # else what is chosen now cannot be scrolled to yet
        self.setAccessibleDescription(f"{len(keys):,} pictures")
        places = {key: place for place, key in enumerate(keys)}
        if current in places:
            self.setCurrentIndex(self._model.index(places[current], 0))
        for key in selected:
            if key in places:
                index = self._model.index(places[key], 0)
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        self._relisting = False
        self._ask_later()

    def go_to(self, key: int) -> None:
        """Choose a picture, and bring it into view."""
        if key == self._key(self.currentIndex()):
            return
        places = np.flatnonzero(self._keys == key)
        if places.size:
            self._relisting = True
            self.setCurrentIndex(self._model.index(int(places[0]), 0))
            self._relisting = False

    def go_by(self, step: int) -> None:
        """Choose the picture so many places further, if there is one."""
        row = self.currentIndex().row() + step
        if 0 <= row < self.count:
            self.setCurrentIndex(self._model.index(row, 0))

    def refresh(self) -> None:
        """Say what the rows in view say now."""
        self.viewport().update()

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show thumbnails, by key; None for a picture that cannot be read."""
        self._model.show_thumbnails(pictures)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the selected pictures by Delete."""
        if event.key() in _REMOVE_KEYS and self.selected:
            self.removal_requested.emit(self.selected)
        else:
            super().keyPressEvent(event)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which picture a person goes to."""
        super().currentChanged(current, previous)
        key = self._key(current)
        if key is not None and not self._relisting:
            self.picture_chosen.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen picture in view, and ask for what has come into view."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
        self._ask_later()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is in view now."""
        super().showEvent(event)
        self._ask_later()

    def _key(self, index: QModelIndex | QPersistentModelIndex) -> int | None:
        return self._model.position(index)

    @Slot()
    def _ask_later(self) -> None:
        if self.isVisible() and not self._ask_soon.isActive():
            self._ask_soon.start()

    @Slot()
    def _ask(self) -> None:
        height = current_sizes().px(HEIGHT)
        first = self.verticalScrollBar().value() // height
        rows = self.viewport().height() // height + 2
        wanted: list[int] = []
        for start in (first, first + rows, first - rows):
            wanted += self._model.without_thumbnail(start, start + rows)
        self.thumbnails_wanted.emit(wanted)
