"""Recipes: named RunConfigs to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from training.backbones import BACKBONES, Backbone
from training.config import ModelConfig, OptimisationConfig, RunConfig
from training.errors import ConfigError


@dataclass(frozen=True)
class Recipe:
    """A way of training, with what a person needs to choose it.

    Attributes:
        name: What commands and run folders call it.
        title: What people call it.
        description: One or two sentences for a person.
        source: The publication it follows.
        backbone: Name of the backbone it needs weights of; None where it needs none.
        config: The config to start from, without a data set.
    """

    name: str
    title: str
    description: str
    source: str
    backbone: str | None
    config: RunConfig


def _small_cnn() -> Recipe:
    name = "small-cnn"
    return Recipe(
        name=name,
        title="Small CNN from scratch",
        description=(
            "Four layers of convolution that know nothing at first: quick to train, and enough "
            "for the built-in lesions. For photographs a frozen backbone does better."
        ),
        source="LesionLab; initial weights after He et al. 2015, arXiv:1502.01852",
        backbone=None,
        config=RunConfig(
            recipe=name,
            model=ModelConfig(architecture="small_cnn", weights="random", image_size=(64, 64)),
            optimisation=OptimisationConfig(epochs=20, class_weight="balanced"),
        ),
    )


def _frozen(backbone: Backbone) -> Recipe:
    name = f"frozen-{backbone.name.replace('_', '-')}"
    return Recipe(
        name=name,
        title=f"{backbone.title}, frozen",
        description=(
            f"{backbone.title} as trained on ImageNet, with a new last layer that alone learns. "
            "Every class weighs alike: otherwise, with few malignant pictures, nearly all are "
            "called benign at a threshold of 0.5."
        ),
        source=backbone.citation,
        backbone=backbone.name,
        config=RunConfig(
            recipe=name,
            model=ModelConfig(
                architecture=backbone.name,
                weights="imagenet",
                image_size=(backbone.default_size, backbone.default_size),
            ),
            optimisation=OptimisationConfig(epochs=10, class_weight="balanced"),
        ),
    )


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (_small_cnn(), *(_frozen(backbone) for backbone in BACKBONES.values()))
    }
)
"""Every recipe by name, in the order in which they are offered."""


def get_recipe(name: str) -> Recipe:
    """Return a recipe by name.

    Raises:
        ConfigError: There is none of that name; the error lists those there are.
    """
    try:
        return RECIPES[name]
    except KeyError:
        raise ConfigError(
            f"There is no recipe {name!r}.", mend=f"Recipes: {', '.join(RECIPES)}."
        ) from None
