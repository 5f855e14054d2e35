"""The controls of a replay: play, speed, one step, one epoch, and any place at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.row_button import change_button, row_button
from desktop_app.widgets.choice_box import ChoiceBox

_TIMES = ("0.25", "0.5", "1", "2", "5", "10", "25", "100")
_STEPS = ("1", "2", "5", "20")
_PLAY_KEYS = "Ctrl+Shift+Space"


class ReplayBar(QWidget):
    """Says that what is shown is a replay, and leads it.

    Attributes:
        hold: Plays, or holds.
        step: Tells one step more.
        epoch: Tells the rest of the epoch.
        speed: How fast it plays.
        end: Ends the replay.
        slider: How many steps are told.

    Signals:
        play_requested: It is to go on by itself.
        hold_requested: It is to be held.
        span_requested: It is to go on for a "step" or an "epoch" (str) and be held.
        times_chosen: It is to play so many times as fast as the training was (float).
        steps_chosen: It is to play so many steps a second (float).
        sought: It is to be shown after so many steps (int).
        end_requested: It is to end.
    """

    play_requested = Signal()
    hold_requested = Signal()
    span_requested = Signal(str)
    times_chosen = Signal(float)
    steps_chosen = Signal(float)
    sought = Signal(int)
    end_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = True
        self.state = QLabel()
        self.state.setProperty("role", "heading")
        self.hold = row_button("Play", "play", "Plays the run", _PLAY_KEYS)
        self.step = row_button("One step", "step", "Shows one step more", "Ctrl+Alt+Right")
        self.epoch = row_button(
            "One epoch", "epoch", "Shows the rest of the epoch", "Ctrl+Alt+Shift+Right"
        )
        self.speed = ChoiceBox("Speed of the replay")
        self.speed.set_choices(
            [(f"{times}x speed", f"times {times}") for times in _TIMES]
            + [(f"{steps} step{'s'[: steps != '1']}/s", f"steps {steps}") for steps in _STEPS]
        )
        self.end = row_button("End replay", "cross", "Shows the whole run again")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Place in the replay")
        self.slider.setToolTip("Go to any step: everything is shown as it was then.")
        self._lay_out()
        self._connect()
        self.hide()

    def begin(self, steps: int) -> None:
        """Show that a replay begins.

        Args:
            steps: Of the whole run.
        """
        self.slider.setRange(0, steps)
        self.slider.setPageStep(max(1, steps // 20))
        self.speed.set_choice("times 1")
        self.show()
        self.set_held(True)

    def set_held(self, held: bool) -> None:
        """Show whether it is held, or goes on by itself."""
        self._held = held
        self.state.setText("Replay, held" if held else "Replaying")
        if held:
            change_button(self.hold, "Play", "play", "Plays the run", _PLAY_KEYS)
        else:
            change_button(self.hold, "Hold", "pause", "Holds the replay", _PLAY_KEYS)

    def show_steps(self, steps: int) -> None:
        """Show how many steps are told."""
        self.slider.blockSignals(True)
        self.slider.setValue(steps)
        self.slider.blockSignals(False)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        row, second = QHBoxLayout(), QHBoxLayout()
        for each in (row, second):
            each.setSpacing(spacing["close"])
        for widget in (self.hold, self.step, self.epoch, self.speed):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.end)
        second.addWidget(self.state)
        second.addWidget(self.slider, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["tight"], 0, spacing["tight"])
        layout.setSpacing(spacing["tight"])
        layout.addLayout(row)
        layout.addLayout(second)

    def _connect(self) -> None:
        self.hold.clicked.connect(self._on_hold_clicked)
        self.step.clicked.connect(lambda: self.span_requested.emit("step"))
        self.epoch.clicked.connect(lambda: self.span_requested.emit("epoch"))
        self.speed.chosen.connect(self._on_speed_chosen)
        self.slider.valueChanged.connect(self.sought)
        self.end.clicked.connect(self.end_requested)

    @Slot()
    def _on_hold_clicked(self) -> None:
        (self.play_requested if self._held else self.hold_requested).emit()

    @Slot(str)
    def _on_speed_chosen(self, speed: str) -> None:
        kind, number = speed.split()
        (self.times_chosen if kind == "times" else self.steps_chosen).emit(float(number))
