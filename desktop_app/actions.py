"""What a person can do, each a named function with plain values.

Views do not call these: `app.py` connects what views ask for to them. Work runs off the window's
thread; results come back as signals. What goes wrong reaches the error dialog.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.data_work import read_thumbnails
from desktop_app.jobs import Job, Jobs
from desktop_app.session import Session
from desktop_app.workspace import Workspace
from training.backbones import BACKBONES, Backbone
from training.config import PARTS, RunConfig, with_changes
from training.control import Control
from training.data.dataset import Dataset
from training.errors import DataError, RunError
from training.evaluation.results import PartResults
from training.events import Event
from training.files import replace_atomically
from training.inference import Prediction, Predictor
from training.locations import Locations
from training.preprocessing import read_image
from training.preview import preview_batch
from training.progress import Progress
from training.recipes import get_recipe
from training.runs import Run
from training.trainer import fit
from training.weights import check_weights_file, download_weights, find_weights

THUMBNAIL = 160
"""Longer side of a thumbnail in pixels."""
_REST_MILLISECONDS = 400


@dataclass(frozen=True, eq=False)
class RunResults:
    """What is shown of a run.

    Attributes:
        run: The run.
        parts: Results of each part that was predicted.
        images: File of each sample, by sample name.
    """

    run: Run
    parts: dict[str, PartResults]
    images: dict[str, Path]


@dataclass(frozen=True, eq=False)
class PredictedPicture:
    """A picture and what the model says about it.

    Attributes:
        run: The run that was asked.
        name: File name, or what it came from.
        pixels: Upright, shape (height, width, 3), uint8.
        prediction: The model's answer.
    """

    run: Run
    name: str
    pixels: NDArray[np.uint8]
    prediction: Prediction


class Actions(QObject):
    """The actions, and the signals by which their results come.

    Signals:
        batch_ready: A BatchPreview.
        results_ready: RunResults of the open run.
        thumbnails_ready: A dict of sample name to picture, (height, width, 3), uint8.
        predicted: A PredictedPicture.
        weights_needed: A Backbone and the RunConfig that waits for its weights.
    """

    batch_ready = Signal(object)
    results_ready = Signal(object)
    thumbnails_ready = Signal(object)
    predicted = Signal(object)
    weights_needed = Signal(object, object)

    def __init__(
        self,
        jobs: Jobs,
        session: Session,
        workspace: Workspace,
        locations: Locations,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._session = session
        self._workspace = workspace
        self._locations = locations
        self._batch_job: Job | None = None
        self._thumbnail_job: Job | None = None
        self._results_job: Job | None = None
        self._unsaved: tuple[Run, float] | None = None
        # One write for a drag of the slider.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self.save_threshold)
        # Made and used on the TensorFlow thread alone.
        self._predictor: tuple[Path, float, Predictor] | None = None

    # Training

    def start_training(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Train on the open data set.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.
        """
        dataset = self._workspace.dataset
        if dataset is None:
            raise DataError("No data set is open.", mend="Open one first.")
        config = with_changes(
            get_recipe(recipe).config,
            {**changes, **self._workspace.changes, "data.dataset": str(dataset.root)},
        )
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

    def stop_training(self) -> None:
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

    # Runs and what they say

    def open_run(self, folder: Path) -> Job:
        """Open a run and, where it is still there, its data set.

        Args:
            folder: The run folder.
        """
        self.save_threshold()  # it may be the same run

        def work(_progress: Progress) -> tuple[Run, Dataset | None]:
            run = Run.open(folder)
            _ = run.operating_point  # a damaged one is told before anything is opened
            root = Path(run.dataset.path)
            is_there = (root / "dataset.json").is_file()
            return run, Dataset.open(root) if is_there else None

        job = self._jobs.run("Opening the run", work)
        job.succeeded.connect(self._on_run_read)
        return job

    @Slot(object)
    def _on_run_read(self, read: tuple[Run, Dataset | None]) -> None:
        run, dataset = read
        before = self._workspace.dataset
        if dataset is not None and (before is None or before.root != dataset.root):
            self._workspace.open_dataset(dataset)
        self._workspace.open_run(run)

    def load_results(self, run: Run) -> Job:
        """Read the predictions of a run.

        Args:
            run: The run.
        """

        def work(_progress: Progress) -> RunResults:
            parts = {
                part: PartResults(predictions, run.warnings)
                for part in PARTS
                if (predictions := run.predictions(part)) is not None
            }
            for results in parts.values():
                _ = results.auc  # computed here: it imports scikit-learn
            split, root = run.split(), Path(run.dataset.path)
            images = {
                name: root / image
                for name, image in zip(split["sample_id"], split["image"], strict=True)
            }
            return RunResults(run, parts, images)

        _cancel(self._results_job)
        self._results_job = self._jobs.run("Reading results", work)
        self._results_job.succeeded.connect(self.results_ready)
        return self._results_job

    def load_batch(self, recipe: str, changes: Mapping[str, Any], part: str, number: int) -> None:
        """Show a batch of the open data set as the model would see it.

        Args:
            recipe: Name of the recipe that is set up.
            changes: What was changed in it.
            part: "train", "validation" or "test".
            number: Number of the batch, from 0.
        """
        dataset = self._workspace.dataset
        if dataset is None:
            return
        config = with_changes(get_recipe(recipe).config, {**changes, **self._workspace.changes})
        _cancel(self._batch_job)
        self._batch_job = self._jobs.run(
            "Reading a batch", lambda _progress: preview_batch(dataset, config, part, number)
        )
        self._batch_job.succeeded.connect(self.batch_ready)

    def load_thumbnails(self, images: Mapping[str, Path]) -> None:
        """Read small versions of pictures; one that cannot be read is left out.

        Args:
            images: Files by the names under which they come back.
        """
        _cancel(self._thumbnail_job)
        self._thumbnail_job = self._jobs.run(
            "Reading pictures", lambda progress: read_thumbnails(images, THUMBNAIL, progress)
        )
        self._thumbnail_job.succeeded.connect(self.thumbnails_ready)

    # Predicting

    def predict_file(self, path: Path) -> Job:
        """Ask the open run about a picture file.

        Args:
            path: The file.
        """
        return self._predict(path.name, lambda: read_image(path))

    def predict_pixels(self, pixels: NDArray[np.uint8], name: str) -> Job:
        """Ask the open run about a picture that is no file.

        Args:
            pixels: Shape (height, width, 3), uint8.
            name: What to call it.
        """
        return self._predict(name, lambda: Image.fromarray(pixels))

    def _predict(self, name: str, read: Callable[[], Image.Image]) -> Job:
        run = self._workspace.run
        if run is None:
            raise RunError("No run is open.", mend="Train a model or open a run first.")

        def work(_progress: Progress) -> PredictedPicture:
            image = read()
            prediction = self._predictor_of(run).predict([image])[0]
            return PredictedPicture(run, name, np.asarray(image), prediction)

        job = self._jobs.run_tensorflow("Reading the picture", work)
        job.succeeded.connect(self.predicted)
        return job

    def _predictor_of(self, run: Run) -> Predictor:
        """Return the predictor of a run, loaded once; runs on the TensorFlow thread."""
        changed = run.model_path.stat().st_mtime if run.has_model else time.time()
        if self._predictor is None or self._predictor[:2] != (run.path, changed):
            self._predictor = (run.path, changed, Predictor(run))
        return self._predictor[2]

    def move_threshold(self, threshold: float) -> None:
        """Move the threshold of the open run; it is saved with the run once it rests.

        Args:
            threshold: 0 to 1.
        """
        run = self._workspace.run
        if run is not None:
            self._save_other_threshold(run)
            self._unsaved = (run, threshold)
            self._rest.start()
        self._workspace.move_threshold(threshold)

    def reset_threshold(self) -> None:
        """Return to the threshold that the run had before a person chose one."""
        run = self._workspace.run
        if run is None:
            return
        self._save_other_threshold(run)
        self._unsaved = None
        run.reset_threshold()
        self._workspace.move_threshold(run.operating_point.threshold)
        self._rewrite_evaluation(run)

    @Slot()
    def save_threshold(self) -> None:
        """Save a moved threshold with its run now."""
        self._rest.stop()
        if self._unsaved is not None:
            run, threshold = self._unsaved
            self._unsaved = None
            run.save_threshold(threshold)
            self._rewrite_evaluation(run)

    def _save_other_threshold(self, run: Run) -> None:
        """Save at once what was moved on another run than this one."""
        if self._unsaved is not None and self._unsaved[0] is not run:
            self.save_threshold()

    def _rewrite_evaluation(self, run: Run) -> None:
        from training.evaluator import save_evaluation

        if run.has_model:
            self._jobs.run("Saving the threshold", lambda _progress: save_evaluation(run))


def _cancel(job: Job | None) -> None:
    if job is not None:
        job.cancel()


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
