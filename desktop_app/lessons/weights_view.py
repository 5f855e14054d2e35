"""Weights of a small network after each epoch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.lessons.grey import signed_image
from desktop_app.theme import current_sizes
from desktop_app.widgets.bar_chart import BarChart
from desktop_app.widgets.bar_data import BarData
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.picture_sheet import PictureSheet, SheetPicture

if TYPE_CHECKING:
    from training.lessons.digits_network import LayerSeen

_COLUMNS = 9


class WeightsView(QWidget):
    """One layer at a time: how its weights are spread, and, of the first, as pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: Sequence[LayerSeen] = ()
        self.layer = ChoiceBox("Layer")
        self._when = QLabel("No weights yet")
        self._when.setProperty("role", "muted")
        self._chart = BarChart("Weights", upright=True)
        self._sheet = PictureSheet(
            "Weights as pictures", "Only a first layer of neurons can be seen as pictures."
        )
        column = QVBoxLayout(self)
        column.setSpacing(current_sizes().spacing["close"])
        for widget in (self.layer, self._when, self._chart):
            column.addWidget(widget)
        column.addWidget(self._sheet, 1)
        self.layer.chosen.connect(self._show)

    def show_layers(self, layers: Sequence[LayerSeen], when: str) -> None:
        """Show what weights look like.

        Args:
            layers: One a layer.
            when: After which epoch.
        """
        if len(layers) != len(self._layers):
            choices = [(f"{place + 1}: {one.name}", str(place)) for place, one in enumerate(layers)]
            self.layer.set_choices(choices)
        self._layers = layers
        self._when.setText(when)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self._layers:
            return
        chosen = self.layer.choice
        layer = self._layers[int(chosen) if chosen else 0]
        edges = [f"{low:.2f} to {high:.2f}" for low, high in pairwise(layer.edges)]
        ticks = [f"{low:.2f}" for low in layer.edges[:-1]]
        counts = layer.counts.reshape(-1, 1)
        self._chart.set_data(BarData(tuple(edges), ("weights",), counts, tuple(ticks)))
        largest = float(np.abs(layer.pictures).max(initial=0.0))
        pictures = [
            SheetPicture(signed_image(one, largest), "", f"Weights of neuron {number + 1}")
            for number, one in enumerate(layer.pictures)
        ]
        rows = max(1, -(-len(pictures) // _COLUMNS))
        self._sheet.set_pictures(pictures, rows, _COLUMNS)
