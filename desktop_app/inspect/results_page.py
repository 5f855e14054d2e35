"""What a run got right and wrong on one part, at the threshold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop_app.inspect.gallery import Gallery
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.metric_table import MetricTable
from desktop_app.widgets.scroll_column import ScrollColumn
from training.evaluation.results import PartResults

_METRICS = (
    ("Accuracy", "Share of pictures read rightly."),
    ("Largest class", "What always answering the commonest class would reach."),
    ("Sensitivity", "Share of malignant pictures read as malignant."),
    ("Specificity", "Share of benign pictures read as benign."),
    ("ROC AUC", "Chance that a malignant picture scores above a benign one."),
)
_SCALES = (
    ("Counts", "counts"),
    ("Row %: of the true class", "rows"),
    ("Column %: of the reading", "columns"),
)


class ResultsPage(QWidget):
    """Matrix and metrics at the left, pictures at the right.

    Signals:
        thumbnails_requested: Files by sample name (dict).
        class_cell_chosen: Part (str), true class and class read (int): a cell of all classes.
    """

    thumbnails_requested = Signal(object)
    class_cell_chosen = Signal(str, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, PartResults] = {}
        self._threshold = 0.5
        self._gallery_is_stale = False
        self.part_box = QComboBox()
        self.part_box.setAccessibleName("Part of the data")
        self._reading = QComboBox()
        self._reading.addItems(["Benign or malignant", "All classes"])
        self._reading.setAccessibleName("What the matrix tells apart")
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self.scale = ChoiceBox("What the cells of the matrix say")
        self.scale.set_choices(_SCALES)
        self.matrix = ConfusionMatrix(least=190)
        self.numbers = MetricTable(_METRICS)
        self.gallery = Gallery()
        self.warning = MessageBar()
        self._lay_out()
        self.part_box.currentIndexChanged.connect(self._on_part_changed)
        self._reading.currentIndexChanged.connect(self._show_numbers)
        self.scale.chosen.connect(self.matrix.set_scale)
        self.matrix.chosen.connect(self._on_cell_chosen)
        self.gallery.thumbnails_requested.connect(self.thumbnails_requested)

    @property
    def part(self) -> str:
        """The part that is shown; empty where there is none."""
        return str(self.part_box.currentData() or "")

    def show_results(
        self, parts: Mapping[str, PartResults], images: Mapping[str, Path], threshold: float
    ) -> None:
        """Show a run.

        Args:
            parts: Results of each part that was predicted.
            images: File of each sample, by sample name.
            threshold: Where the binary reading is made.
        """
        self._parts, self._threshold = dict(parts), threshold
        self.part_box.blockSignals(True)
        self.part_box.clear()
        for part in parts:
            self.part_box.addItem(part.capitalize(), part)
        self.part_box.blockSignals(False)
        self._reading.setVisible(any(results.tells_classes for results in parts.values()))
        self.gallery.set_images(images)
        self._on_part_changed()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self._threshold = threshold
        if self._parts:
            self._show_numbers()
            self._gallery_is_stale = True
            self._show_pictures()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the pictures at the threshold, which may have moved while nobody looked."""
        super().showEvent(event)
        self._show_pictures()

    def show_thumbnails(self, thumbnails: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures that were asked for."""
        self.gallery.show_thumbnails(thumbnails)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        choices = QHBoxLayout()
        choices.addWidget(self.part_box)
        choices.addWidget(self._reading)
        choices.addWidget(self._about, 1)
        matrix = Card("Confusion matrix")
        matrix.header.addWidget(self.scale)
        matrix.body.addWidget(self.matrix, 100)
        matrix.body.addStretch(1)
        numbers = Card()
        numbers.body.addWidget(self.numbers)
        side = ScrollColumn(450)
        side.column.addWidget(self.warning)
        side.column.addLayout(choices)
        side.column.addWidget(matrix, 1)
        side.column.addWidget(numbers)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(side)
        layout.addWidget(self.gallery, 1)

    def _show_pictures(self) -> None:
        """Read the pictures at another threshold, once they are looked at."""
        if self._gallery_is_stale and self.isVisible():
            self._gallery_is_stale = False
            self.gallery.set_threshold(self._threshold)

    @Slot()
    def _on_part_changed(self) -> None:
        if self.part:
            self.warning.show_warnings(self._parts[self.part].warnings)
            self._show_numbers()
            self._gallery_is_stale = False
            self.gallery.show_part(self._parts[self.part], self._threshold)

    @Slot()
    def _show_numbers(self) -> None:
        results = self._parts[self.part]
        counts = results.counts_at(self._threshold)
        by_class = results.tells_classes and self._reading.currentIndex() == 1
        matrix = results.class_matrix() if by_class else results.binary_matrix(self._threshold)
        self._about.setText(f"{counts.n:,} pictures · threshold {self._threshold:g}")
        self.matrix.set_matrix(matrix.labels, matrix.counts)
        self.numbers.set_estimate("Accuracy", matrix.accuracy)
        self.numbers.set_estimate("Sensitivity", counts.sensitivity)
        self.numbers.set_estimate("Specificity", counts.specificity)
        self.numbers.set_estimate("ROC AUC", results.auc)
        if matrix.largest_share is not None:
            self.numbers.set_text(
                "Largest class",
                f"{matrix.largest_share:.3f}",
                f"always answering {matrix.largest_class!r}",
            )

    @Slot(int, int)
    def _on_cell_chosen(self, true: int, read: int) -> None:
        if self._matrix_is_binary():
            self.gallery.show_cell(true, read)
        else:
            self.class_cell_chosen.emit(self.part, true, read)

    def _matrix_is_binary(self) -> bool:
        results = self._parts[self.part]
        return not (results.tells_classes and self._reading.currentIndex() == 1)
