"""Where a training is: phase, epoch, step, elapsed and remaining time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes, leave_out_in_lectures, set_look
from desktop_app.train.pace import Pace
from desktop_app.train.progress_notes import ProgressNotes
from desktop_app.train.replay_bar import ReplayBar
from desktop_app.train.stage_words import stage_sentence
from desktop_app.train.steering import Steering
from desktop_app.train.watch_record import folded
from desktop_app.widgets.steady_label import SteadyLabel
from training.events import (
    PHASES,
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
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
_GAP = "  ·  "


class ProgressPanel(QWidget):
    """Words, a bar, the controls, the stage and the times; all of it from a run's events.

    Attributes:
        offer: What can be done with a run that is not done; hidden while there is nothing.
        steering: What can be done to the training.
        replay: What can be done to a replay; hidden while there is none.
        notes: Stage, learning rate, times, and what it takes of the computer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = Pace()
        self._counts: dict[str, int] = {}
        self._ended = True
        self._stopping = False
        self._training = PHASES["training"]
        self._phase = QLabel()
        self._phase.setProperty("role", "heading")
        self._place = SteadyLabel("muted", alignment=Qt.AlignmentFlag.AlignRight)
        self.offer = QPushButton()
        self.offer.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the training")
        self.steering = Steering()
        self.replay = ReplayBar()
        self.notes = ProgressNotes()
        self._lay_out()
        self.steering.pause_requested.connect(self._on_pause_requested)
        self.steering.continue_requested.connect(self._on_continue_requested)
        self.steering.span_requested.connect(self._on_span_requested)
        # Elapsed time goes on between events: TensorFlow can take seconds to start.
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._on_clock)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        first = QHBoxLayout()
        first.setSpacing(spacing["normal"])
        first.addWidget(self._phase)
        first.addWidget(self._place, 1)
        first.addWidget(self.offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["tight"])
        layout.addLayout(first)
        layout.addWidget(self._bar)
        layout.addWidget(self.steering)
        layout.addWidget(self.replay)
        layout.addWidget(self.notes)
        leave_out_in_lectures(self.notes)

    def reset(self) -> None:
        """Show a training that is about to start."""
        self._pace = Pace()
        self._counts = {}
        self._ended = False
        self._training = PHASES["training"]
        self._phase.setText(PHASES["loading"])
        set_look(self._phase, "role", "heading")
        self._place.clear()
        self.notes.clear()
        self.steering.rate.reset()
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
        self.notes.show_lasting(True)

    def start_clock(self) -> None:
        """Let the clock run until the end; a past run has no now."""
        self._clock.start()
        self.notes.resources.begin(self._pace)

    def end(self, status: RunStatus) -> None:
        """Show that nothing more comes.

        Args:
            status: How it ended, where its events have not said so.
        """
        self._stop_clock()
        self.notes.show_lasting(False)
        if not self._ended:
            self._show_end(status)

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping."""
        self.steering.set_state(state)
        if state != "idle":
            self.show_offer("", "")
        self._stopping = state == "stopping"
        if self._stopping:
            self._phase.setText("Stopping")
        elif state == "idle":
            self.end("failed")

    def show_events(self, events: Sequence[Event]) -> None:
        """Take in events, in order, and redraw once."""
        for part in folded(events):
            if isinstance(part, list):
                self._take_steps(part)
            else:
                self._take(part)
        self._show_last_rate(events)
        if events:
            self._show_times()

    def show_steps(self, x: float) -> None:
        """Show how far a past run is, whose steps do not come one by one.

        Args:
            x: Where its last step stands, in epochs.
        """
        self._pace.steps_done = round(x * self._pace.steps_per_epoch)
        if self._ended:
            self._place.setText(self._place_words())
        else:
            self._show_place()
            self._phase.setText(self._training)

    def _take_steps(self, steps: Sequence[StepEnded]) -> None:
        self._pace.take_steps(steps)
        if not self.replay.isHidden():  # which has kept no word of the phases that take turns
            self._phase.setText(self._training)
        if self._counts:
            self._show_place()

    def _take(self, event: Event) -> None:
        self._pace.take(event)
        match event:
            case RunStarted():
                self._counts = event.counts
            case RunResumed() | EpochsAdded() | RunPaused() | RunContinued() | RunEnded():
                self._take_turn(event)
            case StageStarted():
                self.notes.show_stage(stage_sentence(event))
            case PhaseProgressed():
                self._phase.setText(self._phase_words(event))
                if event.phase not in ("training", "validating"):
                    self._bar.setRange(0, event.total)
                    self._bar.setValue(event.done)
                    if event.total:
                        self._place.setText(f"{event.done:,} of {event.total:,}")
            case LearningRateChanged():
                self.steering.rate.show_change(event.learning_rate)
                self.notes.show_rate(event.learning_rate)

    def _phase_words(self, event: PhaseProgressed) -> str:
        """Return what is being done; where a stop was asked for, that more than the rest."""
        if not self._stopping:
            return PHASES[event.phase]
        if event.phase in ("training", "validating"):
            return "Stopping"
        return f"Stopping: {PHASES[event.phase].lower()}"

    def _take_turn(self, event: Event) -> None:
        """Show that a run goes on, is held, or ends."""
        match event:
            case RunResumed():
                self._begin_again()
                self._place.setText(f"in epoch {event.epoch + 1}, step {event.step + 1}")
            case EpochsAdded():
                self._begin_again()
                self._place.setText(f"up to epoch {event.epochs:,}")
            case RunPaused():
                self._phase.setText("Paused")
            case RunContinued():
                self._phase.setText(self._training)
            case RunEnded():
                self._stop_clock()
                self._show_end(event.status)

    def _begin_again(self) -> None:
        self._ended = False
        self._phase.setText("Going on")
        set_look(self._phase, "role", "heading")

    def _show_place(self) -> None:
        self._bar.setRange(0, self._pace.steps)
        self._bar.setValue(self._pace.steps_done)
        self._place.setText(self._place_words())

    def _place_words(self) -> str:
        pace = self._pace
        epoch, step = divmod(max(pace.steps_done - 1, 0), pace.steps_per_epoch)
        return (
            f"Epoch {epoch + 1:,} of {pace.epochs:,}{_GAP}"
            f"step {step + 1:,} of {pace.steps_per_epoch:,}"
        )

    def _show_last_rate(self, events: Sequence[Event]) -> None:
        """Show the learning rate of the last epoch; a change by a person counts more."""
        for event in reversed(events):
            if isinstance(event, LearningRateChanged):
                return
            if isinstance(event, EpochEnded):
                if "learning_rate" in event.logs:
                    self.steering.rate.show_rate(event.logs["learning_rate"])
                    self.notes.show_rate(event.logs["learning_rate"])
                return

    def _show_end(self, status: RunStatus) -> None:
        self._ended = True
        self._phase.setText(_ENDS[status])
        set_look(self._phase, "role", "error" if status == "failed" else "heading")
        self._bar.setRange(0, 1)
        self._bar.setValue(1 if status == "done" else 0)
        if self._pace.steps_done:
            self._place.setText(self._place_words())

    def _stop_clock(self) -> None:
        self._clock.stop()
        self.notes.resources.end()

    @Slot()
    def _on_pause_requested(self) -> None:
        self._phase.setText("Pausing")  # a step may take seconds

    @Slot()
    def _on_continue_requested(self) -> None:
        self._training = PHASES["training"]

    @Slot(str)
    def _on_span_requested(self, span: str) -> None:
        self._training = f"Training to the end of the {span}"
        self._phase.setText(self._training)

    @Slot()
    def _on_clock(self) -> None:
        self._show_times(time.time())

    def _show_times(self, now: float | None = None) -> None:
        elapsed = self._pace.elapsed(now)
        if elapsed is None:
            return
        self.notes.show_times(
            elapsed, self._pace.remaining if self._clock.isActive() else None, self._counts
        )
