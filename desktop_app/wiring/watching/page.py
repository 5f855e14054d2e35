"""The right side of the Train tab: steering a training, and what is read of the run shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop_app.actions.watching import Watching
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.watching.replaying import Replaying
from desktop_app.work.watching import Surroundings
from training.events import Event, RunResumed, RunStarted, StageStarted
from training.runs import Run


class WatchWiring(Wiring):
    """Hands on what a person asks of the running training, and what its folder says."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._folder: Path | None = None
        self._watching = Watching(parts.jobs, self)
        Replaying(parts, self)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(self._on_run_closed)

    @Slot()
    def _on_tabs_made(self) -> None:
        train, training = self._parts.tabs.train, self._parts.actions.training
        train.stop_requested.connect(training.stop)
        train.pause_requested.connect(training.pause)
        train.continue_requested.connect(training.go_on)
        train.span_requested.connect(training.allow)
        train.delay_requested.connect(training.slow_down)
        train.rate_requested.connect(training.set_learning_rate)
        train.look_requested.connect(training.look)
        train.epochs_requested.connect(self._on_epochs_requested)
        train.pictures_wanted.connect(self._on_pictures_wanted)
        train.log_wanted.connect(self._on_log_wanted)
        self._watching.pictures_ready.connect(train.pages.validation.show_pictures)
        self._watching.log_ready.connect(train.pages.log.show_log)
        self._watching.surroundings_known.connect(self._on_surroundings_known)

    @Slot(int)
    def _on_epochs_requested(self, epochs: int) -> None:
        run = self._parts.workspace.run
        if run is not None:
            own_process = self._parts.tabs.train.setup.own_process
            self._parts.actions.training.add_epochs(run.path, epochs, own_process=own_process)

    # Which run is shown

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if state == "starting":
            self._watching.stop()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RunStarted) and Path(event.run).is_dir():
                self._folder = Path(event.run)  # else it was moved, and is the open one
        if self._folder is not None and any(
            isinstance(event, RunStarted | RunResumed | StageStarted) for event in events
        ):
            self._watching.look_around(self._folder)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        if self._parts.session.state == "idle":
            self._folder = run.path
            self._watching.look_around(run.path)

    @Slot()
    def _on_run_closed(self) -> None:
        if self._parts.session.state == "idle":
            self._folder = None
            self._watching.stop()

    # What its folder says

    @Slot(object)
    def _on_pictures_wanted(self, names: list[str]) -> None:
        if self._folder is not None:
            self._watching.load_pictures(self._folder, names)

    @Slot()
    def _on_log_wanted(self) -> None:
        if self._folder is not None:
            self._watching.load_log(self._folder)

    @Slot(object)
    def _on_surroundings_known(self, around: Surroundings) -> None:
        train = self._parts.tabs.train
        train.progress.notes.resources.follow(around.pid, around.devices)
        train.pages.validation.set_positive(around.positive)
