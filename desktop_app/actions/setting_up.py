"""What can be found out about a training before it starts."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.work.augmenting import augmented_example
from training.config import RunConfig
from training.errors import TrainingError
from training.progress import Progress

DRAWS = 5


class SetUpActions(ActionGroup):
    """Looks at, measures and tries what is set up, on the open data set.

    Each question replaces the one before of its kind. What needs TensorFlow is refused while a
    training runs, and ends when one starts.

    Signals:
        example_ready: A picture before and after augmentation (AugmentedExample).
        example_failed: Why there is none (Exception).
        trial_progressed: What is being timed (str).
        trial_known: How long it will take, and what it needs (Trial).
        trial_failed: Why that cannot be said (Exception).
        rate_points: Learning rates and losses that have come (lists of float).
    """

    example_ready = Signal(object)
    example_failed = Signal(object)
    trial_progressed = Signal(str)
    trial_known = Signal(object)
    trial_failed = Signal(object)
    rate_points = Signal(object, object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._example: Job | None = None
        self._trial: Job | None = None
        self._rate: Job | None = None
        self._session.state_changed.connect(self._on_state_changed)

    def show_example(self, recipe: str, changes: Mapping[str, Any], number: int) -> None:
        """Show what augmentation does to a picture of the training part.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.
            number: Which picture; counted round.

        Raises:
            LesionLabError: No data set is open, or the values contradict each other.
        """
        dataset = self._workspace.require_dataset()
        config = self._workspace.config_of(recipe, changes)
        cancel(self._example)
        self._example = self._jobs.run(
            "", lambda progress: augmented_example(dataset, config, number, DRAWS, progress)
        )
        self._example.succeeded.connect(self.example_ready)
        self._example.failed.connect(self.example_failed)

    def summarise(self, recipe: str, changes: Mapping[str, Any]) -> Job:
        """Find the layers of the network; the job's result is a ModelSummary.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.

        Raises:
            LesionLabError: No data set is open, the values contradict each other, or a training
                runs.
        """
        config = self._config(recipe, changes)
        dataset = self._workspace.to_train_on
        classes = dataset.classes if dataset is not None else ()
        n_outputs = 1 if config.data.target == "positive" else len(classes)

        def work(_progress: Progress) -> object:
            from training.summary import summarise

            return summarise(config, n_outputs)

        return self._jobs.run_tensorflow("Looking at the layers", work)

    def estimate(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Find how long a training will take, and what it needs.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.

        Raises:
            LesionLabError: No data set is open, the values contradict each other, or a training
                runs.
        """
        config, locations = self._config(recipe, changes), self._locations
        cancel(self._trial)

        def work(progress: Progress) -> object:
            from training.trial import time_trial

            return time_trial(config, locations, progress)

        self._trial = job = self._jobs.run_tensorflow("Estimating the training", work)
        job.progressed.connect(self._on_trial_progressed)
        job.succeeded.connect(self.trial_known)
        job.failed.connect(self.trial_failed)

    @Slot()
    def cancel_estimate(self) -> None:
        """Leave it."""
        cancel(self._trial)

    def find_rate(self, recipe: str, changes: Mapping[str, Any], stage: int = 0) -> Job:
        """Try all learning rates on some pictures; the job's result is a RateCurve.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.
            stage: Which stage of the training, from 0.

        Raises:
            LesionLabError: No data set is open, the values contradict each other, or a training
                runs.
        """
        config, locations = self._config(recipe, changes), self._locations
        cancel(self._rate)
        points: queue.SimpleQueue[tuple[float, float]] = queue.SimpleQueue()

        def work(progress: Progress) -> object:
            from training.rate_finder import find_rate

            return find_rate(config, locations, progress, _putting(points), stage=stage)

        self._rate = job = self._jobs.run_tensorflow("Finding a learning rate", work)
        job.progressed.connect(partial(self._tell_points, points))
        return job

    @Slot()
    def cancel_rate(self) -> None:
        """Leave it."""
        cancel(self._rate)

    def _config(self, recipe: str, changes: Mapping[str, Any]) -> RunConfig:
        if self._session.state != "idle":
            raise TrainingError(
                "A training is running, and would be disturbed.",
                mend="Wait for its end, or stop it first.",
            )
        return self._workspace.config_of(recipe, changes)

    def _tell_points(
        self, points: queue.SimpleQueue[tuple[float, float]], *_progress: object
    ) -> None:
        rates, losses = [], []
        while not points.empty():
            rate, loss = points.get_nowait()
            rates.append(rate)
            losses.append(loss)
        if rates:
            self.rate_points.emit(rates, losses)

    @Slot(str, int, int)
    def _on_trial_progressed(self, what: str, _done: int, _of: int) -> None:
        self.trial_progressed.emit(what)

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        """Leave the processors to a training that starts."""
        if state == "starting":
            cancel(self._trial)
            cancel(self._rate)


def _putting(points: queue.SimpleQueue[tuple[float, float]]) -> Callable[[float, float], None]:
    """Return what keeps the points of the other thread for the window's."""
    return lambda rate, loss: points.put((rate, loss))
