"""All pictures of a data set: as many columns as there is room for, as many rows as it takes.

A table, not Qt's list in icon mode: that one lays out every picture whenever the width or the order
changes, which took 0.8 s for 400,000; rows of one height need no laying out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.theme import theme_events
from desktop_app.widgets.picture_delegate import PictureDelegate
from desktop_app.widgets.picture_tiles import paint_empty_text, tiles
from desktop_app.widgets.wall_model import Caption, Details, Mark, WallModel

_ASK_MILLISECONDS = 40
"""Thumbnails are asked for at most so often while somebody scrolls."""
_ASPECT = 0.82
"""Most photographs of lesions are wider than high."""
_Move = QAbstractItemView.CursorAction
_STEPS = {_Move.MoveLeft: -1, _Move.MovePrevious: -1, _Move.MoveRight: 1, _Move.MoveNext: 1}


class PictureWall(QTableView):
    """Thumbnails that are asked for as they come into view.

    Signals:
        thumbnails_wanted: Positions (list of int) of the pictures without thumbnail that are in
            view, then of those a screen below and above. Each list replaces the one before.
        picture_activated: Place among those shown (int) of the picture that was double-clicked or
            chosen by Enter.
        picture_chosen: Place (int) of the picture that has been chosen by mouse or keys.
    """

    thumbnails_wanted = Signal(object)
    picture_activated = Signal(int)
    picture_chosen = Signal(int)

    def __init__(self, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = empty_text
        self._model = WallModel(self)
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(_ASK_MILLISECONDS)
        self._ask_soon.timeout.connect(self._ask)
        self.setModel(self._model)
        self.setItemDelegate(PictureDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("Pictures")
        self.activated.connect(self._on_activated)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme_events().changed.connect(self._fit_columns)

    @property
    def count(self) -> int:
        """The number of pictures."""
        return self._model.count

    def set_source(self, caption: Caption, details: Details, mark: Mark | None = None) -> None:
        """Show pictures from elsewhere; none at first.

        Args:
            caption: Returns the two lines below the picture at a position.
            details: Returns all that is known of it, a line each.
            mark: Returns whether a mark says correct or wrong; by default there are no marks.
        """
        self._model.set_source(caption, details, mark)

    def set_positions(self, positions: NDArray[np.int64]) -> None:
        """Show the pictures at these positions, from the first."""
        self._model.set_positions(positions)
        text = f"{positions.size:,} pictures" if positions.size else self._empty_text
        self.setAccessibleDescription(text)
        self.scrollToTop()
        self._ask_later()

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show thumbnails, by position; None for a picture that cannot be read."""
        self._model.show_thumbnails(pictures)
        first, columns = self._first_row(), self._model.columns
        for row in range(first, first + self._rows_in_view()):
            for column in range(columns):
                index = self._model.index(row, column)
                if self._model.position(index) in pictures:
                    self.update(index)

    def go_to(self, place: int) -> None:
        """Choose the picture at a place, and bring it into view."""
        self.setCurrentIndex(self._model.index(*divmod(place, self._model.columns)))

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which picture is chosen now."""
        super().currentChanged(current, previous)
        if self._model.position(current) is not None:
            self.picture_chosen.emit(current.row() * self._model.columns + current.column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among as many columns as fit."""
        super().resizeEvent(event)
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is in view now."""
        super().showEvent(event)
        self._ask_later()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, or why there are none."""
        super().paintEvent(event)
        if self.count == 0:
            paint_empty_text(self.viewport(), self._empty_text)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go on in the next row after the end of one; Home and End mean all pictures."""
        columns, current = self._model.columns, self.currentIndex()
        place = current.row() * columns + current.column() if current.isValid() else 0
        if action in _STEPS:
            place += _STEPS[action] if current.isValid() else 0
        elif action == _Move.MoveHome:
            place = 0
        elif action == _Move.MoveEnd:
            place = self.count - 1
        else:
            index = super().moveCursor(action, modifiers)
            place = index.row() * columns + index.column()
        place = min(max(place, 0), self.count - 1)
        return self._model.index(*divmod(place, columns)) if self.count else QModelIndex()

    def _fit_columns(self) -> None:
        columns, tile = tiles(self.viewport().width(), aspect=_ASPECT)
        first = self._first_row() * self._model.columns
        self.horizontalHeader().setDefaultSectionSize(tile.width())
        self.verticalHeader().setDefaultSectionSize(tile.height())
        if columns != self._model.columns:
            self._model.set_columns(columns)
            self.doItemsLayout()  # else the scroll bar does not yet reach so far
            self.scrollTo(
                self._model.index(first // columns, 0), QAbstractItemView.ScrollHint.PositionAtTop
            )
        self._ask_later()

    def _first_row(self) -> int:
        return max(0, self.rowAt(0))

    def _rows_in_view(self) -> int:
        return self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize()) + 2

    @Slot()
    def _on_scrolled(self) -> None:
        self._ask_later()

    def _ask_later(self) -> None:
        if self.isVisible() and not self._ask_soon.isActive():
            self._ask_soon.start()

    @Slot()
    def _ask(self) -> None:
        columns, first, rows = self._model.columns, self._first_row(), self._rows_in_view()
        wanted: list[int] = []
        for start in (first, first + rows, first - rows):
            wanted += self._model.without_thumbnail(start * columns, (start + rows) * columns)
        self.thumbnails_wanted.emit(wanted)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if self._model.position(index) is not None:
            self.picture_activated.emit(index.row() * self._model.columns + index.column())
