"""One batch as the model sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.picture_grid import PictureGrid
from desktop_app.widgets.picture_model import GridItem
from desktop_app.widgets.usable import set_usable
from training.config import PARTS

if TYPE_CHECKING:
    from training.preview import BatchPreview

_SEEN = {
    "train": "Turned and mirrored as in the first epoch.",
    "validation": "Unchanged but for the size.",
    "test": "Unchanged but for the size.",
}


class BatchPage(QWidget):
    """A grid of pictures with their classes, and a way through the batches of a part.

    Signals:
        batch_requested: Part (str) and number of the batch (int).
    """

    batch_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._part = QComboBox()
        self._part.addItems([part.capitalize() for part in PARTS])
        self._part.setAccessibleName("Part of the data")
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self._previous = QPushButton("Previous batch")
        self._next = QPushButton("Next batch")
        self._grid = PictureGrid("No batch yet")
        spacing = current_sizes().spacing
        bar = QHBoxLayout()
        bar.setSpacing(spacing["close"])
        bar.addWidget(self._part)
        bar.addWidget(self._about, 1)
        bar.addWidget(self._previous)
        bar.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(bar)
        layout.addWidget(self._grid, 1)
        self._part.currentIndexChanged.connect(self._on_part_changed)
        self._previous.clicked.connect(self._on_previous_clicked)
        self._next.clicked.connect(self._on_next_clicked)

    def request(self) -> None:
        """Ask for the batch that stands chosen."""
        self.batch_requested.emit(PARTS[self._part.currentIndex()], self._number)

    def show_batch(self, batch: BatchPreview) -> None:
        """Show a batch."""
        self._number = batch.number
        height, width = batch.pictures.shape[1:3]
        self._about.setText(
            f"Batch {batch.number + 1} of {batch.batches}, {width} x {height} pixels. "
            f"{_SEEN[batch.part]}"
        )
        self._grid.set_pictures(
            [
                GridItem(image=picture, title=name, subtitle=sample.rsplit("/", 1)[-1], key=sample)
                for picture, name, sample in zip(
                    batch.pictures, batch.classes, batch.sample_ids, strict=True
                )
            ]
        )
        for button in (self._previous, self._next):
            set_usable(button, batch.batches > 1, "This part has only one batch.")

    @Slot()
    def _on_part_changed(self) -> None:
        self._number = 0
        self.request()

    @Slot()
    def _on_previous_clicked(self) -> None:
        self._number -= 1
        self.request()

    @Slot()
    def _on_next_clicked(self) -> None:
        self._number += 1
        self.request()
