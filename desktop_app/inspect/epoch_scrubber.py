"""Going through the epochs of a finished run: how its validation part was read after each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.usable import set_usable
from training.evaluation.epochs import EpochResult

_FINAL = "Final result"
_ABOUT = "Go through the epochs: how the validation part was read after each of them."
_VALIDATION = "validation"
_NOT_HERE = "After each epoch the validation part alone was read: choose that part above."


class EpochScrubber(QWidget):
    """A slider over the epochs, the final result at its end.

    Attributes:
        slider: Which epoch, from 0; the last place is the final result.
        about: What is shown, in words.

    Signals:
        moved: Another epoch, or the final result, is chosen.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[EpochResult, ...] = ()
        self.about = QLabel()
        self.back = QPushButton("Back")
        self.back.setProperty("kind", "quiet")
        self.back.setToolTip("Back to the final result")
        self.back.setAccessibleName("Back to the final result")
        keeps_its_place = self.back.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keeps_its_place)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Epoch that the matrix shows")
        self.slider.setToolTip(_ABOUT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.back)
        layout.addWidget(self.about)
        layout.addLayout(row)
        self.slider.valueChanged.connect(self._on_moved)
        self.back.clicked.connect(self._on_back_clicked)
        self.show_epochs((), "")

    @property
    def shown(self) -> EpochResult | None:
        """The epoch that is chosen; None for the final result."""
        place = self.slider.value()
        return self._epochs[place] if place < len(self._epochs) else None

    @property
    def words(self) -> str:
        """What is shown, in words: "epoch 7 of 20, validation"."""
        shown = self.shown
        if shown is None:
            return _FINAL.lower()
        return f"epoch {shown.epoch + 1:,} of {self._epochs[-1].epoch + 1:,}, validation"

    def show_epochs(self, epochs: Sequence[EpochResult], part: str) -> None:
        """Let a person go through epochs; the final result is chosen.

        Args:
            epochs: The epochs; none hides the slider.
            part: The part that is shown: epochs are known of the validation part alone.
        """
        self._epochs = tuple(epochs)
        self.setVisible(bool(epochs))
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(self._epochs))
        self.slider.setPageStep(max(1, len(self._epochs) // 10))
        self.slider.setValue(len(self._epochs))
        self.slider.blockSignals(False)
        self.show_part(part)

    def show_part(self, part: str) -> None:
        """Let epochs be chosen for the validation part; others show the final result."""
        set_usable(self.slider, part == _VALIDATION, _NOT_HERE)
        if part != _VALIDATION:
            self.slider.setValue(len(self._epochs))
        self._show_words()

    def say(self, words: str) -> None:
        """Say something in place of the epoch, until another is chosen."""
        self.about.setText(words)

    def _show_words(self) -> None:
        words, scrubbed = self.words, self.shown is not None
        self.about.setText(words[0].upper() + words[1:])
        self.about.setProperty("role", "warning" if scrubbed else "muted")
        self.about.style().polish(self.about)
        self.slider.setAccessibleDescription(words)
        self.back.setVisible(scrubbed)

    @Slot()
    def _on_moved(self) -> None:
        self._show_words()
        self.moved.emit()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.slider.setValue(len(self._epochs))
