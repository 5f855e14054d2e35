"""Showing at a watchable pace what was computed faster: any place, one step, restart, any pace."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable

TICK_MILLISECONDS = 40
_NOTCHES = 100


class Player(QWidget):
    """Controls that move a place from 0 to a length, a number of steps a second.

    It stands still while it is hidden.

    Attributes:
        play: Plays, and pauses.
        step: Goes on by one.
        restart: Goes back to the begin, and plays.
        pace: The slider of the pace; equal ways are equal ratios.
        place: The slider of the place; who moves it holds the play.

    Signals:
        moved: The place (int).
    """

    moved = Signal(int)

    def __init__(
        self,
        unit: str,
        pace: float,
        bounds: tuple[float, float] = (1.0, 1000.0),
        parent: QWidget | None = None,
    ) -> None:
        """Make the controls, with nothing to play.

        Args:
            unit: What a step is called: "epoch".
            pace: Steps a second at first.
            bounds: Least and greatest pace.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._unit, self._bounds = unit, bounds
        self._at, self._length = 0.0, 0
        self._playing = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self.play, self.step, self.restart = (
            QPushButton(),
            QPushButton(f"One {unit}"),
            QPushButton(),
        )
        self.restart.setToolTip("From the start")
        self.restart.setAccessibleName("From the start")
        self.play.setProperty("kind", "primary")
        set_icon(self.step, "step", "text")
        set_icon(self.restart, "undo", "text")
        self.pace = QSlider(Qt.Orientation.Horizontal)
        self.pace.setRange(0, _NOTCHES)
        self.pace.setAccessibleName(f"Pace in {unit}s a second")
        self.pace.setMinimumWidth(current_sizes().px(90))
        self._pace_text = QLabel()
        self._pace_text.setProperty("role", "muted")
        widest = self._pace_text.fontMetrics().horizontalAdvance(f"1000 {unit}s/s ")
        self._pace_text.setMinimumWidth(widest)
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.place.setAccessibleName(f"The {unit} that is shown")
        self.place.setToolTip(f"Go to any {unit}: everything is shown as it was then.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["tight"])
        self._first = QHBoxLayout()
        self._first.setSpacing(current_sizes().spacing["close"])
        self._first.addWidget(self.place, 1)
        column.addLayout(self._first)
        row = QHBoxLayout()
        row.setSpacing(current_sizes().spacing["close"])
        column.addLayout(row)
        for widget in (self.restart, self.step, self.play, self.pace, self._pace_text):
            row.addWidget(widget)
        row.setStretch(3, 1)
        self.play.clicked.connect(self._on_play_clicked)
        self.step.clicked.connect(self._on_step_clicked)
        self.restart.clicked.connect(self.start)
        self.pace.valueChanged.connect(self._on_pace_changed)
        self.place.valueChanged.connect(self._on_place_changed)
        low, high = bounds
        self.pace.setValue(round(_NOTCHES * _log_share(pace, low, high)))
        self._on_pace_changed()
        self._show_state()

    def add_beside_place(self, *widgets: QWidget) -> None:
        """Put widgets at the right of the slider of the place."""
        for widget in widgets:
            self._first.addWidget(widget)

    @property
    def at(self) -> int:
        """The place that is shown."""
        return int(self._at)

    @property
    def is_playing(self) -> bool:
        """Whether the place moves by itself, or would if it were seen."""
        return self._playing

    @property
    def steps_a_second(self) -> float:
        """The pace."""
        low, high = self._bounds
        return float(low * (high / low) ** (self.pace.value() / _NOTCHES))

    def set_pace(self, steps_a_second: float) -> None:
        """Choose a pace."""
        self.pace.setValue(round(_NOTCHES * _log_share(steps_a_second, *self._bounds)))

    def set_length(self, length: int) -> None:
        """Say how far there is to go; the place stays, or moves to the end where it is beyond."""
        self._length = length
        self.place.blockSignals(True)  # Qt moves it where the range becomes shorter
        self.place.setRange(0, length)
        self.place.setPageStep(max(1, length // 20))
        self.place.blockSignals(False)
        if self._at > length:
            self.go_to(length)
        self._show_state()

    @Slot()
    def start(self) -> None:
        """Play from the begin."""
        self.go_to(0)
        self._set_playing(True)

    def pause(self) -> None:
        """Stand still."""
        self._set_playing(False)

    def go_to(self, place: int) -> None:
        """Show a place."""
        self._at = float(min(max(place, 0), self._length))
        self._tell()
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._set_playing(self._playing)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    @Slot()
    def _on_tick(self) -> None:
        before = self.at
        self._at = min(self._at + self.steps_a_second * TICK_MILLISECONDS / 1000, self._length)
        if self.at != before:
            self._tell()
        if self._at >= self._length:
            self._set_playing(False)

    @Slot()
    def _on_play_clicked(self) -> None:
        if self._playing:
            self._set_playing(False)
        elif self._at >= self._length:
            self.start()
        else:
            self._set_playing(True)

    @Slot()
    def _on_step_clicked(self) -> None:
        self._set_playing(False)
        self.go_to(self.at + 1)

    @Slot(int)
    def _on_place_changed(self, place: int) -> None:
        self._set_playing(False)
        self.go_to(place)

    def _tell(self) -> None:
        self.place.blockSignals(True)
        self.place.setValue(self.at)
        self.place.blockSignals(False)
        self.moved.emit(self.at)

    @Slot()
    def _on_pace_changed(self) -> None:
        pace = self.steps_a_second
        text = f"{pace:.0f}" if pace >= 10 else f"{pace:.1f}"
        self._pace_text.setText(f"{text} {self._unit}s/s")

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing
        if playing and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()
        self._show_state()

    def _show_state(self) -> None:
        self.play.setText("Pause" if self._playing else "Play")
        set_icon(self.play, "pause" if self._playing else "play", "on_accent")
        why = "There is nothing to play yet: press the button in the lesson."
        for widget in (self.play, self.restart):
            set_usable(widget, self._length > 0, why)
        self.place.setEnabled(self._length > 0)
        at_end = self._length > 0 and self._at >= self._length
        set_usable(
            self.step, self._length > 0 and not at_end, "This is the end." if at_end else why
        )


def _log_share(value: float, low: float, high: float) -> float:
    """Return how far a value is from low to high, where equal ways are equal ratios."""
    return math.log(value / low) / math.log(high / low)
