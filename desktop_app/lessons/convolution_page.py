"""What a layer of convolution does: a filter slides, feature maps, learned filters, dropout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop_app.lessons.grey import grey_image, signed_image
from desktop_app.lessons.lesson_page import LessonPage
from desktop_app.lessons.slide_view import SlideView
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.picture_sheet import PictureSheet, SheetPicture

_COLUMNS, _MOST = 8, 64
_SLIDE, _MAPS, _FILTERS, _DROPOUT = range(4)


class ConvolutionPage(LessonPage):
    """One tab a thing to look at; what is told brings its tab to the front.

    Attributes:
        tabs: The tabs.
        slide: A filter that slides.
        layer: Which layer's maps are shown.
        maps: Feature maps of that layer.
        filters: Learned filters.
        dropout: A feature map, and what steps of a training pass on of it.
    """

    def __init__(self) -> None:
        super().__init__("Convolution")
        self._layers: Sequence[tuple[str, NDArray[np.float32]]] = ()
        self._seen: QImage | None = None
        self.slide = SlideView()
        self.layer = ChoiceBox("Layer")
        self.layer.chosen.connect(self._show_layer)
        self.maps = PictureSheet("Feature maps", "No feature maps yet")
        self.filters = PictureSheet("Learned filters", "No learned filters yet")
        self.dropout = PictureSheet("Dropout", "No dropout shown yet")
        maps = QWidget()
        column = QVBoxLayout(maps)
        column.addWidget(self.layer)
        column.addWidget(self.maps, 1)
        self.tabs = QTabWidget()
        for title, widget in (
            ("A filter slides", self.slide),
            ("Feature maps", maps),
            ("Learned filters", self.filters),
            ("Dropout", self.dropout),
        ):
            self.tabs.addTab(widget, title)
        self.body.addWidget(self.tabs, 1)

    def begin_slide(
        self, title: str, picture: NDArray[np.floating], weights: NDArray[np.floating]
    ) -> None:
        """Show a picture, over which a filter is about to slide.

        Args:
            title: What the filter is called.
            picture: Grey values from 0 to 1, shape (height, width).
            weights: Shape (side, side).
        """
        self.set_subtitle(f"Filter: {title}")
        self.slide.begin(picture, weights)
        self.tabs.setCurrentIndex(_SLIDE)

    def show_maps(
        self, seen: NDArray[np.uint8], layers: Sequence[tuple[str, NDArray[np.float32]]]
    ) -> None:
        """Show what each layer makes of a picture.

        Args:
            seen: The picture, shape (height, width, 3).
            layers: Name of each layer, and its maps, shape (height, width, channels).
        """
        self._seen, self._layers = to_qimage(seen), layers
        names = [f"{place + 1}: {name}" for place, (name, _) in enumerate(layers)]
        self.layer.set_choices([(name, str(place)) for place, name in enumerate(names)])
        self.set_subtitle("")
        self._show_layer()
        self.tabs.setCurrentIndex(_MAPS)

    def show_filters(self, weights: NDArray[np.float32]) -> None:
        """Show learned filters of three colours, shape (filters, height, width, 3)."""
        reach = float(np.abs(weights).max(initial=0.0)) or 1.0
        shares = np.clip(0.5 + 0.5 * weights[:_MOST] / reach, 0.0, 1.0)
        pixels = np.rint(255 * shares).astype(np.uint8).repeat(16, axis=1).repeat(16, axis=2)
        shown = [
            SheetPicture(to_qimage(np.ascontiguousarray(one)), str(n + 1), f"Filter {n + 1}")
            for n, one in enumerate(pixels)
        ]
        _lay(self.filters, shown)

    def show_dropout(self, values: NDArray[np.floating], left: NDArray[np.floating]) -> None:
        """Show a feature map and what steps of a training pass on of it.

        Args:
            values: Shape (height, width).
            left: Shape (steps, height, width).
        """
        largest = float(max(values.max(initial=0.0), left.max(initial=0.0))) or 1.0
        shown = [SheetPicture(grey_image(values, largest), "As it is", "The feature map as it is")]
        shown += [
            SheetPicture(grey_image(one, largest), f"Step {n}", f"What step {n} passes on")
            for n, one in enumerate(left, start=1)
        ]
        columns = min(len(shown), 2 if len(shown) <= 4 else 4)
        self.dropout.set_pictures(shown, -(-len(shown) // columns), columns)
        self.set_subtitle("")
        self.tabs.setCurrentIndex(_DROPOUT)

    def clear(self) -> None:
        """Show nothing."""
        self.slide.clear()
        self._layers, self._seen = (), None
        self.layer.set_choices(())
        for sheet in (self.maps, self.filters, self.dropout):
            sheet.set_pictures((), 1, 1)
        self.set_subtitle("")

    @Slot()
    def _show_layer(self) -> None:
        chosen = int(self.layer.choice or 0)
        if self._seen is None or chosen >= len(self._layers):
            return
        name, maps = self._layers[chosen]
        largest = float(np.abs(maps).max(initial=0.0)) or 1.0
        shown = [SheetPicture(self._seen, "Seen", "The picture that the network is shown")]
        for number in range(min(maps.shape[-1], _MOST - 1)):
            one = maps[..., number]
            image = grey_image(one, largest) if one.min() >= 0 else signed_image(one, largest)
            shown.append(SheetPicture(image, str(number + 1), f"{name}, map {number + 1}"))
        _lay(self.maps, shown)


def _lay(sheet: PictureSheet, pictures: Sequence[SheetPicture]) -> None:
    columns = min(_COLUMNS, max(1, len(pictures)))
    sheet.set_pictures(pictures, max(1, -(-len(pictures) // columns)), columns)
