"""What a person can do to a training: hold it, lead it on, change its rate, add to it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.rate_control import RateControl
from desktop_app.train.row_button import change_button, row_button
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.usable import set_usable

_WHY_NOT = {
    "starting": "The training is starting: this can be done once it runs.",
    "stopping": "Stopping: one batch to go.",
    "idle": "Nothing is being trained.",
}
_DELAYS = (
    ("Full speed", "0"),
    *((f"{seconds} s a step", seconds) for seconds in ("0.2", "0.5", "1", "2", "5")),
)
_MOST_EPOCHS = 10_000
_HOLD_KEYS = "Ctrl+Space"


class Steering(QWidget):
    """A row of controls while a training runs, another one for a run that has ended.

    Attributes:
        hold: Pauses, or continues.
        step: Leads a paused training on by a step.
        epoch: Leads it on to the end of the epoch.
        pace: Slow motion: how long each step waits.
        rate: Its learning rate.
        epochs: How many epochs to add.
        add: Adds them.
        replay: Replays the run that is shown.

    Signals:
        pause_requested: The training is to hold before its next step.
        continue_requested: It is to go on.
        span_requested: It is to go on for a "step" or an "epoch" (str) and hold again.
        delay_requested: Each step is to wait for so many seconds (float).
        rate_requested: It is to use another learning rate (float).
        epochs_requested: The ended run is to train on for so many epochs (int).
        replay_requested: The run that is shown is to be replayed.
    """

    pause_requested = Signal()
    continue_requested = Signal()
    span_requested = Signal(str)
    delay_requested = Signal(float)
    rate_requested = Signal(float)
    epochs_requested = Signal(int)
    replay_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "idle"
        self._can_add = self._can_replay = self._replaying = False
        self.hold = row_button("Pause", "pause", "Holds the training")
        self.step = row_button("One step", "step", "Trains on one batch and pauses", "Ctrl+Right")
        self.epoch = row_button(
            "One epoch", "epoch", "Trains to the end of an epoch and pauses", "Ctrl+Shift+Right"
        )
        self.pace = ChoiceBox("Slow motion")
        self.pace.set_choices(_DELAYS)
        self.pace.setToolTip("Slow motion: lets each step wait; what is learned stays the same.")
        self.rate = RateControl()
        self.epochs = QSpinBox()
        self.epochs.setRange(1, _MOST_EPOCHS)
        self.epochs.setValue(10)
        self.epochs.setAccessibleName("Epochs to add")
        self.epochs.setToolTip("How many epochs to add.")
        self.add = row_button(
            "Add epochs", "play", "Trains this run further, from its last epoch on"
        )
        self.replay = row_button("Replay", "play", "Shows the training again, at any speed")
        self._lay_out()
        self.hold.clicked.connect(self._on_hold_clicked)
        self.step.clicked.connect(self._on_step_clicked)
        self.epoch.clicked.connect(self._on_epoch_clicked)
        self.pace.chosen.connect(self._on_pace_chosen)
        self.rate.rate_requested.connect(self.rate_requested)
        self.add.clicked.connect(self._on_add_clicked)
        self.replay.clicked.connect(self.replay_requested)
        self._show_state()

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        self._state = state
        self._show_state()

    def offer_epochs(self, offered: bool) -> None:
        """Let a person add epochs to the run that is shown, or not."""
        self._can_add = offered
        self._show_state()

    def offer_replay(self, offered: bool) -> None:
        """Let a person replay the run that is shown, or not."""
        self._can_replay = offered
        self._show_state()

    def set_replaying(self, replaying: bool) -> None:
        """Show nothing while the run that is shown is replayed: a replay has its own controls."""
        self._replaying = replaying
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
        live.addWidget(self.pace)
        live.addStretch(1)
        live.addWidget(self.rate)
        words = QLabel("Train further by")
        words.setBuddy(self.epochs)
        self._further = (words, self.epochs, self.add)
        for widget in self._further:
            ended.addWidget(widget)
        ended.addStretch(1)
        ended.addWidget(self.replay)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["tight"], 0, spacing["tight"])
        layout.setSpacing(spacing["tight"])
        layout.addWidget(self._live)
        layout.addWidget(self.rate.note)
        layout.addWidget(self._ended)

    def _show_state(self) -> None:
        state, idle = self._state, self._state == "idle"
        offers = (self._can_add or self._can_replay) and not self._replaying
        self.setVisible(not idle or offers)
        self._live.setVisible(not idle)
        self._ended.setVisible(idle)
        for widget in self._further:
            widget.setVisible(self._can_add)
        self.replay.setVisible(self._can_replay)
        if idle:
            self.rate.reset()
            self.pace.set_choice(_DELAYS[0][1])
        why_not = _WHY_NOT.get(state, "")
        if state == "paused":
            change_button(self.hold, "Continue", "play", "Trains on", _HOLD_KEYS)
        else:
            words = "Holds the training before its next step"
            change_button(self.hold, "Pause", "pause", words, _HOLD_KEYS)
        self.hold.setEnabled(not why_not)
        if why_not:
            self.hold.setToolTip(why_not)
        set_usable(self.step, not why_not, why_not)
        set_usable(self.epoch, not why_not, why_not)
        set_usable(self.pace, not why_not, why_not)
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

    @Slot(str)
    def _on_pace_chosen(self, seconds: str) -> None:
        self.delay_requested.emit(float(seconds))

    @Slot()
    def _on_add_clicked(self) -> None:
        self.epochs_requested.emit(self.epochs.value())
