"""The example of augmentation is what training makes of the picture."""

from __future__ import annotations

import pytest

from desktop_app.work.augmenting import augmented_example
from training.batch_wanted import BatchWanted
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.errors import Cancelled
from training.preview import preview_batch
from training.progress import no_progress
from training.recipes import get_recipe


@pytest.fixture
def config() -> RunConfig:
    changes = {"model.image_size": [16, 24], "augmentation.brightness": 0.5, "seed": 3}
    return with_changes(get_recipe("small-cnn").config, changes)


def test_the_first_draw_is_what_the_first_epoch_shows(dataset: Dataset, config: RunConfig) -> None:
    shown = {
        picture.tobytes()
        for picture in preview_batch(dataset, config, BatchWanted("train", size=48)).pictures
    }

    for number in range(5):
        example = augmented_example(dataset, config, number, 3, no_progress)
        assert example.picture.shape == (16, 24, 3)
        assert example.draws[0].tobytes() in shown
        assert len({draw.tobytes() for draw in example.draws}) == 3


def test_every_picture_of_the_training_part_has_its_turn(
    dataset: Dataset, config: RunConfig
) -> None:
    plain = with_changes(config, {"model.image_size": [32, 32]})
    there = preview_batch(dataset, plain, BatchWanted("train", size=48)).pictures.shape[0]

    seen = {
        augmented_example(dataset, plain, number, 0, no_progress).picture.tobytes()
        for number in range(there)
    }

    again = augmented_example(dataset, plain, there, 0, no_progress).picture.tobytes()
    first = augmented_example(dataset, plain, 0, 0, no_progress).picture.tobytes()
    assert len(seen) == there
    assert again == first


def test_an_example_that_is_no_longer_wanted_ends(dataset: Dataset, config: RunConfig) -> None:
    def cancelled(_what: str, done: int, _of: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        augmented_example(dataset, config, 0, 3, cancelled)
