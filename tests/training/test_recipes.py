"""Every recipe can be chosen by name and says what it needs."""

from __future__ import annotations

import pytest

from training.backbones import BACKBONES
from training.config import config_from_mapping
from training.doubts import doubts_about_settings
from training.errors import ConfigError
from training.models import check_architecture
from training.networks import NETWORKS
from training.recipes import RECIPES, Recipe, get_recipe
from training.requirements import check_settings

_SIZES = ("b0", "b1", "b2", "b3", "s")


def test_there_is_a_small_cnn_and_a_frozen_recipe_for_every_backbone() -> None:
    frozen = {recipe.backbone for name, recipe in RECIPES.items() if name.startswith("frozen-")}
    assert frozen == set(BACKBONES)
    assert get_recipe("frozen-mobilenet-075").backbone == "mobilenet_075"
    assert next(iter(RECIPES)) == "small-cnn"


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_agrees_with_itself(recipe: Recipe) -> None:
    config = recipe.config
    assert config.recipe == recipe.name
    assert (config.model.weights == "imagenet") == (recipe.backbone is not None)
    assert config_from_mapping(config.model_dump(mode="json")) == config
    assert recipe.title
    assert recipe.source
    classes = tuple("abcdefg" if recipe.target == "classes" else "ab")
    check_architecture(config)
    check_settings(config, classes)
    assert doubts_about_settings(config) == ()
    if recipe.backbone:
        backbone = BACKBONES[recipe.backbone]
        if recipe.name != "lesion-seven":  # its pictures keep their shape
            assert config.model.image_size == (backbone.default_size, backbone.default_size)
        assert backbone.title in recipe.needs
    else:
        assert config.model.architecture in NETWORKS
        assert recipe.needs == ""


@pytest.mark.parametrize("backbone", ["inceptionv3", *(f"efficientnetv2-{s}" for s in _SIZES)])
def test_the_workshop_trains_one_unit_above_a_frozen_backbone(backbone: str) -> None:
    config = get_recipe(f"isic-{backbone}").config
    assert config.data.target == "positive"
    assert config.model.trainable_layers == config.model.dense_units == config.model.dropout == 0
    assert not any(config.augmentation.model_dump(exclude={"fill"}).values())
    optimisation = config.optimisation
    assert optimisation.optimizer == "rmsprop"
    assert (optimisation.batch_size, optimisation.epochs) == (64, 25)
    assert optimisation.monitor == "val_loss"
    assert config.loss.kind == "cross_entropy"


def test_the_tutorials_on_ham10000_tell_every_class_apart() -> None:
    mobilenet = get_recipe("ham-mobilenet").config
    assert mobilenet.model.architecture == "mobilenet_100"
    assert mobilenet.model.trainable_layers == 20
    assert mobilenet.model.dropout == 0.25
    assert mobilenet.optimisation.monitor == "val_top_3_accuracy"
    assert mobilenet.patience.reduce_after == 2
    scratch = get_recipe("ham-cnn-scratch").config
    assert scratch.model.image_size == (75, 100)
    assert scratch.model.normalisation == "statistics"
    assert (scratch.optimisation.batch_size, scratch.optimisation.epochs) == (10, 50)
    rest = 1.0 - scratch.split.test
    assert scratch.split.validation == pytest.approx(0.1 * rest)
    assert mobilenet.data.target == scratch.data.target == "classes"


@pytest.mark.parametrize("name", ["lesion-binary", "lesion-seven"])
def test_our_recipes_train_the_head_first_and_then_more(name: str) -> None:
    config = get_recipe(name).config
    [fine] = config.stages
    assert config.model.trainable_layers == 0 != fine.trainable_layers
    assert fine.learning_rate < config.optimisation.learning_rate
    assert fine.schedule == "cosine"


def test_an_unknown_recipe_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="'frozen-resnet'") as error:
        get_recipe("frozen-resnet")
    assert all(name in error.value.mend for name in RECIPES)
