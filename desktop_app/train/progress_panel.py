"""Where a training is: phase, epoch, step, elapsed and remaining time."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes, set_look
from training.events import (
    PHASES,
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunStarted,
    StepEnded,
)
from training.runs import RunStatus

_ENDS: dict[RunStatus, str] = {
    "done": "Done",
    "stopped": "Stopped; what was learned is kept",
    "failed": "Failed",
    "unfinished": "Cut off, or running elsewhere",
}


class ProgressPanel(QWidget):
    """One line of words, one bar, one line of times; all of it from a run's events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._started: RunStarted | None = None
        self._ended = True
        self._steps_done = 0
        self._first_step_time = 0.0
        self._last_time = 0.0
        self._phase = QLabel()
        self._phase.setProperty("role", "heading")
        self._place = QLabel()
        self._place.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the training")
        self._times = QLabel()
        self._times.setProperty("role", "small")
        first = QHBoxLayout()
        first.addWidget(self._phase)
        first.addStretch(1)
        first.addWidget(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addLayout(first)
        layout.addWidget(self._bar)
        layout.addWidget(self._times)
        # Elapsed time goes on between events: TensorFlow can take seconds to start.
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._on_clock)

    def reset(self) -> None:
        """Show a training that is about to start."""
        self._started = None
        self._ended = False
        self._steps_done = 0
        self._first_step_time = 0.0
        self._phase.setText(PHASES["loading"])
        set_look(self._phase, "role", "heading")
        self._place.clear()
        self._times.clear()
        self._bar.setRange(0, 0)

    def start_clock(self) -> None:
        """Let the clock run until the end; a past run has no now."""
        self._clock.start()

    def end(self, status: RunStatus) -> None:
        """Show that nothing more comes.

        Args:
            status: How it ended, where its events have not said so.
        """
        self._clock.stop()
        if not self._ended:
            self._show_end(status)

    def show_events(self, events: list[Event]) -> None:
        """Take in events, in order, and redraw once."""
        for event in events:
            self._take(event)
        if events:
            self._last_time = events[-1].time
            self._show_times(self._last_time)

    def show_stopping(self) -> None:
        """Show that a stop was asked for."""
        self._phase.setText("Stopping")

    def _take(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._started = event
            case PhaseProgressed():
                self._phase.setText(PHASES[event.phase])
                if event.phase not in ("training", "validating"):
                    self._bar.setRange(0, event.total)
                    self._bar.setValue(event.done)
            case StepEnded() if self._started:
                self._steps_done = event.epoch * self._started.steps_per_epoch + event.step + 1
                self._first_step_time = self._first_step_time or event.time
                self._bar.setRange(0, self._started.epochs * self._started.steps_per_epoch)
                self._bar.setValue(self._steps_done)
                self._place.setText(
                    f"Epoch {event.epoch + 1} of {self._started.epochs}  ·  "
                    f"step {event.step + 1} of {self._started.steps_per_epoch}"
                )
            case EpochEnded():
                pass
            case RunEnded():
                self._clock.stop()
                self._show_end(event.status)

    def _show_end(self, status: RunStatus) -> None:
        self._ended = True
        self._phase.setText(_ENDS[status])
        set_look(self._phase, "role", "error" if status == "failed" else "heading")
        self._bar.setRange(0, 1)
        self._bar.setValue(1 if status == "done" else 0)

    @Slot()
    def _on_clock(self) -> None:
        self._show_times(time.time())

    def _show_times(self, now: float) -> None:
        if self._started is None:
            return
        words = [f"Elapsed {duration(now - self._started.time)}"]
        total = self._started.epochs * self._started.steps_per_epoch
        if self._clock.isActive() and 1 < self._steps_done < total:
            each = (self._last_time - self._first_step_time) / (self._steps_done - 1)
            words.append(f"about {duration(each * (total - self._steps_done))} remaining")
        counts = self._started.counts
        words.append(", ".join(f"{count:,} {part}" for part, count in counts.items()))
        self._times.setText("  ·  ".join(words))


def duration(seconds: float) -> str:
    """Return a duration for a person: "42 s", "3 min 05 s", "2 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
