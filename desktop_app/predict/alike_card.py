"""The validation pictures that look most alike to the model, with their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.predict.picture_tile import PictureTile
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.images import to_qimage
from training.evaluation.predictions import NEGATIVE, POSITIVE

if TYPE_CHECKING:
    from training.reference import Neighbour

COUNT = 4
_TILE = 98
_INVITATION = "When a picture has been read, the pictures most like it stand here."
_WAITING = "Looking for the pictures most like it."
_ABOUT = (
    "Below each its truth, and the cosine distance of what enters the model's last layer: 0 is the "
    "same to it. Press one to see it large."
)


class AlikeCard(Card):
    """Four pictures with truth and distance; or words where there are none.

    Attributes:
        tiles: The pictures, the nearest first.
        about: What is shown, or why nothing is.

    Signals:
        neighbour_chosen: The Neighbour that is to be seen large.
    """

    neighbour_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Most alike in validation", parent)
        self._neighbours: Sequence[Neighbour] = ()
        self.tiles = tuple(PictureTile(_TILE) for _ in range(COUNT))
        row = QHBoxLayout()
        row.setSpacing(current_sizes().spacing["tight"])
        for place, tile in enumerate(self.tiles):
            row.addWidget(tile, 1)
            tile.clicked.connect(lambda _=False, place=place: self._on_clicked(place))
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.body.addLayout(row)
        self.body.addWidget(self.about)
        self.body.addStretch(1)
        self.clear()

    def clear(self, why: str = _INVITATION) -> None:
        """Show no pictures, and why."""
        self._neighbours = ()
        for tile in self.tiles:
            tile.hide()
        self.about.setText(why)

    def show_waiting(self) -> None:
        """Show that they are being looked for."""
        self.clear(_WAITING)

    def show_neighbours(
        self, neighbours: Sequence[Neighbour], thumbnails: Mapping[str, Any]
    ) -> None:
        """Show pictures.

        Args:
            neighbours: At most four, the nearest first.
            thumbnails: By name, (height, width, 3), uint8; one that cannot be read is left out.
        """
        self.clear(_ABOUT)
        self._neighbours = neighbours[:COUNT]
        for tile, neighbour in zip(self.tiles, self._neighbours, strict=False):
            picture = thumbnails.get(neighbour.sample_id)
            missing = "" if picture is not None else ", its file is not there any more"
            side = POSITIVE if neighbour.positive else NEGATIVE
            mark = "▲" if neighbour.positive else "○"
            tile.show_tile(
                None if picture is None else to_qimage(picture),
                f"{neighbour.class_name}\n{mark} {neighbour.distance:.3f}",
                f"{neighbour.sample_id}: truth {neighbour.class_name} ({side}), "
                f"distance {neighbour.distance:.3f}{missing}",
            )
            tile.setEnabled(picture is not None)

    def _on_clicked(self, place: int) -> None:
        self.neighbour_chosen.emit(self._neighbours[place])
