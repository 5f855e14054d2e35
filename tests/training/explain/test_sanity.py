"""A map that shows the picture and not the model is found out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.data.corner_models import SIZE, corner_model, pooled_model
from tests.data.pictures import noise
from tests.training.conftest import Trained
from training.data.dataset import Dataset
from training.explain.of_run import RunGradCam
from training.explain.sanity import weights_matter
from training.inference import Predictor
from training.preprocessing import read_image

PICTURES = [np.asarray(noise(seed, (SIZE, SIZE))) for seed in range(2)]


def test_the_map_of_a_corner_is_another_once_the_weights_are_shuffled() -> None:
    model = corner_model()
    before = model.get_weights()
    check = weights_matter(model, PICTURES, (0,))
    assert check.mean < 0.3
    assert len(check.correlations) == 6
    assert "depends on what the model has learned" in check.words
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert check == weights_matter(model, PICTURES, (0,))  # seeded


def test_a_model_whose_weights_are_all_alike_is_found_out() -> None:
    """Shuffling them changes nothing, and so the map is the same: it shows the picture alone."""
    model = pooled_model(1)
    model.set_weights([np.full_like(value, 0.1) for value in model.get_weights()])
    check = weights_matter(model, PICTURES, (0,))
    assert check.mean == pytest.approx(1.0)
    assert "hardly depends" in check.words
    assert check.empty == 0


def test_a_trained_run_is_explained_and_checked(trained: Trained) -> None:
    run = trained.run
    samples = run.split().query("split == 'test'")
    path = Dataset.open(Path(trained.config.data.dataset)).image_path(samples["image"].iloc[0])
    picture = run.preprocessing(read_image(path))
    cam = RunGradCam(run)
    heat = cam.of(picture)
    answer = Predictor(run).predict_files([path])[0]
    assert heat.probability == pytest.approx(answer.probability, abs=1e-4)
    assert heat.values.shape == (32, 32)
    assert not heat.signed
    check = cam.check([picture])
    assert 0 <= check.mean < 0.9
