"""Asking a saved model. Everything that scores pictures goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.errors import RunError
from training.evaluation.calibration import FILE, at_temperature, saved_temperature
from training.evaluation.predictions import positive_probability
from training.runs import Run
from training.tensorflow_start import start_tensorflow


@dataclass(frozen=True)
class Prediction:
    """What a model says about one picture.

    Attributes:
        probability: Probability of positive.
        class_probabilities: For a model that tells classes apart, the probability of each; empty
            for a binary one.
    """

    probability: float
    class_probabilities: dict[str, float]


def load_model(run: Run) -> Any:
    """Return the Keras model of a run, ready to predict.

    Raises:
        RunError: The run has none, or the file is damaged or holds code.
    """
    if not run.has_model:
        raise RunError(
            f"The run {run.name} has no model: it ended before anything was learned.",
            mend="Train again, or choose another run.",
        )
    start_tensorflow()
    import keras

    try:
        return keras.saving.load_model(run.model_path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises many types on damaged or unsafe files
        raise RunError(
            f"The model {run.model_path} cannot be loaded: {error}.",
            mend="Train again, or choose another run.",
        ) from error


def score(model: Any, pictures: NDArray[np.uint8], *, flips: bool = False) -> NDArray[np.float32]:
    """Return a model's output for a batch.

    Args:
        model: Keras model of a run.
        pictures: Preprocessed pictures, shape (n, height, width, 3), uint8.
        flips: Whether to average over the pictures and their three mirror images: left-right,
            up-down, both. `evaluation.test_time_flips` of the run's config says it.

    Returns:
        Shape (n, outputs), float32.
    """
    inputs = pictures.astype(np.float32)
    if not flips:
        return np.asarray(model.predict_on_batch(inputs), dtype=np.float32)
    total = np.zeros((len(inputs), *model.output_shape[1:]))
    for rows, columns in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        total += model.predict_on_batch(np.ascontiguousarray(inputs[:, ::rows, ::columns]))
    return np.asarray(total / 4, dtype=np.float32)


def run_temperature(run: Run) -> float:
    """Return what a run's scores are calibrated with; 1 where they are not.

    Raises:
        RunError: `calibration.json` is damaged.
    """
    return saved_temperature(run.path) if run.config.evaluation.temperature_scaling else 1.0


def is_calibrated(run: Run) -> bool:
    """Return whether a run answers as its config asks, calibrated or not."""
    return not run.config.evaluation.temperature_scaling or (run.path / FILE).is_file()


class Predictor:
    """A saved run that can be asked about pictures.

    Attributes:
        run: The run.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._temperature = run_temperature(run)
        self._model = load_model(run)

    def predict(self, images: Sequence[Image.Image]) -> list[Prediction]:
        """Score upright RGB pictures, in one batch."""
        preprocessing = self.run.preprocessing
        return self._predict([preprocessing(image) for image in images])

    def predict_files(self, paths: Iterable[Path]) -> list[Prediction]:
        """Score picture files.

        Raises:
            ImageError: One cannot be read.
        """
        return [self._predict([self.run.preprocessing.read(path)])[0] for path in paths]

    def _predict(self, pictures: list[NDArray[np.uint8]]) -> list[Prediction]:
        """Score preprocessed pictures, in one batch."""
        if not pictures:
            return []
        flips = self.run.config.evaluation.test_time_flips
        output = score(self._model, np.stack(pictures), flips=flips)
        y_score = at_temperature(output, self._temperature)
        dataset = self.run.dataset
        probability = positive_probability(y_score, dataset.classes, dataset.positive)
        return [
            Prediction(float(p), self._class_probabilities(row))
            for p, row in zip(probability, y_score, strict=True)
        ]

    def _class_probabilities(self, row: NDArray[np.floating[Any]]) -> dict[str, float]:
        if row.size == 1:
            return {}
        return dict(zip(self.run.dataset.classes, map(float, row), strict=True))
