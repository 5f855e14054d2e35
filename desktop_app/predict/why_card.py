"""Where an answer comes from, and what moves it: a map, eight views, drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.predict.picture_tile import PictureTile
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.explanation_bar import ExplanationBar
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.usable import set_usable
from training.evaluation.verdict import percentage, verdict
from training.shortcuts.artefacts import ARTEFACTS, STRENGTHS
from training.shortcuts.stress import PictureStress
from training.views import VIEWS, Spread

_COLUMNS, _TILE = 3, 130
_NO_PICTURE = "A picture has to be read first."
_VIEWS = (
    "The picture turned by quarters and mirrored: a lesion has no top, and a model that is sure "
    "answers all eight alike."
)
_STRESS = (
    "Hair, a ruler and other things that are no lesion, drawn on the picture: a model that moves "
    "with them has learned from them. J. K. Winkler et al., JAMA Dermatology 155 (2019) 1135-1141."
)


class WhyCard(Card):
    """Three questions about the shown picture, each asked by hand.

    Attributes:
        bar: The map over the picture.
        views: Asks about eight views.
        stress: Asks about drawings.
        views_words: What the views say.
        stress_words: What the drawings do.
        tiles: The picture with each drawing.

    Signals:
        views_wanted: The eight views are to be asked about.
        stress_wanted: The drawings are to be asked about.
        stop_wanted: Kind (str) of question that is not wanted any more: "views" or "stress".
    """

    views_wanted = Signal()
    stress_wanted = Signal()
    stop_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Why", parent)
        self._threshold = 0.5
        self._spread: Spread | None = None
        self._stress: PictureStress | None = None
        self._pictures: Mapping[str, Any] = {}
        self.bar = ExplanationBar(words_below=True)
        self.views, self.stress = QPushButton("Ask eight views"), QPushButton("Draw on it")
        self.views.setToolTip(_VIEWS)
        self.stress.setToolTip(_STRESS)
        self.stop_views, self.stop_stress = QPushButton("Stop"), QPushButton("Stop")
        self.views_words, self.stress_words = plain_label(role="muted"), plain_label(role="muted")
        self.tiles = {name: PictureTile(_TILE) for name in ARTEFACTS}
        self._lay_out()
        self.views.clicked.connect(self._on_views_clicked)
        self.stress.clicked.connect(self._on_stress_clicked)
        self.stop_views.clicked.connect(self._on_stop_views_clicked)
        self.stop_stress.clicked.connect(self._on_stop_stress_clicked)
        self.set_possible(False)

    def set_possible(self, possible: bool) -> None:
        """Forget what was said of another picture; say whether this one can be asked about."""
        self._possible = possible
        self._spread = self._stress = None
        self.bar.clear()
        set_usable(self.bar.method, possible, _NO_PICTURE)
        self._end_views("Not asked yet." if possible else _NO_PICTURE)
        self._end_stress("Not asked yet." if possible else _NO_PICTURE)

    def set_threshold(self, threshold: float) -> None:
        """Read what was said at another threshold."""
        self._threshold = threshold
        self._show_views()
        self._show_stress()

    def show_views(self, spread: Spread) -> None:
        """Show what the eight views say."""
        self._spread = spread
        self._end_views("")
        self._show_views()

    def show_stress(self, stress: PictureStress, pictures: Mapping[str, Any]) -> None:
        """Show what drawings do.

        Args:
            stress: It.
            pictures: The picture with each drawing, by name, (height, width, 3), uint8.
        """
        self._stress, self._pictures = stress, pictures
        self._end_stress("")
        self._show_stress()

    def show_words(self, kind: str, words: str) -> None:
        """Show why there is no answer, or not yet, to "map", "views" or "stress"."""
        if kind == "map":
            self.bar.show_words(words)
        elif kind == "views":
            self._end_views(words)
        elif kind == "stress":
            self._end_stress(words)

    def show_delay(self, why: str) -> None:
        """Say why what is being asked takes longer; it comes all the same."""
        if self.stop_views.isVisibleTo(self):
            self.views_words.setText(why)
        if self.stop_stress.isVisibleTo(self):
            self.stress_words.setText(why)
        if self.bar.chosen and not self.bar.opacity.isEnabled():
            self.bar.show_words(why)

    def _lay_out(self) -> None:
        sizes = current_sizes()
        grid = QGridLayout()
        grid.setSpacing(sizes.spacing["tight"])
        for place, tile in enumerate(self.tiles.values()):
            tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a picture, nothing to press
            grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
        self.body.setSpacing(sizes.spacing["close"])
        self.body.addWidget(self.bar)
        for button, stop, words in (
            (self.views, self.stop_views, self.views_words),
            (self.stress, self.stop_stress, self.stress_words),
        ):
            stop.setProperty("kind", "quiet")
            stop.setAccessibleName(f"Stop: {button.text()}")
            stop.hide()
            row = QHBoxLayout()
            row.addWidget(button)
            row.addWidget(stop)
            row.addStretch(1)
            part = QVBoxLayout()
            part.setSpacing(sizes.spacing["tight"])
            part.addLayout(row)
            part.addWidget(words)
            self.body.addLayout(part)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def _show_views(self) -> None:
        spread = self._spread
        if spread is None:
            return
        flips = spread.flips(self._threshold)
        other = (
            f"{flips} of the {len(VIEWS) - 1} others read otherwise than the picture as it is."
            if flips
            else "All are read alike."
        )
        self.views_words.setText(
            f"Mean {percentage(spread.mean)}, from {percentage(spread.low)} to "
            f"{percentage(spread.high)}; standard deviation "
            f"{100 * spread.deviation:.1f} percentage points. {other}"
        )
        said = (f"{name}: {percentage(p)}" for name, p in zip(VIEWS, spread.values, strict=True))
        self.views_words.setToolTip("\n".join(said))

    def _show_stress(self) -> None:
        told = self._stress
        if told is None:
            return
        plain = {s.artefact: s for s in told.shifts if s.strength == STRENGTHS["plain"]}
        flips = told.flips(self._threshold)
        names = {value: name for name, value in STRENGTHS.items()}
        for name, tile in self.tiles.items():
            title, after = ARTEFACTS[name].title, plain[name].probability
            flipped = (after >= self._threshold) != (told.probability >= self._threshold)
            reading = verdict(after, self._threshold)
            moved = f"{100 * (after - told.probability):+.1f} pp"
            others = ", ".join(
                f"{names[s.strength]} {percentage(s.probability)}"
                for s in told.shifts
                if s.artefact == name
            )
            picture = self._pictures.get(name)
            tile.show_tile(
                None if picture is None else to_qimage(picture),
                f"{title}\n{moved}\n{'⚠ ' if flipped else ''}{reading}",
                f"With {title}: {percentage(after)} instead of {percentage(told.probability)}, "
                f"read as {reading}. By strength: {others}.",
            )
        largest = max((abs(s.probability - told.probability) for s in told.shifts), default=0.0)
        verdicts = (
            f"{len(flips)} of {len(told.shifts)} drawings turn the verdict"
            if flips
            else "No drawing turns the verdict"
        )
        self.stress_words.setText(
            f"{verdicts}; the score moves by up to {100 * largest:.1f} percentage points (pp). "
            "Shown at plain strength."
        )

    def _end_views(self, words: str) -> None:
        self.stop_views.hide()
        self.views_words.setText(words)
        self.views_words.setToolTip("")
        set_usable(self.views, self._possible, _NO_PICTURE)

    def _end_stress(self, words: str) -> None:
        self.stop_stress.hide()
        self.stress_words.setText(words)
        set_usable(self.stress, self._possible, _NO_PICTURE)
        for tile in self.tiles.values():
            tile.hide()

    @Slot()
    def _on_views_clicked(self) -> None:
        self._spread = None
        self._end_views("The eight views are being asked about.")
        set_usable(self.views, False, "It is being asked.")
        self.stop_views.show()
        self.views_wanted.emit()

    @Slot()
    def _on_stress_clicked(self) -> None:
        self._stress = None
        self._end_stress("The picture is being drawn on, and asked about.")
        set_usable(self.stress, False, "It is being asked.")
        self.stop_stress.show()
        self.stress_wanted.emit()

    @Slot()
    def _on_stop_views_clicked(self) -> None:
        self._end_views("Stopped.")
        self.stop_wanted.emit("views")

    @Slot()
    def _on_stop_stress_clicked(self) -> None:
        self._end_stress("Stopped.")
        self.stop_wanted.emit("stress")
