"""Every recipe can be chosen by name and says what it needs."""

from __future__ import annotations

import pytest

from training.backbones import BACKBONES
from training.config import config_from_mapping
from training.errors import ConfigError
from training.recipes import RECIPES, Recipe, get_recipe


def test_there_is_a_small_cnn_and_a_frozen_recipe_for_every_backbone() -> None:
    assert {recipe.backbone for recipe in RECIPES.values()} == {None, *BACKBONES}
    assert get_recipe("frozen-mobilenet-075").backbone == "mobilenet_075"
    assert next(iter(RECIPES)) == "small-cnn"


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_agrees_with_itself(recipe: Recipe) -> None:
    config = recipe.config
    assert config.recipe == recipe.name
    assert config.model.architecture == (recipe.backbone or "small_cnn")
    assert (config.model.weights == "imagenet") == (recipe.backbone is not None)
    assert config_from_mapping(config.model_dump(mode="json")) == config
    if recipe.backbone:
        backbone = BACKBONES[recipe.backbone]
        assert config.model.image_size == (backbone.default_size, backbone.default_size)


def test_an_unknown_recipe_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="'frozen-resnet'") as error:
        get_recipe("frozen-resnet")
    assert all(name in error.value.mend for name in RECIPES)
