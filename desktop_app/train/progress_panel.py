"""Where a training is: phase, epoch, step, elapsed and remaining time."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes, set_look
from desktop_app.train.stage_words import stage_sentence
from training.events import (
    PHASES,
    EpochEnded,
    Event,
    PhaseProgressed,
    RunEnded,
    RunResumed,
    RunStarted,
    StageStarted,
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
    """Words, a bar, the stage and the times; all of it from a run's events.

    Attributes:
        offer: What can be done with a run that is not done; hidden while there is nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._started: RunStarted | None = None
        self._ended = True
        self._steps_done = 0
        self._first_step = (0, 0.0)
        self._pauses = 0.0
        self._last_time = 0.0
        self._phase = QLabel()
        self._phase.setProperty("role", "heading")
        self._place = QLabel()
        self._place.setProperty("role", "muted")
        self.offer = QPushButton()
        self.offer.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the training")
        self._stage = QLabel()
        self._rate = QLabel()
        self._times = QLabel()
        self._lasting = QLabel("Goes on when the window closes")
        self._lasting.setToolTip(
            "This training has a process of its own. LesionLab finds it again at the next start."
        )
        for label in (self._stage, self._rate, self._times, self._lasting):
            label.setProperty("role", "small")
        self._stage.setWordWrap(True)
        self._lasting.hide()
        first = QHBoxLayout()
        first.setSpacing(current_sizes().spacing["normal"])
        first.addWidget(self._phase)
        first.addStretch(1)
        first.addWidget(self._place)
        first.addWidget(self.offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addLayout(first)
        layout.addWidget(self._bar)
        second = QHBoxLayout()
        second.addWidget(self._stage, 1)
        second.addWidget(self._rate)
        third = QHBoxLayout()
        third.addWidget(self._times, 1)
        third.addWidget(self._lasting)
        layout.addLayout(second)
        layout.addLayout(third)
        # Elapsed time goes on between events: TensorFlow can take seconds to start.
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._on_clock)

    def reset(self) -> None:
        """Show a training that is about to start."""
        self._started = None
        self._ended = False
        self._steps_done = 0
        self._first_step = (0, 0.0)
        self._pauses = 0.0
        self._phase.setText(PHASES["loading"])
        set_look(self._phase, "role", "heading")
        for label in (self._place, self._stage, self._rate, self._times):
            label.clear()
        self._show_second_line()
        self._lasting.hide()
        self._bar.setRange(0, 0)

    def show_offer(self, action: str, words: str) -> None:
        """Offer what can be done with the run that is shown.

        Args:
            action: Text of the button: "Resume"; empty for nothing.
            words: What the run is like, in a sentence.
        """
        self.offer.setText(action)
        self.offer.setToolTip(words)
        self.offer.setAccessibleDescription(words)
        self.offer.setVisible(bool(action))

    def show_lasting(self) -> None:
        """Show that the training goes on when the window closes."""
        self._lasting.show()

    def start_clock(self) -> None:
        """Let the clock run until the end; a past run has no now."""
        self._clock.start()

    def end(self, status: RunStatus) -> None:
        """Show that nothing more comes.

        Args:
            status: How it ended, where its events have not said so.
        """
        self._clock.stop()
        self._lasting.hide()
        if not self._ended:
            self._show_end(status)

    def show_events(self, events: list[Event]) -> None:
        """Take in events, in order, and redraw once."""
        for event in events:
            self._take(event)
            self._last_time = event.time
        if events:
            self._show_times(self._last_time)

    def show_stopping(self) -> None:
        """Show that a stop was asked for."""
        self._phase.setText("Stopping")

    def _take(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._started = event
            case RunResumed():
                self._pauses += max(0.0, event.time - self._last_time) if self._last_time else 0.0
                self._first_step = (0, 0.0)
                self._ended = False
                self._phase.setText("Going on")
                self._place.setText(f"in epoch {event.epoch + 1}, step {event.step + 1}")
            case StageStarted():
                self._first_step = (0, 0.0)  # each has a pace of its own
                self._stage.setText(stage_sentence(event))
                self._show_second_line()
            case PhaseProgressed():
                self._phase.setText(PHASES[event.phase])
                if event.phase not in ("training", "validating"):
                    self._bar.setRange(0, event.total)
                    self._bar.setValue(event.done)
                    if event.total:
                        self._place.setText(f"{event.done:,} of {event.total:,}")
            case StepEnded() if self._started:
                self._steps_done = event.epoch * self._started.steps_per_epoch + event.step + 1
                if not self._first_step[0]:
                    self._first_step = (self._steps_done, event.time)
                self._bar.setRange(0, self._started.epochs * self._started.steps_per_epoch)
                self._bar.setValue(self._steps_done)
                self._place.setText(
                    f"Epoch {event.epoch + 1} of {self._started.epochs}  ·  "
                    f"step {event.step + 1} of {self._started.steps_per_epoch}"
                )
            case EpochEnded() if "learning_rate" in event.logs:
                self._rate.setText(f"Learning rate {event.logs['learning_rate']:.2g}")
                self._show_second_line()
            case RunEnded():
                self._clock.stop()
                self._show_end(event.status)

    def _show_end(self, status: RunStatus) -> None:
        self._ended = True
        self._phase.setText(_ENDS[status])
        set_look(self._phase, "role", "error" if status == "failed" else "heading")
        self._bar.setRange(0, 1)
        self._bar.setValue(1 if status == "done" else 0)

    def _show_second_line(self) -> None:
        for label in (self._stage, self._rate):
            label.setVisible(bool(label.text()))

    @Slot()
    def _on_clock(self) -> None:
        self._show_times(time.time())

    def _show_times(self, now: float) -> None:
        if self._started is None:
            return
        words = [f"Elapsed {duration(now - self._started.time - self._pauses)}"]
        total = self._started.epochs * self._started.steps_per_epoch
        first, first_time = self._first_step
        if self._clock.isActive() and first and first < self._steps_done < total:
            each = (self._last_time - first_time) / (self._steps_done - first)
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
