"""What a run got right and wrong on one part, at the threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop_app.inspect.epoch_scrubber import EpochScrubber
from desktop_app.inspect.gallery import Gallery
from desktop_app.inspect.reading_box import ReadingBox
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.metric_table import MetricTable
from desktop_app.widgets.scroll_column import ScrollColumn
from training.evaluation.epochs import THRESHOLD, EpochResult
from training.evaluation.intervals import Estimate
from training.evaluation.results import Matrix, PartResults
from training.evaluation.review import class_reading
from training.evaluation.thresholds import BinaryCounts

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
_NO_PICTURES = "Which pictures an epoch read how is not kept; the final result has them."
_REST_MILLISECONDS = 40
"""A moving threshold leaves the pictures alone: all of them take longer to paint than a frame."""


class ResultsPage(QWidget):
    """Matrix and metrics at the left, pictures at the right.

    Signals:
        thumbnails_requested: Files by sample name (dict).
        class_cell_chosen: Part (str), the groups that the matrix tells apart (dict, empty for all
            classes), and the places of the true group and of that read (int).
    """

    thumbnails_requested = Signal(object)
    class_cell_chosen = Signal(str, object, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, PartResults] = {}
        self._threshold = 0.5
        self._gallery_is_stale = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._show_pictures)
        self.part_box = QComboBox()
        self.part_box.setAccessibleName("Part of the data")
        self.readings = ReadingBox()
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self.scale = ChoiceBox("What the cells of the matrix say")
        self.scale.set_choices(_SCALES)
        self.matrix = ConfusionMatrix(least=190)
        self.epochs = EpochScrubber()
        self.numbers = MetricTable(_METRICS)
        self.gallery = Gallery()
        self.warning = MessageBar()
        self._lay_out()
        self.part_box.currentIndexChanged.connect(self._on_part_changed)
        self.readings.changed.connect(self._show_numbers)
        self.epochs.moved.connect(self._show_numbers)
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
        told = [results.predictions.classes for results in parts.values() if results.tells_classes]
        self.readings.set_classes(told[0] if told else ())
        self.readings.setVisible(bool(told))
        self.epochs.show_epochs((), self.part)
        self.gallery.set_images(images)
        self._on_part_changed()

    def show_epochs(self, epochs: Sequence[EpochResult]) -> None:
        """Let a person go through the epochs of the run; none where it has told of none."""
        self.epochs.show_epochs(epochs, self.part)
        if self._parts:
            self._show_numbers()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self._threshold = threshold
        if self._parts:
            self._show_numbers()
            self._gallery_is_stale = True
            self._rest.start()

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
        choices.addWidget(self.readings, 1)
        matrix = Card("Confusion matrix")
        matrix.header.addWidget(self.scale)
        matrix.body.addWidget(self.epochs)
        matrix.body.addWidget(self.matrix, 100)
        matrix.body.addStretch(1)
        numbers = self._told = Card()
        numbers.body.addWidget(self.numbers)
        side = ScrollColumn(450)
        side.column.addWidget(self.warning)
        side.column.addLayout(choices)
        side.column.addWidget(self._about)
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
            self.epochs.blockSignals(True)  # the numbers follow, once
            self.epochs.show_part(self.part)
            self.epochs.blockSignals(False)
            self._show_numbers()
            self._gallery_is_stale = False
            self.gallery.show_part(self._parts[self.part], self._threshold)

    @Slot()
    def _show_numbers(self) -> None:
        results, epoch = self._parts[self.part], self.epochs.shown
        if epoch is None:
            matrix, counts = self._matrix(results), results.counts_at(self._threshold)
            self._told.set_title("")
            self._show_reading(matrix, counts, self._threshold, results.auc)
        else:
            self._told.set_title(self.epochs.words.capitalize())
            self._show_reading(epoch.matrix(self.readings.groups), epoch.counts, THRESHOLD)

    def _matrix(self, results: PartResults) -> Matrix:
        """Return the matrix of what is told apart."""
        groups = self.readings.groups
        if groups is None or not results.tells_classes:
            return results.binary_matrix(self._threshold)
        return class_reading(results, groups).matrix

    def _show_reading(
        self,
        matrix: Matrix,
        counts: BinaryCounts,
        threshold: float,
        auc: Estimate | None = None,
    ) -> None:
        self._about.setText(f"{counts.n:,} pictures · threshold {threshold:g}")
        self.matrix.set_matrix(matrix.labels, matrix.counts)
        self.numbers.set_estimate("Accuracy", matrix.accuracy)
        self.numbers.set_estimate("Sensitivity", counts.sensitivity)
        self.numbers.set_estimate("Specificity", counts.specificity)
        if auc is None:
            self.numbers.set_text("ROC AUC", "–", "not kept by epoch")
        else:
            self.numbers.set_estimate("ROC AUC", auc)
        if matrix.largest_share is not None:
            self.numbers.set_text(
                "Largest class",
                f"{matrix.largest_share:.3f}",
                f"always answering {matrix.largest_class!r}",
            )

    @Slot(int, int)
    def _on_cell_chosen(self, true: int, read: int) -> None:
        self._show_pictures()  # at the threshold that the matrix shows
        groups, results = self.readings.groups, self._parts[self.part]
        if self.epochs.shown is not None:
            self.epochs.say(_NO_PICTURES)
        elif groups is None or not results.tells_classes:
            self.gallery.show_cell(true, read)
        else:
            self.class_cell_chosen.emit(self.part, groups, true, read)
