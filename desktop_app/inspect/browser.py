"""All pictures of the open data set: searched, filtered, sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.inspect.picture_filters import PictureFilters
from desktop_app.inspect.picture_index import TABLE_ORDER, PictureIndex, Positions
from desktop_app.inspect.picture_search import Condition, condition_text, find
from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.theme import current_sizes, leave_out_in_lectures
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.picture_wall import PictureWall

_TYPING_MILLISECONDS = 200


class PictureBrowser(QWidget):
    """A wall of pictures with what chooses among them above it.

    Signals:
        thumbnails_wanted: Pairs of position and file (list of (int, Path)): what is in view, then
            what is near it. Each list replaces the one before.
        pictures_opened: The Pictures that are shown, and the place of the one to look at (int).
    """

    thumbnails_wanted = Signal(object)
    pictures_opened = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index: PictureIndex | None = None
        self._conditions: tuple[Condition, ...] = ()
        self._positions: Positions = np.zeros(0, dtype=np.int64)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search names and values")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search")
        self.order = ChoiceBox("Order of the pictures")
        self.filters = PictureFilters()
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._all = QPushButton("Show all")
        self._all.setProperty("kind", "quiet")
        keeps_its_place = self._all.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self._all.setSizePolicy(keeps_its_place)
        self.wall = PictureWall("No picture is like that")
        self._lay_out()
        self.search.textChanged.connect(self._on_text_changed)
        self.search.returnPressed.connect(self._show)
        self._typing.timeout.connect(self._show)
        self.order.chosen.connect(self._show)
        self.filters.changed.connect(self._on_filters_changed)
        self._all.clicked.connect(self._on_all_clicked)
        self.wall.thumbnails_wanted.connect(self._on_thumbnails_wanted)
        self.wall.picture_activated.connect(self._on_picture_activated)

    def show_index(self, index: PictureIndex) -> None:
        """Show all pictures of a data set."""
        self._index = index
        self.wall.set_source(index.caption, index.details)
        self.order.set_choices([(order, order) for order in index.orders])
        self.filters.set_columns(index.texts)
        self._reset()

    def show_only(self, conditions: Sequence[Condition]) -> None:
        """Show the pictures for which all conditions hold, whatever was chosen before."""
        self._reset(conditions)

    def show_thumbnails(self, pictures: Mapping[int, Any]) -> None:
        """Show thumbnails that were asked for; None for a picture that cannot be read."""
        self.wall.show_thumbnails(pictures)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(spacing["close"])
        first.addWidget(self.search, 1)
        first.addWidget(self.order)
        second.addWidget(self._about, 1)
        hint = QLabel("A double click opens a picture")
        hint.setProperty("role", "muted")
        leave_out_in_lectures(hint, self.filters)  # bars can still be chosen
        second.addWidget(self._all)
        second.addWidget(hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(first)
        layout.addWidget(self.filters)
        layout.addLayout(second)
        layout.addWidget(self.wall, 1)

    def _reset(self, conditions: Sequence[Condition] = ()) -> None:
        self._conditions = tuple(conditions)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.filters.show_conditions(self._conditions)
        self._show()

    @Slot()
    def _show(self) -> None:
        self._typing.stop()
        if self._index is None:
            return
        text, order = self.search.text(), self.order.choice or TABLE_ORDER
        positions = find(self._index, text, self._conditions, order)
        filtered = bool(text.strip() or self._conditions)
        count = f"{positions.size:,} of {len(self._index):,}" if filtered else f"{positions.size:,}"
        said = [f"{count} pictures", *(condition_text(c) for c in self._conditions)]
        self._about.setText(" · ".join(said))
        self._all.setVisible(filtered)
        self._positions = positions
        self.wall.set_positions(positions)

    @Slot()
    def _on_text_changed(self) -> None:
        self._typing.start()

    @Slot(str, object)
    def _on_filters_changed(self, column: str, condition: Condition | None) -> None:
        others = tuple(c for c in self._conditions if c.column != column)
        self._conditions = others if condition is None else (*others, condition)
        self._show()

    @Slot()
    def _on_all_clicked(self) -> None:
        self._reset()

    @Slot(object)
    def _on_thumbnails_wanted(self, positions: list[int]) -> None:
        if self._index is not None:
            index = self._index
            self.thumbnails_wanted.emit([(place, index.path(place)) for place in positions])

    @Slot(int)
    def _on_picture_activated(self, place: int) -> None:
        if self._index is not None:
            index, positions = self._index, self._positions
            pictures = Pictures(
                count=positions.size,
                path=lambda place: index.path(int(positions[place])),
                facts=lambda place: index.facts(int(positions[place])),
                left_at=self.wall.go_to,
            )
            self.pictures_opened.emit(pictures, place)
