"""What a model expects of pixels: said by a person, or found on labelled pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from desktop_app.foreign.scaling_choice import ScalingChoice
from desktop_app.foreign.words import check_in_words, trusted
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.usable import set_usable
from training.config.network import MAX_SIDE

if TYPE_CHECKING:
    from training.foreign.scaling import Scaling
    from training.foreign.scaling_check import ScalingResult

_ABOUT = (
    "Wrong scaling is the commonest fault. A few pictures whose class is known, in a folder for "
    "each class, show which one fits."
)


class PixelsCard(Card):
    """Size, where the model takes any, and scaling, with a check.

    Attributes:
        scaling: The scalings.
        height_box: Height of the pictures.
        width_box: Their width.
        choose_folder: Asks for labelled pictures.
        check: Tries all scalings on them.
        verdict: What that has shown.
        folder: The labelled pictures.

    Signals:
        changed: Another scaling.
        size_changed: Another size.
        folder_wanted: Labelled pictures are to be chosen.
        check_requested: The scalings are to be checked.
    """

    changed = Signal()
    size_changed = Signal()
    folder_wanted = Signal()
    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Pixels", parent)
        self.folder: Path | None = None
        self.scaling, self.verdict = ScalingChoice(), MessageBar()
        self.height_box, self.width_box = _side("Height"), _side("Width")
        self._size = QWidget()
        self._about, self._folder = plain_label(role="muted"), plain_label()
        self._about.setText(_ABOUT)
        self.choose_folder, self.check = QPushButton("Choose pictures…"), QPushButton("Check")
        self.choose_folder.setToolTip("A folder with a folder of pictures for each class")
        self.check.setToolTip("Ask the model about the pictures in every scaling")
        for button in (self.choose_folder, self.check):
            button.setAutoDefault(False)
        self._lay_out()
        self.scaling.changed.connect(self.changed)
        self.choose_folder.clicked.connect(self.folder_wanted)
        self.check.clicked.connect(self.check_requested)
        for box in (self.height_box, self.width_box):
            box.valueChanged.connect(self.size_changed)

    @property
    def image_size(self) -> tuple[int, int] | None:
        """Height and width; None for a model that takes one size alone."""
        if self._size.isHidden():
            return None
        return self.height_box.value(), self.width_box.value()

    def show_model(
        self, image_size: tuple[int, int], *, any_size: bool, scaling: Scaling | None
    ) -> None:
        """Ask about another model.

        Args:
            image_size: Height and width that are suggested.
            any_size: Whether the model takes any.
            scaling: The one that is suggested; None where nothing suggests any.
        """
        for box, side in zip((self.height_box, self.width_box), image_size, strict=True):
            box.setValue(side)
        self._size.setVisible(any_size)
        self.scaling.set_choice(scaling)
        self.clear_results()

    def show_folder(self, folder: Path | None, words: str = "") -> None:
        """Show which labelled pictures there are."""
        self.folder = folder
        self._folder.setText(f"{folder.name}: {words}" if folder else "No labelled pictures yet")
        self._folder.setToolTip(str(folder) if folder else "")
        self.clear_results()

    def show_results(self, results: Sequence[ScalingResult]) -> None:
        """Show how each scaling fares, and choose the one that fits where that is clear."""
        verdict = check_in_words(results, self.scaling.choice)
        self.scaling.show_results(results)
        fitting = trusted(results)
        if fitting is not None:
            self.scaling.set_choice(fitting)
        self.verdict.show_message(*verdict)

    def clear_results(self) -> None:
        """Show that nothing was checked as things are now."""
        self.scaling.clear_results()
        self.verdict.clear()

    def set_checkable(self, why_not: str) -> None:
        """Let the scalings be checked, or say why they cannot be."""
        why_not = why_not or ("" if self.folder else "Choose labelled pictures first.")
        set_usable(self.check, not why_not, why_not)

    def _lay_out(self) -> None:
        close = current_sizes().spacing["close"]
        size = QHBoxLayout(self._size)
        size.setContentsMargins(0, 0, 0, 0)
        size.setSpacing(close)
        for name, box in (("Height", self.height_box), ("Width", self.width_box)):
            label = QLabel(name)
            label.setBuddy(box)
            size.addWidget(label)
            size.addWidget(box)
        size.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(close)
        row.addWidget(self.choose_folder)
        row.addWidget(self.check)
        row.addStretch(1)
        self.body.addWidget(self._size)
        self.body.addWidget(self.scaling)
        self.body.addWidget(self._about)
        self.body.addLayout(row)
        self.body.addWidget(self._folder)
        self.body.addWidget(self.verdict)
        self.body.addStretch(1)


def _side(name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, MAX_SIDE)
    box.setSuffix(" px")
    box.setAccessibleName(f"{name} of the pictures")
    box.setToolTip(f"{name} that every picture is resized to before the model sees it")
    return box
