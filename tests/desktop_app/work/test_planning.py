"""What is doubtful about a training, or forbids it, is known before it starts."""

from __future__ import annotations

from desktop_app.work.planning import asks_for_devices, outlook
from tests.data.runs import tiny_config
from training.config import with_changes
from training.data.dataset import Dataset
from training.locations import Locations
from training.recipes import get_recipe


def nothing(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""


def test_doubts_are_told_with_what_mends_them(dataset: Dataset, locations: Locations) -> None:
    config = tiny_config(dataset.root, {"optimisation.batch_size": 512})

    found = outlook(config, locations, nothing)

    assert found.refusal == ""
    [doubt] = [each for each in found.found if "every epoch is a single step" in each.words]
    mended = outlook(with_changes(config, doubt.changes), locations, nothing)
    assert not any("single step" in each.words for each in mended.found)


def test_what_forbids_it_is_told_with_its_mend(dataset: Dataset, locations: Locations) -> None:
    config = with_changes(get_recipe("ham-cnn-scratch").config, {"data.dataset": str(dataset.root)})

    found = outlook(config, locations, nothing)

    assert "tells many classes apart" in found.refusal
    assert "Choose a recipe" in found.refusal


def test_missing_weights_forbid_nothing(dataset: Dataset, locations: Locations) -> None:
    config = with_changes(
        get_recipe("frozen-mobilenet-025").config, {"data.dataset": str(dataset.root)}
    )

    found = outlook(config, locations, nothing)

    assert found.refusal == ""
    assert "weights are not on this computer" in found.found[0].words
    assert len(found.found) > 1  # what else is doubtful is said all the same


def test_tensorflow_is_asked_only_where_all_hangs_on_the_device(dataset: Dataset) -> None:
    assert not asks_for_devices(tiny_config(dataset.root))
    half = tiny_config(dataset.root, {"optimisation.precision": "mixed_float16"})
    assert asks_for_devices(half)
