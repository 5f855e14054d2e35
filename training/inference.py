"""Asking a saved model. Everything that scores pictures goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.compiled import CompiledModel, Computed, mean_of_views, mirrored, open_compiled
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
        embedding: What enters the model's last dense layer, shape (d,), float32.
    """

    probability: float
    class_probabilities: dict[str, float]
    embedding: NDArray[np.float32] = field(compare=False, repr=False)


class Compute(Protocol):
    """What computes scores and embeddings."""

    def __call__(self, pictures: NDArray[np.uint8], *, flips: bool = False) -> Computed:
        """Return them for preprocessed pictures, as `CompiledModel.compute` does."""


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
    views = mirrored(pictures.astype(np.float32), flips=flips)
    return mean_of_views([np.asarray(model.predict_on_batch(view), np.float32) for view in views])


def run_temperature(run: Run) -> float:
    """Return what a run's scores are calibrated with; 1 where they are not.

    Raises:
        RunError: `calibration.json` is damaged.
    """
    return saved_temperature(run.path) if run.config.evaluation.temperature_scaling else 1.0


def is_calibrated(run: Run) -> bool:
    """Return whether a run answers as its config asks, calibrated or not."""
    return not run.config.evaluation.temperature_scaling or (run.path / FILE).is_file()


def calibration_words(run: Run) -> str:
    """Return whether a run's probabilities are calibrated, in a sentence."""
    if not run.config.evaluation.temperature_scaling or not (run.path / FILE).is_file():
        return "Not calibrated."
    try:
        return f"Calibrated (temperature {saved_temperature(run.path):.2f})."
    except RunError:
        return "Its calibration cannot be read."


class Predictor:
    """A saved run that can be asked about pictures.

    Where the run has a compiled form that fits its model, TensorFlow is not imported, and any
    thread may ask, several at once. Else Keras answers, on the thread that owns TensorFlow alone.

    Attributes:
        run: The run.
        needs_tensorflow: Whether Keras answers.
    """

    def __init__(self, run: Run) -> None:
        """Open the compiled form of a run's model, or else the model itself.

        Raises:
            RunError: The run has no model, or it or the calibration is damaged.
        """
        self._open(run, open_compiled(run))

    @classmethod
    def without_tensorflow(cls, run: Run) -> Predictor | None:
        """Return a predictor that any thread may make and ask.

        Returns:
            None where the run has no compiled form that fits its model.

        Raises:
            RunError: The calibration is damaged.
        """
        compiled = open_compiled(run)
        if compiled is None:
            return None
        predictor = cls.__new__(cls)
        predictor._open(run, compiled)
        return predictor

    def _open(self, run: Run, compiled: CompiledModel | None) -> None:
        self.run = run
        self.needs_tensorflow = compiled is None
        self._temperature = run_temperature(run)
        self._compute = _by_keras(run) if compiled is None else compiled.compute

    def predict(self, images: Sequence[Image.Image]) -> list[Prediction]:
        """Score upright RGB pictures, in one batch."""
        preprocessing = self.run.preprocessing
        return self.predict_pictures([preprocessing(image) for image in images])

    def predict_files(self, paths: Iterable[Path]) -> list[Prediction]:
        """Score picture files.

        Raises:
            ImageError: One cannot be read.
        """
        reads = map(self.run.preprocessing.read, paths)
        return [self.predict_pictures([picture])[0] for picture in reads]

    def predict_pictures(self, pictures: Sequence[NDArray[np.uint8]]) -> list[Prediction]:
        """Score preprocessed pictures, each of shape (height, width, 3), uint8, in one batch."""
        if not len(pictures):
            return []
        scores, embeddings = self.compute(np.stack(pictures))
        dataset = self.run.dataset
        probability = positive_probability(scores, dataset.classes, dataset.positive)
        return [
            Prediction(float(p), self._class_probabilities(row), embedding)
            for p, row, embedding in zip(probability, scores, embeddings, strict=True)
        ]

    def scores(self, pictures: NDArray[np.uint8]) -> NDArray[np.floating[Any]]:
        """Return calibrated scores.

        Args:
            pictures: Preprocessed, shape (n, height, width, 3), uint8.

        Returns:
            Shape (n, 1) for a binary model, else (n, classes).
        """
        return self.compute(pictures)[0]

    def compute(
        self, pictures: NDArray[np.uint8]
    ) -> tuple[NDArray[np.floating[Any]], NDArray[np.float32]]:
        """Return calibrated scores and embeddings, flipped and calibrated as the run asks.

        Args:
            pictures: Preprocessed, shape (n, height, width, 3), uint8.

        Returns:
            Scores, shape (n, outputs); embeddings, shape (n, d), float32.
        """
        flips = self.run.config.evaluation.test_time_flips
        computed = self._compute(pictures, flips=flips)
        return at_temperature(computed.scores, self._temperature), computed.embeddings

    def _class_probabilities(self, row: NDArray[np.floating[Any]]) -> dict[str, float]:
        if row.size == 1:
            return {}
        return dict(zip(self.run.dataset.classes, map(float, row), strict=True))


def _by_keras(run: Run) -> Compute:
    """Return what computes scores and embeddings with Keras, in one batch."""
    from training.embedding import with_embedding

    model = with_embedding(load_model(run))

    def compute(pictures: NDArray[np.uint8], *, flips: bool = False) -> Computed:
        views = mirrored(pictures.astype(np.float32), flips=flips)
        outputs = [model.predict_on_batch(view) for view in views]
        return Computed(*(mean_of_views(list(each)) for each in zip(*outputs, strict=True)))

    return compute
