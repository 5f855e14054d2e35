"""What a run got right and wrong on one part, at the threshold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.inspect.gallery import Gallery
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card, MetricCard
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.numbers import detail_text, value_text
from training.evaluation.results import PartResults
from training.evaluation.verdict import percentage

_WILSON = "Interval by Wilson's score method (1927)."
_DELONG = "Interval by DeLong, DeLong and Clarke-Pearson (1988)."


class ResultsPage(QWidget):
    """Matrix and metrics at the left, pictures at the right.

    Signals:
        thumbnails_requested: Files by sample name (dict).
    """

    thumbnails_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, PartResults] = {}
        self._threshold = 0.5
        self._part = QComboBox()
        self._part.setAccessibleName("Part of the data")
        self._reading = QComboBox()
        self._reading.addItems(["Benign or malignant", "All classes"])
        self._reading.setAccessibleName("What the matrix tells apart")
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._matrix = ConfusionMatrix()
        self._accuracy = MetricCard("Accuracy")
        self._largest = MetricCard("Share of the largest class")
        self._sensitivity = MetricCard("Sensitivity")
        self._specificity = MetricCard("Specificity")
        self._auc = MetricCard("ROC AUC")
        self._gallery = Gallery()
        self._lay_out()
        self._part.currentIndexChanged.connect(self._on_part_changed)
        self._reading.currentIndexChanged.connect(self._show_numbers)
        self._matrix.cell_clicked.connect(self._on_cell_clicked)
        self._gallery.thumbnails_requested.connect(self.thumbnails_requested)

    @property
    def part(self) -> str:
        """The part that is shown; empty where there is none."""
        return str(self._part.currentData() or "")

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
        self._part.blockSignals(True)
        self._part.clear()
        for part in parts:
            self._part.addItem(part.capitalize(), part)
        self._part.blockSignals(False)
        self._reading.setVisible(any(results.tells_classes for results in parts.values()))
        self._gallery.set_images(images)
        self._on_part_changed()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self._threshold = threshold
        if self._parts:
            self._show_numbers()
            self._gallery.set_threshold(threshold)

    def show_thumbnails(self, thumbnails: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures that were asked for."""
        self._gallery.show_thumbnails(thumbnails)

    def _lay_out(self) -> None:
        sizes = current_sizes()
        spacing = sizes.spacing
        choices = QHBoxLayout()
        choices.addWidget(self._part)
        choices.addWidget(self._reading)
        choices.addWidget(self._about, 1)
        matrix = Card("Confusion matrix")
        matrix.body.addWidget(self._matrix)
        metrics = QGridLayout()
        metrics.setSpacing(spacing["close"])
        metrics.addWidget(self._accuracy, 0, 0)
        metrics.addWidget(self._largest, 0, 1)
        metrics.addWidget(self._sensitivity, 1, 0)
        metrics.addWidget(self._specificity, 1, 1)
        metrics.addWidget(self._auc, 2, 0, 1, 2)
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addLayout(choices)
        left.addWidget(matrix, 1)
        left.addLayout(metrics)
        numbers = QWidget()
        numbers.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        numbers.setFixedWidth(sizes.px(480))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["wide"])
        layout.addWidget(numbers)
        layout.addWidget(self._gallery, 1)

    @Slot()
    def _on_part_changed(self) -> None:
        if self.part:
            self._show_numbers()
            self._gallery.show_part(self._parts[self.part], self._threshold)

    @Slot()
    def _show_numbers(self) -> None:
        results = self._parts[self.part]
        counts = results.counts_at(self._threshold)
        by_class = results.tells_classes and self._reading.currentIndex() == 1
        matrix = results.class_matrix() if by_class else results.binary_matrix(self._threshold)
        self._about.setText(f"{counts.n:,} pictures · threshold {self._threshold:g}")
        self._matrix.set_matrix(matrix.labels, matrix.counts)
        accuracy = matrix.accuracy
        self._accuracy.set_value(value_text(accuracy), detail_text(accuracy), _WILSON)
        if matrix.largest_share is not None:
            self._largest.set_value(
                f"{matrix.largest_share:.3f}",
                f"Always answering {matrix.largest_class!r} is right in "
                f"{percentage(matrix.largest_share)}",
                "An accuracy near this share means little.",
            )
        self._sensitivity.set_value(
            value_text(counts.sensitivity),
            detail_text(counts.sensitivity),
            f"Share of malignant pictures read as malignant. {_WILSON}",
        )
        self._specificity.set_value(
            value_text(counts.specificity),
            detail_text(counts.specificity),
            f"Share of benign pictures read as benign. {_WILSON}",
        )
        auc = results.auc
        self._auc.set_value(
            value_text(auc),
            detail_text(auc),
            f"Chance that a malignant picture scores above a benign one. {_DELONG}",
        )

    @Slot(int, int)
    def _on_cell_clicked(self, true: int, read: int) -> None:
        if self._matrix_is_binary():
            self._gallery.show_cell(true, read)

    def _matrix_is_binary(self) -> bool:
        results = self._parts[self.part]
        return not (results.tells_classes and self._reading.currentIndex() == 1)
