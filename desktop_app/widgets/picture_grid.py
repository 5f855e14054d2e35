"""A page of pictures, each with what it is and what it was read as."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop_app.theme import theme_events
from desktop_app.widgets.picture_delegate import PictureDelegate
from desktop_app.widgets.picture_model import GridItem, PictureModel
from desktop_app.widgets.picture_tiles import paint_empty_text, tiles

__all__ = ["GridItem", "PictureGrid"]


class PictureGrid(QListView):
    """Thumbnails in as many columns as there is room for.

    Signals:
        picture_activated: The `key` of the picture that was double-clicked or chosen by Enter.
    """

    picture_activated = Signal(object)

    def __init__(
        self, empty_text: str = "No pictures to show", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.empty_text = empty_text
        self._model = PictureModel(self)
        self.setModel(self._model)
        self.setItemDelegate(PictureDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # Always there, or columns would come and go with it; without a handle where all is seen.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setEnabled(False)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Pictures")
        self.activated.connect(self._on_activated)
        theme_events().changed.connect(self._fit_columns)
        self._fit_columns()

    def set_pictures(self, items: Sequence[GridItem]) -> None:
        """Show other pictures, from the first."""
        self._model.set_items(items)
        self.setAccessibleDescription(f"{len(items)} pictures" if items else self.empty_text)
        self.scrollToTop()

    def go_to(self, row: int) -> None:
        """Choose a picture, and bring it into view."""
        self.setCurrentIndex(self._model.index(row))

    def set_empty_text(self, text: str) -> None:
        """Say something else while there is no picture."""
        self.empty_text = text
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among as many columns as fit."""
        self._fit_columns()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, or why there are none."""
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            paint_empty_text(self.viewport(), self.empty_text)

    def _fit_columns(self) -> None:
        # One pixel less than there is: at exactly the full width the last column would wrap.
        _, tile = tiles(self.viewport().width() - 1)
        self.setGridSize(tile)

    @Slot(int, int)
    def _on_range_changed(self, _first: int, last: int) -> None:
        self.verticalScrollBar().setEnabled(last > 0)

    def _on_activated(self, index: QModelIndex) -> None:
        self.picture_activated.emit(self._model.item(index.row()).key)
