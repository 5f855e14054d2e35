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


def test_doubts_are_told_in_sentences(dataset: Dataset, locations: Locations) -> None:
    config = tiny_config(dataset.root, {"optimisation.batch_size": 512})

    found = outlook(config, locations, nothing)

    assert found.refusal == ""
    assert any("every epoch is a single step" in doubt for doubt in found.doubts)


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
    assert "weights are not on this computer" in found.doubts[0]


def test_tensorflow_is_asked_only_where_all_hangs_on_the_device(dataset: Dataset) -> None:
    assert not asks_for_devices(tiny_config(dataset.root))
    half = tiny_config(dataset.root, {"optimisation.precision": "mixed_float16"})
    assert asks_for_devices(half)
