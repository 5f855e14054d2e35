"""Every recipe of a tutorial and of our own trains from beginning to end, on tiny pictures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.runs import locations_below, of_kind
from training.config import with_changes
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.events import EpochEnded, Event
from training.networks import NETWORKS
from training.recipes import RECIPES, Recipe
from training.trainer import fit

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
)

QUICK = ("ham-cnn-scratch",)
"""What builds no backbone."""


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return a data set of 7 classes x 10 pictures of one colour each, with noise."""
    folder = tmp_path_factory.mktemp("seven")
    rng = np.random.default_rng(0)
    for name in ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"):
        (folder / name).mkdir()
        colour = rng.uniform(40, 220, 3)
        for number in range(10):
            pixels = (colour + rng.normal(0, 10, (32, 32, 3))).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{name}_{number}.png")
    positive = ["akiec", "bcc", "mel"]
    return import_dataset([folder], tmp_path_factory.mktemp("sets") / "seven", positive=positive)


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(recipe, id=name, marks=() if name in QUICK else pytest.mark.slow)
        for name, recipe in RECIPES.items()
        if name.startswith(("isic-", "ham-", "lesion-"))
    ],
)
def test_a_recipe_trains_all_its_stages(recipe: Recipe, seven: Dataset, tmp_path: Path) -> None:
    side = 75 if recipe.config.model.architecture == "inception_v3" else 32
    stages = [stage.model_dump() | {"epochs": 1} for stage in recipe.config.stages]
    config = with_changes(
        recipe.config,
        {
            "data.dataset": str(seven.root),
            "model.weights": "random",
            "model.image_size": [side, side],
            "optimisation.epochs": 2,
            "stages": stages,
            "split.validation": 0.2,
        },
    )
    events: list[Event] = []
    locations = locations_below(tmp_path)
    run = fit(config, runs=locations.runs, locations=locations, on_event=events.append)
    assert run.status == "done"
    epochs = of_kind(events, EpochEnded)
    assert len(epochs) == 2 + len(stages)
    watched = config.optimisation.monitor
    assert all(math.isfinite(epoch.logs[watched]) for epoch in epochs)
    predictions = run.predictions("test")
    assert predictions is not None
    assert predictions.y_score.shape[1] == (1 if recipe.target == "positive" else 7)
    if config.model.architecture in NETWORKS:
        assert epochs[-1].logs["loss"] < epochs[0].logs["loss"]
