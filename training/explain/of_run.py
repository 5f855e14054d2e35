"""Maps of what a run's model says about a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.evaluation.calibration import at_temperature
from training.evaluation.predictions import positive_probability
from training.explain.grad_cam import GradCam, target_of
from training.explain.heat_map import HeatMap
from training.explain.occlusion import occlusion
from training.explain.sanity import WeightsCheck, weights_matter
from training.explain.scoring import positive_scores
from training.inference import Predictor, load_model, run_temperature, score
from training.progress import Progress, no_progress
from training.runs import Run


class RunGradCam:
    """Grad-CAM of a run's model; made and used on the TensorFlow thread.

    Attributes:
        run: The run.
    """

    def __init__(self, run: Run, class_name: str | None = None) -> None:
        """Load the model.

        Args:
            run: The run.
            class_name: The class that maps speak for; None for what the run calls positive.

        Raises:
            RunError: There is no model, it cannot be loaded, it does not tell that class, or it has
                no convolution.
        """
        self.run = run
        self._target = target_of(run, class_name)
        self._temperature = run_temperature(run)
        self._model = load_model(run)
        self._cam = GradCam(self._model, self._target)

    def of(self, picture: NDArray[np.uint8]) -> HeatMap:
        """Return the map of a picture, averaged over mirror images where the run's answer is.

        Args:
            picture: Preprocessed, shape (height, width, 3), uint8.
        """
        flips = self.run.config.evaluation.test_time_flips
        output = score(self._model, picture[None], flips=flips)
        y_score = at_temperature(output, self._temperature)
        dataset = self.run.dataset
        probability = positive_probability(y_score, dataset.classes, dataset.positive)
        return HeatMap(self._cam.of(picture, flips=flips), "grad-cam", float(probability[0]))

    def check(self, pictures: Sequence[NDArray[np.uint8]]) -> WeightsCheck:
        """Return whether the maps of pictures depend on the weights."""
        return weights_matter(self._model, pictures, self._target)


def occlusion_of(
    predictor: Predictor, picture: NDArray[np.uint8], *, progress: Progress = no_progress
) -> HeatMap:
    """Return how far a run's probability of positive falls where a picture is covered.

    Args:
        predictor: What is asked, on the thread that may ask it.
        picture: Preprocessed, shape (height, width, 3), uint8.
        progress: Told after every batch; may raise Cancelled.
    """
    ask = positive_scores(predictor)
    probability = float(ask(picture[None])[0])
    return HeatMap(occlusion(ask, picture, progress=progress), "occlusion", probability)
