"""Training, in the window or in a process of its own, and the weights that it begins with."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.following import Put
from desktop_app.jobs import Job, cancel
from desktop_app.session import Begun, Make
from desktop_app.work.planning import asks_for_devices, outlook, refused
from desktop_app.work.runs import find_unfinished, read_run, told_before
from training.backbones import BACKBONES, Backbone
from training.config import RunConfig
from training.control import Control, Span
from training.data.dataset import Dataset
from training.errors import LesionLabError
from training.files import replace_atomically
from training.host import HostedRun
from training.progress import Progress
from training.runs import Run
from training.trainer import create_run, train
from training.weights import check_weights_file, download_weights, find_weights


@dataclass(frozen=True)
class Order:
    """A training that is asked for.

    Attributes:
        config: What is to be done.
        own_process: Whether in a process of its own, which outlives the window.
    """

    config: RunConfig
    own_process: bool = False


class TrainingActions(ActionGroup):
    """Trains on the open data set, and goes on with trainings.

    Signals:
        weights_needed: A Backbone and the Order that waits for its weights.
        unfinished_found: The runs that are being trained or can go on (a tuple of FoundRun).
        outlook_known: What is to be said of the training that is set up (Outlook).
    """

    weights_needed = Signal(object, object)
    unfinished_found = Signal(object)
    outlook_known = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._outlook_job: Job | None = None

    def start(self, recipe: str, changes: Mapping[str, Any], *, own_process: bool = False) -> None:
        """Train on the open data set.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.
            own_process: Whether in a process of its own, which outlives the window.

        Raises:
            DataError: None is open.
        """
        order = Order(self._workspace.config_of(recipe, changes), own_process)
        model = order.config.model
        backbone = BACKBONES.get(model.architecture)
        if (
            backbone is not None
            and model.weights == "imagenet"
            and find_weights(backbone, self._locations) is None
        ):
            self.weights_needed.emit(backbone, order)
            return
        self.start_order(order)

    @Slot(object)
    def start_order(self, order: Order) -> None:
        """Train by a complete config.

        Args:
            order: The training.
        """
        locations = self._locations

        def make(_progress: Progress) -> Begun:
            return Begun(create_run(order.config, runs=locations.runs, locations=locations))

        self._train(make, own_process=order.own_process)

    def resume(self, folder: Path, *, own_process: bool = False) -> Job:
        """Go on with a run that is not done, from its last checkpoint.

        Args:
            folder: The run folder.
            own_process: Whether in a process of its own, which outlives the window.
        """

        def make(_progress: Progress) -> Begun:
            run = Run.open(folder)
            return Begun(run, told_before(run))

        return self._with_dataset(folder, partial(self._train, make, own_process=own_process))

    def add_epochs(self, folder: Path, epochs: int, *, own_process: bool = False) -> Job:
        """Train a run that has ended further.

        Args:
            folder: The run folder.
            epochs: Epochs that its last stage gets more than it has done.
            own_process: Whether in a process of its own, which outlives the window.
        """

        def make(_progress: Progress) -> Begun:
            run = Run.open(folder)
            return Begun(run, told_before(run))

        return self._with_dataset(
            folder, partial(self._train, make, own_process=own_process, more_epochs=epochs)
        )

    def follow(self, folder: Path) -> Job:
        """Follow a training that another process runs.

        Args:
            folder: The run folder.
        """

        def make(_progress: Progress) -> Begun:
            return Begun(Run.open(folder))

        return self._with_dataset(folder, partial(self._session.host, make, HostedRun.follow))

    def stop(self) -> None:
        """Stop within one batch; what was learned is kept."""
        self._session.stop()

    def pause(self) -> None:
        """Hold the training before its next step."""
        self._session.pause()

    def go_on(self) -> None:
        """Let a paused training go on."""
        self._session.go_on()

    def allow(self, span: Span) -> None:
        """Let the training go on for one step, or to the end of the epoch, and pause it then.

        Args:
            span: "step" or "epoch".
        """
        self._session.allow(span)

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on.

        Args:
            rate: Above 0 and up to 10.

        Raises:
            ConfigError: It is no learning rate.
        """
        self._session.set_learning_rate(rate)

    def slow_down(self, delay: float) -> None:
        """Let each step wait, so that a class can watch; what is learned stays the same.

        Args:
            delay: Seconds, from 0 to 10.

        Raises:
            ConfigError: It is not in that range.
        """
        self._session.slow_down(delay)

    def look(self) -> None:
        """Ask the training for its weights, which come as an event."""
        self._session.look()

    def look_for_unfinished(self) -> None:
        """Find the runs that are being trained, and those that can go on."""
        runs = self._locations.runs
        if not runs.is_dir() or not any(runs.iterdir()):
            return  # the first start needs no thread
        job = self._jobs.run("", partial(find_unfinished, runs))
        job.succeeded.connect(self.unfinished_found)

    def look_ahead(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Find what is to be said of a training on the open data set before it starts.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.
        """
        cancel(self._outlook_job)
        try:
            config = self._workspace.config_of(recipe, changes)
        except LesionLabError as error:
            self.outlook_known.emit(refused(error))
            return
        locations = self._locations

        def work(progress: Progress) -> object:
            return outlook(config, locations, progress)

        # Only one thread may ask TensorFlow for anything.
        run = self._jobs.run_tensorflow if asks_for_devices(config) else self._jobs.run
        self._outlook_job = run("", work)
        self._outlook_job.succeeded.connect(self.outlook_known)

    def _train(self, make: Make, *, own_process: bool, more_epochs: int = 0) -> None:
        cancel(self._outlook_job)
        locations = self._locations

        def work(run: Run, put: Put, control: Control) -> None:
            train(
                run,
                locations=locations,
                on_event=put,
                control=control,
                more_epochs=more_epochs,
                ready=True,
            )

        if own_process:
            self._session.host(make, partial(HostedRun.start, more_epochs=more_epochs))
        else:
            self._session.start(make, work)

    def _with_dataset(self, folder: Path, go_on: partial[None]) -> Job:
        """Open the data set of a run, where it is still there, then go on."""

        def opened(read: tuple[Run, Dataset | None]) -> None:
            if self._session.state == "idle":  # else another one was started meanwhile
                self._workspace.open_dataset_of_run(read[1])
            go_on()

        job = self._jobs.run("Opening the run", partial(read_run, folder))
        job.succeeded.connect(opened)
        return job

    def download_weights(self, backbone: Backbone, order: Order) -> Job:
        """Download the weights of a backbone, then train.

        Args:
            backbone: The backbone.
            order: The training that waits for it.
        """
        locations = self._locations

        def work(progress: Progress) -> Order:
            download_weights(backbone, locations, progress=progress)
            return order

        job = self._jobs.run(f"Downloading {backbone.title}", work)
        job.succeeded.connect(self.start_order)
        return job

    def take_weights(self, backbone: Backbone, order: Order, file: Path) -> Job:
        """Copy a weight file to where it is looked for, then train.

        Args:
            backbone: The backbone.
            order: The training that waits for it.
            file: The file that a person chose.
        """
        target = self._locations.weights / backbone.weights_file

        def work(_progress: Progress) -> Order:
            check_weights_file(file)  # a damaged one would be found, and refused, ever after
            replace_atomically(target, lambda temporary: _copy(file, temporary))
            return order

        job = self._jobs.run("Copying weights", work)
        job.succeeded.connect(self.start_order)
        return job


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
