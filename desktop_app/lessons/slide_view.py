"""A filter slides over a picture: what it lies on, what it makes of it, ReLU and max-pooling."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.lessons.number_picture import NumberPicture
from desktop_app.lessons.player import Player
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.steady_label import SteadyLabel

_SECONDS = 12.0
"""How long a filter slides at first."""
_STAGES = (
    ("What the filter makes of it", "filtered"),
    ("After ReLU", "rectified"),
    ("After max-pooling", "pooled"),
)


class SlideView(QWidget):
    """The picture at the left, pixels times weights in the middle, the result at the right.

    Attributes:
        player: Plays the positions, row by row.
        picture: The picture, with a frame where the filter lies.
        result: What has come of it so far.
        stage: Which result is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player = Player("place", 300.0, (1.0, 2000.0))
        self.picture = NumberPicture("The picture", "No picture yet")
        self.result = NumberPicture("The result", "Nothing yet")
        self._below = NumberPicture("Pixels below the filter", "")
        self._weights = NumberPicture("Weights of the filter", "")
        for small in (self._below, self._weights):  # a projector leaves little room for both
            small.setMinimumSize(current_sizes().px(60), current_sizes().px(60))
        self._sum = SteadyLabel("heading", alignment=Qt.AlignmentFlag.AlignHCenter)
        self.stage = ChoiceBox("Result")
        self.stage.set_choices(_STAGES)
        self.stage.chosen.connect(self._show_result)
        self._grey: NDArray[np.float64] = np.zeros((0, 0))
        self._kernel: NDArray[np.float64] = np.zeros((0, 0))
        self._rows: NDArray[np.float64] = np.zeros((0, 0))
        self._later: dict[str, NDArray[np.float64]] = {}
        self.player.moved.connect(self._on_moved)
        self._lay_out()

    def begin(self, picture: ArrayLike, weights: ArrayLike) -> None:
        """Show a picture, over which a filter is about to slide.

        Args:
            picture: Grey values from 0 to 1, shape (height, width).
            weights: Shape (side, side).
        """
        self._grey = np.asarray(picture, dtype=np.float64)
        self._kernel = np.asarray(weights, dtype=np.float64)
        self._rows = np.zeros((0, self._grey.shape[1]))
        self._later = {}
        self.stage.set_choice("filtered")
        self.picture.show_values(self._grey, 1.0)
        reach = float(np.abs(self._kernel).max() or 1.0)
        self._weights.show_values(self._kernel, reach, -reach)
        self.player.set_length(0)
        self.player.go_to(0)

    def add_rows(self, values: ArrayLike) -> None:
        """Take in further rows of the result, shape (rows, width)."""
        first = not len(self._rows)
        self._rows = np.vstack([self._rows, np.asarray(values, dtype=np.float64)])
        self.player.set_length(self._rows.size)
        if first:
            self.player.set_pace(max(1.0, self._grey.size / _SECONDS))
            self.player.start()

    def show_stages(self, rectified: ArrayLike, pooled: ArrayLike) -> None:
        """Take in what ReLU, then max-pooling, makes of the whole result."""
        self._later = {
            "rectified": np.asarray(rectified, dtype=np.float64),
            "pooled": np.asarray(pooled, dtype=np.float64),
        }

    def clear(self) -> None:
        """Show nothing."""
        self.begin(np.zeros((0, 0)), np.zeros((1, 1)))

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        if not self._grey.size:
            for shown in (self.result, self._below):
                shown.show_values(np.zeros((0, 0)), 1.0)
            self._sum.clear()
            return
        side = len(self._kernel)
        row, column = divmod(max(place - 1, 0), self._grey.shape[1])
        margin = side // 2
        self.picture.frame_part(row - margin, column - margin, side if place else 0, side)
        below = np.pad(self._grey, margin)[row : row + side, column : column + side]
        self._below.show_values(below, 1.0)
        total = float((below * self._kernel).sum())
        self._sum.setText(f"Sum: {total:.2f}" if place else "")
        self._show_result()

    @Slot()
    def _show_result(self) -> None:
        stage = self.stage.choice or "filtered"
        if stage in self._later:
            values = self._later[stage]
            self.result.show_values(values, float(values.max(initial=0.0)))
            return
        shown = np.full(self._grey.shape, np.nan)
        place = min(self.player.at, self._rows.size)
        shown.flat[:place] = self._rows.flat[:place]
        low, high = self._rows.min(initial=0.0), self._rows.max(initial=0.0)
        self.result.show_values(shown, float(high), float(low))

    def _lay_out(self) -> None:
        sizes = current_sizes()
        grid = QGridLayout()
        grid.setSpacing(sizes.spacing["close"])
        middle = QVBoxLayout()
        for title, widget in (
            ("Pixels below the filter", self._below),
            ("times weights", self._weights),
        ):
            label = QLabel(title)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            middle.addWidget(label)
            middle.addWidget(widget, 1)
        middle.addWidget(self._sum)
        heading = QLabel("The picture")
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0)
        grid.addWidget(self.stage, 0, 2)
        grid.addWidget(self.picture, 1, 0)
        grid.addLayout(middle, 1, 1)
        grid.addWidget(self.result, 1, 2)
        for column, share in enumerate((4, 3, 4)):
            grid.setColumnStretch(column, share)
        grid.setRowStretch(1, 1)
        column_ = QVBoxLayout(self)
        column_.addLayout(grid, 1)
        column_.addWidget(self.player)
