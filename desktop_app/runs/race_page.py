"""Two runs side by side on common axes, told again on one clock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from desktop_app.runs.race_lane import RaceLane
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.page import Page

_PLACES = 1000
"""Places of the slider over the whole race."""
_LENGTHS = (
    ("in 10 s", "10"),
    ("in 30 s", "30"),
    ("in 1 min", "60"),
    ("in 2 min", "120"),
    ("as it was", "0"),
)


class RacePage(Page):
    """The lanes, and what leads the race.

    Attributes:
        lanes: One for each run.
        hold: Starts, or holds.
        along: Whether both are shown at the same time, or after as many epochs.
        length: How long the whole race lasts.
        slider: Any place of the race.

    Signals:
        play_requested: They are to race.
        hold_requested: They are to be held.
        along_chosen: They are to race by "time" or by "epoch" (str).
        length_chosen: The race is to last for so many seconds (float); 0: as it was.
        sought: They are to be shown at a share of the race, from 0 to 1 (float).
    """

    play_requested = Signal()
    hold_requested = Signal()
    along_chosen = Signal(str)
    length_chosen = Signal(float)
    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__("Race")
        self._held = True
        self.lanes = (RaceLane(), RaceLane())
        self.along = ChoiceBox("Clock of the race")
        self.along.set_choices([("By time", "time"), ("By epoch", "epoch")])
        self.length = ChoiceBox("How long the race lasts")
        self.length.set_choices(_LENGTHS)
        self.length.set_choice("30")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _PLACES)
        self.slider.setPageStep(_PLACES // 20)
        self.slider.setAccessibleName("Place in the race")
        self.slider.setToolTip("Go to any place of the race.")
        self.hold = QPushButton()
        self.hold.setProperty("kind", "primary")
        self._lay_out()
        self.set_held(True)
        self.hold.clicked.connect(self._on_hold_clicked)
        self.along.chosen.connect(self.along_chosen)
        self.length.chosen.connect(lambda seconds: self.length_chosen.emit(float(seconds)))
        self.slider.valueChanged.connect(lambda place: self.sought.emit(place / _PLACES))

    @property
    def seconds(self) -> float:
        """How long the whole race is to last; 0: as it was."""
        return float(self.length.choice or 0)

    def set_held(self, held: bool) -> None:
        """Show whether the race is held, or goes on."""
        self._held = held
        self.hold.setText("Race" if held else "Hold")
        set_icon(self.hold, "play" if held else "pause", "on_accent")

    def show_place(self, share: float) -> None:
        """Show how far the race is, from 0 to 1."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(share * _PLACES))
        self.slider.blockSignals(False)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(spacing["normal"])
        for lane in self.lanes:
            side_by_side.addWidget(lane, 1)
        self.body.addLayout(side_by_side, 1)
        self.body.addWidget(self.slider)
        for widget in (self.along, self.length, self.hold):
            self.foot.addWidget(widget)
        self._set_tab_order(self.slider, self.along, self.length)

    def _next_step(self) -> QWidget:
        return self.hold

    @Slot()
    def _on_hold_clicked(self) -> None:
        (self.play_requested if self._held else self.hold_requested).emit()
