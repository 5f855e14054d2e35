"""A network is shown layer by layer before anything is trained, without its weight file."""

from __future__ import annotations

import pytest

from tests.data.runs import tiny_config
from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.errors import ConfigError
from training.recipes import get_recipe
from training.summary import ModelSummary, summarise


def of(recipe: str, **changes: object) -> ModelSummary:
    config = get_recipe(recipe).config
    return summarise(with_changes(config, {k.replace("__", "."): v for k, v in changes.items()}), 1)


def test_a_network_of_our_own_trains_as_a_whole(tiny_dataset: Dataset) -> None:
    summary = summarise(tiny_config(tiny_dataset.root), 1)
    conv = next(row for row in summary.layers if row.name == "conv_16")
    assert (conv.kind, conv.output_shape, conv.parameters) == ("Conv2D", (32, 32, 16), 448)
    assert conv.trains == (True,)
    assert summary.trainable == (summary.total,)
    assert sum(row.parameters for row in summary.layers) == summary.total
    assert summary.layers[-1].output_shape == (1,)


def test_it_is_the_network_that_is_built(tiny_dataset: Dataset) -> None:
    from training.models import build_model

    config = tiny_config(tiny_dataset.root, {"model.dense_units": 7})
    model, summary = build_model(config, 3, weights=None), summarise(config, 3)
    assert [row.name for row in summary.layers] == [layer.name for layer in model.layers]
    assert summary.total == model.count_params()


def test_a_frozen_backbone_opens_into_its_layers_and_needs_no_weights() -> None:
    summary = of("frozen-mobilenet-075")
    names = [row.name for row in summary.layers if row.depth == 0]
    assert names == ["image", "scaling", "backbone", "pooling", "dropout", "score"]
    [backbone] = [row for row in summary.layers if row.name == "backbone"]
    inner = [row for row in summary.layers if row.depth == 1]
    assert sum(row.parameters for row in inner) == backbone.parameters
    assert backbone.trains == (False,)
    assert not any(row.trains[0] for row in inner)
    assert summary.trainable == (769,)  # 768 features and a bias


def test_each_stage_says_what_trains() -> None:
    stage = {"epochs": 1, "trainable_layers": -1}
    summary = of("frozen-mobilenet-025", stages=[stage])
    assert len(summary.trainable) == 2
    assert summary.trainable[0] < summary.trainable[1] < summary.total  # statistics stay
    inner = [row for row in summary.layers if row.depth == 1 and row.parameters]
    assert not any(row.trains[0] for row in inner)
    assert {row.trains[1] for row in inner if row.kind == "BatchNormalization"} == {False}
    assert {row.trains[1] for row in inner if row.kind == "Conv2D"} == {True}


def test_upper_layers_train_from_the_top() -> None:
    summary = of("ham-mobilenet")
    trains = [row.trains[0] for row in summary.layers if row.depth == 1 and row.parameters]
    assert trains == sorted(trains)
    assert any(trains)
    assert not all(trains)


def test_what_cannot_be_built_is_refused() -> None:
    with pytest.raises(ConfigError, match="needs at least"):
        summarise(with_changes(RunConfig(), {"model.image_size": [8, 8]}), 1)
