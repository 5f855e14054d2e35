"""Asking the open run about a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QObject, Signal

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job
from training.errors import RunError
from training.inference import Prediction, Predictor
from training.preprocessing import read_image
from training.progress import Progress
from training.runs import Run


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


class PredictionActions(ActionGroup):
    """Asks the open run.

    Signals:
        predicted: A PredictedPicture.
    """

    predicted = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        # Made and used on the TensorFlow thread alone.
        self._predictor: tuple[Path, float, Predictor] | None = None

    def predict_file(self, path: Path) -> Job:
        """Ask the open run about a picture file.

        Args:
            path: The file.
        """
        return self._predict(
            path.name,
            lambda: read_image(path),
            lambda predictor, _image: predictor.predict_files([path])[0],
        )

    def predict_pixels(self, pixels: NDArray[np.uint8], name: str) -> Job:
        """Ask the open run about a picture that is no file.

        Args:
            pixels: Shape (height, width, 3), uint8.
            name: What to call it.
        """
        return self._predict(
            name,
            lambda: Image.fromarray(pixels),
            lambda predictor, image: predictor.predict([image])[0],
        )

    def _predict(
        self,
        name: str,
        read: Callable[[], Image.Image],
        ask: Callable[[Predictor, Image.Image], Prediction],
    ) -> Job:
        run = self._workspace.run
        if run is None:
            raise RunError("No run is open.", mend="Train a model or open a run first.")

        def work(_progress: Progress) -> PredictedPicture:
            image = read()
            prediction = ask(self._predictor_of(run), image)
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
