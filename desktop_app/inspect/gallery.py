"""The pictures behind the numbers, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.inspect.picture_viewer import Pictures
from desktop_app.inspect.reviewing import prediction_facts
from desktop_app.inspect.selection import ORDERS, select
from desktop_app.theme import current_sizes
from desktop_app.widgets.picture_grid import PictureGrid
from desktop_app.widgets.picture_model import GridItem
from desktop_app.widgets.usable import set_usable
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.evaluation.results import PartResults
from training.evaluation.verdict import percentage, verdict

PAGE = 60


class Gallery(QWidget):
    """Pictures of a part with truth, probability and reading.

    Signals:
        thumbnails_requested: Files by sample name (dict): the pictures of the page shown.
        pictures_opened: The Pictures of all pages, and the place of the one to look at (int).
    """

    thumbnails_requested = Signal(object)
    pictures_opened = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: PartResults | None = None
        self._images: Mapping[str, Path] = {}
        self._thumbnails: dict[str, NDArray[np.uint8]] = {}
        self._threshold = 0.5
        self._cell: tuple[int, int] | None = None
        self._page = 0
        self._positions: NDArray[np.int64] = np.zeros(0, np.int64)
        self._order = QComboBox()
        self._order.addItems(ORDERS)
        self._order.setAccessibleName("Order of the pictures")
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._all = QPushButton("Show all")
        self._all.setProperty("kind", "quiet")
        self._previous = QPushButton("Previous")
        self._next = QPushButton("Next")
        self._grid = PictureGrid("No picture is read so")
        spacing = current_sizes().spacing
        bar = QHBoxLayout()
        bar.setSpacing(spacing["close"])
        for widget in (self._order, self._about, self._all, self._previous, self._next):
            bar.addWidget(widget, 1 if widget is self._about else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(bar)
        layout.addWidget(self._grid, 1)
        self._order.currentIndexChanged.connect(self._on_order_changed)
        self._all.clicked.connect(self._on_all_clicked)
        self._previous.clicked.connect(self._on_previous_clicked)
        self._next.clicked.connect(self._on_next_clicked)
        self._grid.picture_activated.connect(self._on_picture_activated)

    def set_images(self, images: Mapping[str, Path]) -> None:
        """Say where the pictures are, by sample name."""
        self._images = images
        self._thumbnails = {}

    def show_part(self, results: PartResults, threshold: float) -> None:
        """Show all pictures of a part."""
        self._results, self._threshold = results, threshold
        self._cell, self._page = None, 0
        self._select()

    def set_threshold(self, threshold: float) -> None:
        """Read the pictures at another threshold."""
        self._threshold = threshold
        self._select()

    def show_cell(self, true: int, read: int) -> None:
        """Show the pictures of one cell of the binary matrix alone."""
        self._cell, self._page = (true, read), 0
        self._select()

    def show_thumbnails(self, thumbnails: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures that were asked for."""
        self._thumbnails.update(thumbnails)
        self._draw()

    def _select(self) -> None:
        if self._results is None:
            return
        self._positions = select(
            self._results, self._threshold, self._order.currentText(), self._cell
        )
        self._page = min(self._page, max(0, (self._positions.size - 1) // PAGE))
        self._draw()
        names = [str(name) for name in self._results.predictions.sample_id[self._shown()]]
        missing = {
            name: self._images[name]
            for name in names
            if name in self._images and name not in self._thumbnails
        }
        if missing:
            self.thumbnails_requested.emit(missing)

    def _shown(self) -> NDArray[np.int64]:
        return self._positions[self._page * PAGE : (self._page + 1) * PAGE]

    def _draw(self) -> None:
        if self._results is None:
            return
        n, first = self._positions.size, self._page * PAGE
        which = "" if self._cell is None else _cell_text(*self._cell)
        self._about.setText(f"{min(first + 1, n)}–{min(first + PAGE, n)} of {n:,}{which}")
        self._all.setVisible(self._cell is not None)
        set_usable(self._previous, self._page > 0, "This is the first page.")
        set_usable(self._next, first + PAGE < n, "This is the last page.")
        results = self._results
        self._grid.set_pictures([self._item(results, int(p)) for p in self._shown()])

    def _item(self, results: PartResults, position: int) -> GridItem:
        predictions = results.predictions
        name = str(predictions.sample_id[position])
        probability = float(results.probability[position])
        reading = verdict(probability, self._threshold)
        right = (reading == POSITIVE) == bool(results.is_positive[position])
        return GridItem(
            image=self._thumbnails.get(name, _BLANK),
            title=predictions.classes[int(predictions.y_true[position])],
            subtitle=f"{percentage(probability)} → {reading}",
            correct=right,
            key=name,
        )

    def _facts(self, results: PartResults, position: int) -> list[tuple[str, str]]:
        facts = prediction_facts(results, position, self._threshold)
        name = str(results.predictions.sample_id[position])
        file = self._images[name].name if name in self._images else ""
        return [*facts, ("Name", name), ("File", file)]

    @Slot()
    def _on_order_changed(self) -> None:
        self._page = 0
        self._select()

    @Slot()
    def _on_all_clicked(self) -> None:
        self._cell, self._page = None, 0
        self._select()

    @Slot()
    def _on_previous_clicked(self) -> None:
        self._page -= 1
        self._select()

    @Slot()
    def _on_next_clicked(self) -> None:
        self._page += 1
        self._select()

    @Slot(object)
    def _on_picture_activated(self, name: str) -> None:
        if self._results is None:
            return
        results, positions = self._results, self._positions
        names = results.predictions.sample_id
        pictures = Pictures(
            count=positions.size,
            path=lambda place: self._images.get(str(names[positions[place]])),
            facts=lambda place: self._facts(results, int(positions[place])),
            left_at=self._go_to,
            explained=True,
        )
        row = names[self._shown()].tolist().index(name)
        self.pictures_opened.emit(pictures, self._page * PAGE + row)

    def _go_to(self, place: int) -> None:
        self._page, row = divmod(place, PAGE)
        self._select()
        self._grid.go_to(row)


_BLANK = np.full((2, 2, 3), 128, dtype=np.uint8)


def _cell_text(true: int, read: int) -> str:
    names = (NEGATIVE, POSITIVE)
    return f" · {names[true]} read as {names[read]}"
