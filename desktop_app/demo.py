"""`lesionlab demo`: the main job from beginning to end in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from desktop_app.app import Application
from training.console import ConsoleProgress, TrainingConsole
from training.data.dataset import Dataset
from training.data.synthetic import draw_lesion, sample_parameters
from training.events import Event

RECIPE = "small-cnn"
COUNT = 600
UNSEEN_SEED = 20_000
"""The data set is drawn from seed 0: this picture is not among its own."""
_LAYOUTS = 5
_LOOK_MILLISECONDS = 2500
"""How long a person at the window sees a tab before the next one."""


class Demo(QObject):
    """Draws lesions, trains, looks at the result, and asks about an unseen picture.

    It does what a person would do, through the same actions, and shows each step in the window.

    Attributes:
        run: The run folder, once there is one.

    Signals:
        ended: All is shown.
        failed: The exception that ended it.
    """

    ended = Signal()
    failed = Signal(object)

    def __init__(
        self,
        application: Application,
        progress: ConsoleProgress,
        *,
        pictures: Path | None,
        for_a_person: bool,
    ) -> None:
        """Make the demonstration.

        Args:
            application: The window and its parts.
            progress: Shows progress in the terminal.
            pictures: Folder for screenshots of the three tabs; None makes none.
            for_a_person: Stay at each tab for a moment.
        """
        super().__init__(application)
        self.run: Path | None = None
        self._application = application
        self._progress = progress
        self._console = TrainingConsole(progress)
        self._pictures = pictures
        self._pause = _LOOK_MILLISECONDS if for_a_person else 0
        self._next: Callable[[], None] | None = None
        application.workspace.dataset_changed.connect(self._on_dataset_changed)
        application.session.events_arrived.connect(self._on_events_arrived)
        application.session.failed.connect(self.failed)
        application.actions.runs.results_ready.connect(self._on_results_ready)
        application.actions.prediction.predicted.connect(self._on_predicted)
        application.actions.prediction.failed.connect(self.failed)
        application.jobs.active_changed.connect(self._on_active_changed)

    def start(self) -> None:
        """Begin."""
        job = self._application.actions.datasets.make_builtin_lesions(COUNT)
        job.progressed.connect(self._on_progressed)
        job.failed.connect(self.failed)

    @Slot(str, int, int)
    def _on_progressed(self, what: str, done: int, total: int) -> None:
        self._progress(what, done, total)

    @Slot(object)
    def _on_dataset_changed(self, _dataset: Dataset) -> None:
        self._application.train.setup.choose(RECIPE, {})
        self._application.train.setup.start_button.click()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        for event in events:
            self._console.on_event(event)

    @Slot(object)
    def _on_results_ready(self, _results: object) -> None:
        run = self._application.workspace.run
        self.run = run.path if run else None
        self._then("train", self._inspect)

    def _inspect(self) -> None:
        self._application.window.show_tab("inspect")
        self._then("inspect", self._predict)

    def _predict(self) -> None:
        parameters = sample_parameters(True, np.random.default_rng(UNSEEN_SEED))
        self._application.window.show_tab("predict")
        self._application.actions.prediction.open_pixels(
            draw_lesion(parameters, size=384), "An unseen lesion, drawn as malignant"
        )

    @Slot(object)
    def _on_predicted(self, _picture: object) -> None:
        self._then("predict", self.ended.emit)

    def _then(self, tab: str, step: Callable[[], None]) -> None:
        """Once all work is done, keep a picture of the tab and go on."""

        def go_on() -> None:
            if self._pictures is not None:
                self._pictures.mkdir(parents=True, exist_ok=True)
                _lay_out()
                self._application.window.grab().save(str(self._pictures / f"{tab}.png"))
            QTimer.singleShot(self._pause, self, step)

        self._next = go_on
        self._on_active_changed(self._application.jobs.active)

    @Slot(object)
    def _on_active_changed(self, active: tuple[object, ...]) -> None:
        if not active and self._next is not None:
            step, self._next = self._next, None
            QTimer.singleShot(0, self, step)


def _lay_out() -> None:
    """Give what was shown last its place; a layout that changes asks the one around it."""
    for _ in range(_LAYOUTS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
