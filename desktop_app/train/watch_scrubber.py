"""Going through the epochs of a run that is not being trained."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from desktop_app.theme import current_sizes, leave_out_in_lectures
from desktop_app.train.event_words import logs_words
from training.events import EpochEnded


class Scrubber(QWidget):
    """A slider over the epochs, and the values after the one that is chosen.

    Attributes:
        slider: Which of the epochs, from 0.

    Signals:
        moved: Another epoch is chosen: its place in the list (int).
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: list[EpochEnded] = []
        self._names: tuple[str, ...] = ()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Epoch that is shown")
        self.slider.setToolTip(
            "Go through the epochs: the matrix, the pictures and the values are those of then."
        )
        self.slider.setMinimumWidth(current_sizes().px(120))
        self._epoch, self._values = QLabel(), QLabel()
        self._values.setProperty("role", "small")
        self._values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["normal"])
        layout.addWidget(self._epoch)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._values, 3)
        leave_out_in_lectures(self._values)
        self.slider.valueChanged.connect(self._on_moved)
        self.hide()

    @property
    def words(self) -> str:
        """The epoch that is shown and its values."""
        return f"{self._epoch.text()}: {self._values.text()}"

    def show_epochs(self, epochs: list[EpochEnded], metric: str) -> None:
        """Let a person go through epochs; the last is chosen.

        Args:
            epochs: The epochs; none hides the slider.
            metric: What is told of them beside the loss.
        """
        self._epochs = epochs
        self._names = ("loss", metric)
        self.setVisible(bool(epochs))
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(epochs) - 1))
        self.slider.setPageStep(max(1, len(epochs) // 10))
        self.slider.setValue(len(epochs) - 1)
        self.slider.blockSignals(False)
        self._show_values()

    @Slot()
    def _on_moved(self) -> None:
        self._show_values()
        self.moved.emit(self.slider.value())

    def _show_values(self) -> None:
        if not self._epochs:
            return
        epoch = self._epochs[self.slider.value()]
        best = "best so far  ·  " if epoch.best else ""
        self._epoch.setText(f"Epoch {epoch.epoch + 1:,} of {self._epochs[-1].epoch + 1:,}")
        self._values.setText(best + logs_words(epoch.logs, self._names))
        self._values.setToolTip(logs_words(epoch.logs, _without_validation(epoch)))
        self.slider.setAccessibleDescription(self.words)


def _without_validation(epoch: EpochEnded) -> list[str]:
    return list(dict.fromkeys(name.removeprefix("val_") for name in epoch.logs))
