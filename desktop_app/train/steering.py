"""What a person can do to a training: hold it, lead it on, change its rate, add to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QToolButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.rate_control import RateControl
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable

_WHY_NOT = {
    "starting": "The training is starting: this can be done once it runs.",
    "stopping": "Stopping: one batch to go.",
    "idle": "Nothing is being trained.",
}
_MOST_EPOCHS = 10_000
_HOLD_KEYS = "Ctrl+Space"


class Steering(QWidget):
    """A row of controls while a training runs, another one for a run that has ended.

    Attributes:
        hold: Pauses, or continues.
        step: Leads a paused training on by a step.
        epoch: Leads it on to the end of the epoch.
        rate: Its learning rate.
        epochs: How many epochs to add.
        add: Adds them.

    Signals:
        pause_requested: The training is to hold before its next step.
        continue_requested: It is to go on.
        span_requested: It is to go on for a "step" or an "epoch" (str) and hold again.
        rate_requested: It is to use another learning rate (float).
        epochs_requested: The ended run is to train on for so many epochs (int).
    """

    pause_requested = Signal()
    continue_requested = Signal()
    span_requested = Signal(str)
    rate_requested = Signal(float)
    epochs_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "idle"
        self._can_add = False
        self.hold = _button("Pause", "pause", "", "")
        self.step = _button("One step", "step", "Trains on one batch and pauses", "Ctrl+Right")
        self.epoch = _button(
            "One epoch", "epoch", "Trains to the end of an epoch and pauses", "Ctrl+Shift+Right"
        )
        self.rate = RateControl()
        self.epochs = QSpinBox()
        self.epochs.setRange(1, _MOST_EPOCHS)
        self.epochs.setValue(10)
        self.epochs.setAccessibleName("Epochs to add")
        self.epochs.setToolTip("How many epochs to add.")
        self.add = _button("Add epochs", "play", "Trains this run further, from its last epoch on")
        self._lay_out()
        self.hold.clicked.connect(self._on_hold_clicked)
        self.step.clicked.connect(self._on_step_clicked)
        self.epoch.clicked.connect(self._on_epoch_clicked)
        self.rate.rate_requested.connect(self.rate_requested)
        self.add.clicked.connect(self._on_add_clicked)
        self._show_state()

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        self._state = state
        self._show_state()

    def offer_epochs(self, offered: bool) -> None:
        """Let a person add epochs to the run that is shown, or not."""
        self._can_add = offered
        self._show_state()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self._live, self._ended = QWidget(), QWidget()
        live, ended = QHBoxLayout(self._live), QHBoxLayout(self._ended)
        for row in (live, ended):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(spacing["close"])
        for button in (self.hold, self.step, self.epoch):
            live.addWidget(button)
        live.addStretch(1)
        live.addWidget(self.rate)
        words = QLabel("Train further by")
        words.setBuddy(self.epochs)
        for widget in (words, self.epochs, self.add):
            ended.addWidget(widget)
        ended.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["tight"], 0, spacing["tight"])
        layout.setSpacing(spacing["tight"])
        layout.addWidget(self._live)
        layout.addWidget(self.rate.note)
        layout.addWidget(self._ended)

    def _show_state(self) -> None:
        state, idle = self._state, self._state == "idle"
        self.setVisible(not idle or self._can_add)
        self._live.setVisible(not idle)
        self._ended.setVisible(idle and self._can_add)
        if idle:
            self.rate.reset()
        why_not = _WHY_NOT.get(state, "")
        paused = state == "paused"
        self.hold.setText("Continue" if paused else "Pause")
        self.hold.setShortcut(_HOLD_KEYS)  # a new text has taken it away
        set_icon(self.hold, "play" if paused else "pause")
        words = "Trains on" if paused else "Holds the training before its next step"
        self.hold.setEnabled(not why_not)
        self.hold.setToolTip(why_not or _tip(words, _HOLD_KEYS))
        set_usable(self.step, not why_not, why_not)
        set_usable(self.epoch, not why_not, why_not)
        self.rate.set_usable(why_not)

    @Slot()
    def _on_hold_clicked(self) -> None:
        (self.continue_requested if self._state == "paused" else self.pause_requested).emit()

    @Slot()
    def _on_step_clicked(self) -> None:
        self.span_requested.emit("step")

    @Slot()
    def _on_epoch_clicked(self) -> None:
        self.span_requested.emit("epoch")

    @Slot()
    def _on_add_clicked(self) -> None:
        self.epochs_requested.emit(self.epochs.value())


def _button(text: str, icon: str, words: str, keys: str = "") -> QToolButton:
    button = QToolButton()  # narrower than a push button: all of them stand in one row
    button.setText(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    set_icon(button, icon)
    button.setShortcut(keys)
    button.setToolTip(_tip(words, keys))
    return button


def _tip(words: str, keys: str) -> str:
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({native})." if keys else f"{words}."
