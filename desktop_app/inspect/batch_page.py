"""One batch as the model sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.picture_sheet import PictureSheet, SheetPicture
from desktop_app.widgets.take_away import figure_button
from desktop_app.widgets.usable import set_usable
from training.batch_wanted import BatchWanted
from training.config import PARTS

if TYPE_CHECKING:
    from training.preview import BatchPreview

_SIDE, _MOST = 5, 12
"""Rows and columns at the beginning, as in the tutorials; and at most."""
_NOT_AUGMENTED = "Only training pictures are changed by augmentation."
_AUGMENTED = "Turned, mirrored and otherwise changed as the training changes them."


class BatchPage(QWidget):
    """A sheet of pictures with their classes, and a way through the batches of a part.

    Signals:
        batch_requested: A BatchWanted; it comes back by `show_batch`.

    Attributes:
        part: Part of the data.
        rows: Rows of the sheet.
        columns: Columns of the sheet.
        augmentation: Whether training pictures are augmented.
        reshuffle: Draws other pictures.
        previous: The batch before.
        next: The batch after.
        about: What is shown, in words.
        sheet: The pictures.
    """

    batch_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = self._epoch = 0
        self.part = ChoiceBox("Part of the data")
        self.part.set_choices([(part.capitalize(), part) for part in PARTS])
        self.rows, self.columns = _sides("Rows"), _sides("Columns")
        self.augmentation = QCheckBox("Augmentation")
        self.augmentation.setChecked(True)
        self.augmentation.setToolTip(_AUGMENTED)
        self.reshuffle = QPushButton("Reshuffle")
        self.previous, self.next = QPushButton("Previous batch"), QPushButton("Next batch")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.sheet = PictureSheet("Batch as the model sees it", "No batch yet")
        self._lay_out()
        self.part.chosen.connect(self._on_part_chosen)
        for box in (self.rows, self.columns):
            box.valueChanged.connect(self._on_size_changed)
        self.augmentation.toggled.connect(self.request)
        self.reshuffle.clicked.connect(self._on_reshuffle_clicked)
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self._show_usable(1)

    @property
    def wanted(self) -> BatchWanted:
        """The batch that stands chosen."""
        return BatchWanted(
            self.part.choice or PARTS[0],
            self._number,
            self.rows.value() * self.columns.value(),
            self._epoch,
            self.augmentation.isChecked(),
        )

    @Slot()
    def request(self) -> None:
        """Ask for the batch that stands chosen."""
        self.batch_requested.emit(self.wanted)

    def show_batch(self, batch: BatchPreview) -> None:
        """Show a batch, unless another size of it is wanted meanwhile."""
        if batch.wanted.size != self.wanted.size:
            return
        self._number = batch.wanted.number
        height, width = batch.pictures.shape[1:3]
        self.about.setText(
            f"Batch {self._number + 1:,} of {batch.batches:,}, {width} x {height} pixels. "
            f"{_seen(batch.wanted)}"
        )
        self.sheet.set_pictures(
            [
                SheetPicture(to_qimage(picture), name, f"{name}: {sample.rsplit('/', 1)[-1]}")
                for picture, name, sample in zip(
                    batch.pictures, batch.classes, batch.sample_ids, strict=True
                )
            ],
            self.rows.value(),
            self.columns.value(),
        )
        self._show_usable(batch.batches)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        bar = QHBoxLayout()
        bar.setSpacing(spacing["close"])
        for widget in (self.part, self.rows, QLabel("×"), self.columns, self.augmentation):
            bar.addWidget(widget)
        bar.addStretch(1)
        for button in (
            self.reshuffle,
            self.previous,
            self.next,
            figure_button(self.sheet),
        ):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(bar)
        layout.addWidget(self.about)
        layout.addWidget(self.sheet, 1)

    def _show_usable(self, batches: int) -> None:
        for button in (self.previous, self.next):
            set_usable(button, batches > 1, "This part has only one batch.")
        training = self.part.choice == PARTS[0]
        set_usable(self.augmentation, training, _NOT_AUGMENTED)
        self.reshuffle.setToolTip(
            "Show the pictures as the next epoch draws and changes them."
            if training
            else "Show the pictures of this part in another order."
        )

    @Slot()
    def _on_part_chosen(self) -> None:
        self._number = self._epoch = 0
        self._show_usable(1)
        self.request()

    @Slot()
    def _on_size_changed(self) -> None:
        self._number = 0
        self.request()

    @Slot()
    def _on_reshuffle_clicked(self) -> None:
        self._number = 0
        self._epoch += 1
        self.request()

    @Slot()
    def _on_previous_clicked(self) -> None:
        self._number -= 1
        self.request()

    @Slot()
    def _on_next_clicked(self) -> None:
        self._number += 1
        self.request()


def _sides(name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, _MOST)
    box.setValue(_SIDE)
    box.setAccessibleName(name)
    box.setToolTip(f"{name} of pictures, up to {_MOST}.")
    return box


def _seen(wanted: BatchWanted) -> str:
    if wanted.part != PARTS[0]:
        order = "shuffled" if wanted.epoch else "in the order of the data set"
        return f"Unchanged but for the size, {order}."
    changed = "augmented" if wanted.augmented else "without augmentation"
    return f"As epoch {wanted.epoch + 1} of the training draws them, {changed}."
