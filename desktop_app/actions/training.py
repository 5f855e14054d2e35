"""Training, and the weights that it begins with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot

from desktop_app.actions.group import ActionGroup
from desktop_app.jobs import Job
from training.backbones import BACKBONES, Backbone
from training.config import RunConfig
from training.control import Control
from training.events import Event
from training.files import replace_atomically
from training.progress import Progress
from training.runs import Run
from training.trainer import fit
from training.weights import check_weights_file, download_weights, find_weights


class TrainingActions(ActionGroup):
    """Trains on the open data set.

    Signals:
        weights_needed: A Backbone and the RunConfig that waits for its weights.
    """

    weights_needed = Signal(object, object)

    def start(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Train on the open data set.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.

        Raises:
            DataError: None is open.
        """
        config = self._workspace.config_of(recipe, changes)
        backbone = BACKBONES.get(config.model.architecture)
        if (
            backbone is not None
            and config.model.weights == "imagenet"
            and find_weights(backbone, self._locations) is None
        ):
            self.weights_needed.emit(backbone, config)
            return
        self.start_config(config)

    def start_config(self, config: RunConfig) -> None:
        """Train by a complete config.

        Args:
            config: The config.
        """
        locations = self._locations

        def work(on_event: Callable[[Event], None], control: Control) -> Run:
            return fit(
                config,
                runs=locations.runs,
                locations=locations,
                on_event=on_event,
                control=control,
            )

        self._session.start(work)

    def stop(self) -> None:
        """Stop within one batch; what was learned is kept."""
        self._session.stop()

    def download_weights(self, backbone: Backbone, config: RunConfig) -> Job:
        """Download the weights of a backbone, then train.

        Args:
            backbone: The backbone.
            config: The config that waits for it.
        """
        locations = self._locations

        def work(progress: Progress) -> RunConfig:
            download_weights(backbone, locations, progress=progress)
            return config

        job = self._jobs.run(f"Downloading {backbone.title}", work)
        job.succeeded.connect(self._on_weights_there)
        return job

    def take_weights(self, backbone: Backbone, config: RunConfig, file: Path) -> Job:
        """Copy a weight file to where it is looked for, then train.

        Args:
            backbone: The backbone.
            config: The config that waits for it.
            file: The file that a person chose.
        """
        target = self._locations.weights / backbone.weights_file

        def work(_progress: Progress) -> RunConfig:
            check_weights_file(file)  # a damaged one would be found, and refused, ever after
            replace_atomically(target, lambda temporary: _copy(file, temporary))
            return config

        job = self._jobs.run("Copying weights", work)
        job.succeeded.connect(self._on_weights_there)
        return job

    @Slot(object)
    def _on_weights_there(self, config: RunConfig) -> None:
        self.start_config(config)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
