"""A wall of pictures of which several can be chosen, in the order of reading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_app.widgets.picture_wall import PictureWall

_Flag = QItemSelectionModel.SelectionFlag


class SelectableWall(PictureWall):
    """Ctrl and a click add a picture, Shift and a click or an arrow all up to there; Ctrl+A all.

    Signals:
        selection_changed: Others are selected.
    """

    selection_changed = Signal()

    def __init__(self, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(empty_text, parent)
        self._from = 0
        self._to = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    @property
    def selected(self) -> NDArray[np.int64]:
        """Places of the pictures that are selected, rising, shape (pictures,)."""
        columns, selection = self._model.columns, self.selectionModel().selection()
        chosen = [np.zeros(0, dtype=np.int64)]
        for block in (selection.at(n) for n in range(selection.count())):
            rows = np.arange(block.top(), block.bottom() + 1, dtype=np.int64)
            within = np.arange(block.left(), block.right() + 1, dtype=np.int64)
            chosen.append((rows[:, None] * columns + within).ravel())
        places = np.unique(np.concatenate(chosen))
        return places[places < self.count]

    @property
    def current(self) -> int | None:
        """Place of the picture that the keys go on from; None where there is none."""
        index = self.currentIndex()
        return index.row() * self._model.columns + index.column() if index.isValid() else None

    def select(self, places: NDArray[np.int64]) -> None:
        """Select the pictures at these places, and no others."""
        selection = QItemSelection()
        if places.size:
            ends = np.flatnonzero(np.diff(places) != 1)
            firsts = places[np.concatenate([[0], ends + 1])]
            lasts = places[np.concatenate([ends, [places.size - 1]])]
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
                selection.merge(self._between(first, last), _Flag.Select)
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def go_to(self, place: int) -> None:
        """Choose the picture at a place alone, and bring it into view."""
        self._from = place
        super().go_to(place)

    def selectAll(self) -> None:
        """Select every picture."""
        self.select(np.arange(self.count, dtype=np.int64))

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Remember from where, and up to where, a person selects."""
        # Qt itself asks without an event, in between.
        if event is not None and self._model.position(index) is not None:
            self._to = index.row() * self._model.columns + index.column()
            if not _extends(event):
                self._from = self._to
        return super().selectionCommand(index, event)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what lies between two pictures in the order of reading, not in a rectangle."""
        if command & (_Flag.Select | _Flag.Toggle | _Flag.Deselect):
            first, last = sorted((self._from, self._to))
            self.selectionModel().select(self._between(first, last), command)
        else:
            super().setSelection(rect, command)

    def _between(self, first: int, last: int) -> QItemSelection:
        """Return all from one place to another: the rest of a row, whole rows, part of a row."""
        columns = self._model.columns
        (top, left), (bottom, right) = divmod(first, columns), divmod(last, columns)
        if top == bottom:
            blocks = [(top, left, bottom, right)]
        else:
            blocks = [(top, left, top, columns - 1), (bottom, 0, bottom, right)]
            if bottom - top > 1:
                blocks.append((top + 1, 0, bottom - 1, columns - 1))
        selection = QItemSelection()
        for first_row, first_column, last_row, last_column in blocks:
            selection.select(
                self._model.index(first_row, first_column), self._model.index(last_row, last_column)
            )
        return selection

    def _fit_columns(self) -> None:
        """Keep what is selected where the pictures are laid out anew."""
        before, selected, place = self._model.columns, self.selected, self.current
        super()._fit_columns()
        if self._model.columns != before and place is not None:
            index = self._model.index(*divmod(place, self._model.columns))
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
            self.select(selected)

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit()


def _extends(event: QEvent) -> bool:
    """Return whether something goes on from where it was begun: by Shift, or by dragging."""
    if event.type() == QEvent.Type.MouseMove:
        return True
    shift = Qt.KeyboardModifier.ShiftModifier
    return isinstance(event, QKeyEvent | QMouseEvent) and bool(event.modifiers() & shift)
