"""What goes on behind the window: the status bar, and TensorFlow's start."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop_app.garbage import GarbageCollection
from desktop_app.wiring.parts import Parts, Wiring
from training.events import Event, StageStarted, StepEnded


class BackgroundWiring(Wiring):
    """Shows in the status bar what runs, and starts TensorFlow before it is needed.

    Attributes:
        warmed_up: Whether TensorFlow was started.
    """

    def __init__(
        self, parts: Parts, garbage: GarbageCollection, parent: QObject | None = None
    ) -> None:
        super().__init__(parts, parent)
        self._garbage = garbage
        self.warmed_up = False
        parts.jobs.active_changed.connect(self._show_jobs)
        parts.session.state_changed.connect(self._show_jobs)  # now it is known which one trains
        self._trains_here = self._building = False
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.workspace.dataset_changed.connect(self._warm_up)
        parts.workspace.run_changed.connect(self._warm_up)

    @Slot()
    def _show_jobs(self) -> None:
        """Show all work with a title but the training, which has its own tab."""
        training = self._parts.session.job
        shown = (job for job in self._parts.jobs.active if job.title and job is not training)
        self._parts.window.status.show_jobs(tuple(shown))

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if state == "starting" and not self._parts.session.outlives_the_window:
            self._trains_here = self._building = True
            self._garbage.look_at_new_alone()
        elif state == "idle" and self._trains_here:
            self._trains_here = self._building = False
            self._garbage.look_at_everything()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        """Leave the network alone when its first step has shown that it is built."""
        if self._trains_here and any(isinstance(event, StageStarted) for event in events):
            self._building = True  # each stage has a network of its own
            self._garbage.look_at_new_alone()
        if self._building and isinstance(events[-1], StepEnded):
            self._building = False
            self._garbage.leave_alone_what_is_there()

    @Slot()
    def _warm_up(self) -> None:
        """Let TensorFlow start behind the window: it will soon be needed."""
        if not self.warmed_up:
            self.warmed_up = True
            job = self._parts.jobs.run_tensorflow("Starting TensorFlow", _devices)
            job.succeeded.connect(self._on_warmed_up)

    @Slot(str)
    def _on_warmed_up(self, device: str) -> None:
        self._garbage.leave_alone_what_is_there()
        self._parts.window.status.show_device(device)


def _devices(_progress: object) -> str:
    from training.environment import devices

    return ", ".join(devices())
