"""The replay of a run in the Train tab."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop_app.wiring.parts import Parts
from desktop_app.work.timeline import Position, Timeline
from training.curves import RunCurves
from training.events import Event


class Replaying(QObject):
    """Offers a replay of the run that is shown, and shows the one that is led.

    Args:
        parts: The window and what is behind it.
        parent: Qt's parent.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._shown: RunCurves | None = None
        replay = parts.actions.replay
        parts.tabs.made.connect(self._on_tabs_made)
        parts.actions.runs.events.arrived.connect(self._on_past_run_read)
        parts.workspace.run_changed.connect(self._forget)
        parts.workspace.run_closed.connect(self._forget)
        parts.session.state_changed.connect(self._offer)
        replay.begun.connect(self._on_begun)
        replay.events_arrived.connect(self._on_events_arrived)
        replay.jumped.connect(self._on_jumped)
        replay.moved.connect(self._on_moved)
        replay.held.connect(self._on_held)
        replay.ended.connect(self._on_ended)

    @Slot()
    def _on_tabs_made(self) -> None:
        train, replay = self._parts.tabs.train, self._parts.actions.replay
        bar = train.progress.replay
        train.replay_requested.connect(self._on_replay_requested)
        bar.play_requested.connect(replay.play)
        bar.hold_requested.connect(replay.hold)
        bar.span_requested.connect(replay.lead_on)
        bar.times_chosen.connect(replay.set_times)
        bar.steps_chosen.connect(replay.set_steps_per_second)
        bar.sought.connect(replay.seek)
        bar.end_requested.connect(replay.end)

    # What can be replayed

    @Slot(object)
    def _on_past_run_read(self, curves: RunCurves) -> None:
        self._shown = curves
        self._offer()

    @Slot()
    def _forget(self) -> None:
        """Another run is open, or none."""
        self._parts.actions.replay.end()
        self._shown = None
        self._offer()

    @Slot()
    def _offer(self) -> None:
        idle = self._parts.session.state == "idle"
        if not idle:
            self._shown = None  # it is being trained further
        if self._parts.tabs.are_made:
            run = self._parts.workspace.run
            told = run is not None and run.events_path.is_file()
            self._parts.tabs.train.progress.steering.offer_replay(idle and told)

    @Slot()
    def _on_replay_requested(self) -> None:
        replay, run = self._parts.actions.replay, self._parts.workspace.run
        if self._shown is not None:
            replay.begin(self._shown)
            replay.play()
        elif run is not None:  # it has just been trained
            replay.open(run.path).succeeded.connect(replay.play)

    # The replay

    @Slot(object)
    def _on_begun(self, timeline: Timeline) -> None:
        self._parts.tabs.show("train")
        self._parts.tabs.train.begin_replay(timeline.steps)

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        self._parts.tabs.train.show_events(events)

    @Slot(object)
    def _on_jumped(self, position: Position) -> None:
        timeline = self._parts.actions.replay.timeline
        if timeline is not None:
            self._parts.tabs.train.show_replayed(*timeline.past(position))

    @Slot(object)
    def _on_moved(self, position: Position) -> None:
        self._parts.tabs.train.progress.replay.show_steps(position.steps)

    @Slot(bool)
    def _on_held(self, held: bool) -> None:
        self._parts.tabs.train.progress.replay.set_held(held)

    @Slot(object)
    def _on_ended(self, timeline: Timeline) -> None:
        """Show the whole of what was replayed, unless something else is shown now."""
        train = self._parts.tabs.train
        train.end_replay()
        if self._parts.session.state == "idle":
            train.show_replayed(*timeline.past(timeline.end))
            train.end_past_run()
        self._offer()
