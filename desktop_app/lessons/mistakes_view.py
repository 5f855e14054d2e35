"""What a network gets wrong: confusion matrix, report by class, and the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from desktop_app.lessons.grey import grey_image
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.estimate_table import EstimateTable
from desktop_app.widgets.picture_sheet import PictureSheet, SheetPicture

if TYPE_CHECKING:
    from training.evaluation.class_report import ClassReport

_COLUMNS, _MOST = 6, 36
_REPORT = (
    ("precision", "Precision", "Share of what is read as it that is it."),
    ("recall", "Recall", "Share of its pictures that are read as it."),
    ("f1", "F1", "Harmonic mean of precision and recall."),
)


class MistakesView(QWidget):
    """The matrix at the left; wrong pictures and the report at the right.

    Attributes:
        matrix: The confusion matrix.
        wrong: Pictures that were read wrongly.
        report: Numbers of each class.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = ConfusionMatrix(most=2000)
        self.wrong = PictureSheet("Wrongly read pictures", "No mistakes to show")
        self.report = EstimateTable("Report by class")
        right = QTabWidget()
        right.addTab(self.wrong, "Pictures")
        right.addTab(self.report, "By class")
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.matrix)
        across.addWidget(right)
        across.setSizes([600, 400])
        row = QHBoxLayout(self)
        row.addWidget(across)

    def show_report(
        self,
        classes: Sequence[str],
        counts: NDArray[np.int64],
        report: ClassReport,
    ) -> None:
        """Show the confusion matrix and the numbers of each class.

        Args:
            classes: Names of the classes.
            counts: Pictures by (true class, class read), shape (n, n).
            report: Numbers of each class.
        """
        self.matrix.set_matrix(classes, counts)
        header = [
            ("Class", "Each class against the rest."),
            ("Pictures", "Pictures of the class."),
            *((title, meaning) for _, title, meaning in _REPORT),
        ]
        rows = [
            [row.name, f"{row.support:,}", *(getattr(row, name) for name, _, _ in _REPORT)]
            for row in report.rows
        ]
        self.report.show_rows(header, rows)

    def show_wrong(
        self, pictures: NDArray[np.uint8], words: Sequence[tuple[str, str]], largest: int
    ) -> None:
        """Show pictures that were read wrongly.

        Args:
            pictures: Shape (n, height, width).
            words: What each shows, and what it was read as.
            largest: The largest value that a pixel can have.
        """
        shown = [
            SheetPicture(
                grey_image(one, largest), f"{true} → {read}", f"True {true}, read as {read}"
            )
            for one, (true, read) in zip(pictures[:_MOST], words, strict=False)
        ]
        self.wrong.set_pictures(shown, max(1, -(-len(shown) // _COLUMNS)), _COLUMNS)

    def clear(self) -> None:
        """Show nothing."""
        self.matrix.clear()
        self.wrong.set_pictures((), 1, 1)
        self.report.show_rows([], [])
