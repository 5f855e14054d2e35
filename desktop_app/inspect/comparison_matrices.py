"""The confusion matrices of two runs, and by how much they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.widgets.card import Card
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.difference_matrix import DifferenceMatrix
from training.evaluation.review import Reading


class ComparisonMatrices(Card):
    """Three matrices beside one another.

    Signals:
        pictures_chosen: Positions of the samples of a cell (int64, shape (samples,)), and what they
            have in common (str).
    """

    pictures_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._readings: tuple[Reading, Reading] | None = None
        self.first = ConfusionMatrix(least=148, most=260)
        self.second = ConfusionMatrix(least=148, most=260)
        self.gap = DifferenceMatrix(least=148, most=260)
        row = QHBoxLayout()
        for title, matrix in (
            ("This run", self.first),
            ("Other run", self.second),
            ("This less other", self.gap),
        ):
            matrix.setAccessibleName(f"Confusion matrix: {title}")
            matrix.chosen.connect(self._on_cell_chosen)
            column = QVBoxLayout()
            heading = QLabel(title)
            heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(heading)
            column.addWidget(matrix, 1)
            row.addLayout(column, 1)
        self.body.addLayout(row)

    def show_readings(self, readings: tuple[Reading, Reading]) -> None:
        """Show how this run and the other one read the same samples."""
        self._readings = readings
        first, second = (reading.matrix for reading in readings)
        self.first.set_matrix(first.labels, first.counts)
        self.second.set_matrix(second.labels, second.counts)
        self.gap.set_matrix(first.labels, first.counts - second.counts)

    @Slot(int, int)
    def _on_cell_chosen(self, true: int, read: int) -> None:
        if self._readings is None:
            return
        inside = [(each.true == true) & (each.read == read) for each in self._readings]
        chosen: Mapping[object, tuple[Any, str]] = {
            self.first: (inside[0], "by this run"),
            self.second: (inside[1], "by the other run"),
            self.gap: (inside[0] ^ inside[1], "by one of the two runs alone"),
        }
        mask, by_whom = chosen[self.sender()]
        labels = self._readings[0].labels
        words = f"{labels[true]} read as {labels[read]} {by_whom}"
        self.pictures_chosen.emit(np.flatnonzero(mask).astype(np.int64), words)
