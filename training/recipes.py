"""Recipes: named RunConfigs to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from training.backbones import BACKBONES, Backbone
from training.config import (
    ALL_LAYERS,
    AugmentationConfig,
    DataConfig,
    EvaluationConfig,
    FeaturesConfig,
    LossConfig,
    ModelConfig,
    OptimisationConfig,
    PatienceConfig,
    RunConfig,
    SplitConfig,
    StageConfig,
)
from training.errors import ConfigError


@dataclass(frozen=True)
class Recipe:
    """A way of training, with what a person needs to choose it.

    Attributes:
        name: What commands and run folders call it.
        title: What people call it.
        description: One to three sentences for a person.
        source: The publication it follows.
        config: The config to start from, without a data set.
    """

    name: str
    title: str
    description: str
    source: str
    config: RunConfig

    @property
    def backbone(self) -> str | None:
        """Name of the backbone it needs weights of; None where it needs none."""
        model = self.config.model
        pretrained = model.architecture in BACKBONES and model.weights == "imagenet"
        return model.architecture if pretrained else None

    @property
    def target(self) -> Literal["positive", "classes"]:
        """What it tells apart: the positive classes from the rest, or every class."""
        return self.config.data.target

    @property
    def needs(self) -> str:
        """What it needs besides a data set, for a person; empty where it needs nothing."""
        if self.backbone is None:
            return ""
        backbone = BACKBONES[self.backbone]
        return f"ImageNet weights of {backbone.title} ({backbone.megabytes} MB)"


_NO_AUGMENTATION = AugmentationConfig(
    horizontal_flip=False, vertical_flip=False, quarter_turns=False
)


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
        config=RunConfig(
            recipe=name,
            model=ModelConfig(architecture="small_cnn", weights="random", image_size=(64, 64)),
            optimisation=OptimisationConfig(epochs=20, class_weight="balanced"),
        ),
    )


_LESION_DESCRIPTION = (
    "The head learns first, then {layers} of {title} at a lower rate that rises and falls. "
    "{balance} Pictures turn, flip, and change a little in scale and colour; the moving average of "
    "the weights answers, over four mirror images."
)
_LESION_PRESERVING = AugmentationConfig(
    quarter_turns=False,  # any turn holds them
    rotation=180.0,
    zoom=0.15,
    brightness=0.1,
    contrast=0.1,
    saturation=0.1,
    colour=0.05,
    fill="reflect",
)
_LESION_EVALUATION = EvaluationConfig(test_time_flips=True, temperature_scaling=True)


def _lesion_binary() -> Recipe:
    name, backbone = "lesion-binary", BACKBONES["mobilenet_075"]
    return Recipe(
        name=name,
        title="Lesions, malignant or not",
        description=_LESION_DESCRIPTION.format(
            title=backbone.title, layers="the upper blocks", balance="Both sides weigh alike."
        ),
        source="LesionLab",
        config=RunConfig(
            recipe=name,
            data=DataConfig(target="positive"),
            model=_pretrained(backbone, dropout=0.3),
            augmentation=_LESION_PRESERVING,
            loss=LossConfig(label_smoothing=0.05),
            optimisation=OptimisationConfig(
                optimizer="adamw",
                weight_decay=1e-4,
                epochs=5,
                class_weight="balanced",
                ema=0.99,
                monitor="val_auc",
            ),
            stages=(StageConfig(epochs=20, trainable_layers=50, learning_rate=3e-4),),
            evaluation=_LESION_EVALUATION,
        ),
    )


def _lesion_seven() -> Recipe:
    """Return the recipe for all classes; its size and schedule were chosen on HAM10000."""
    name, backbone = "lesion-seven", BACKBONES["mobilenet_075"]
    return Recipe(
        name=name,
        title="Lesions, class by class",
        description=_LESION_DESCRIPTION.format(
            title=backbone.title,
            layers="all layers",
            balance="Rare classes come more often and weigh more.",
        ),
        source="LesionLab",
        config=RunConfig(
            recipe=name,
            data=DataConfig(target="classes"),
            model=_pretrained(backbone, dropout=0.3, image_size=(144, 192)),
            augmentation=_LESION_PRESERVING,
            loss=LossConfig(label_smoothing=0.05),
            optimisation=OptimisationConfig(
                optimizer="adamw",
                weight_decay=0.01,
                epochs=1,
                class_weight="sqrt",
                sampler="sqrt",
                ema=0.998,
                monitor="val_balanced_accuracy",
            ),
            stages=(
                StageConfig(
                    epochs=28, trainable_layers=ALL_LAYERS, learning_rate=3e-4, warmup=0.07
                ),
            ),
            evaluation=_LESION_EVALUATION,
            # One epoch of the head is over before its features would be computed.
            features=FeaturesConfig(cache="off"),
        ),
    )


def _isic(backbone: Backbone) -> Recipe:
    name = f"isic-{_in_names(backbone).replace('-v', 'v')}"
    return Recipe(
        name=name,
        title=f"ISIC workshop, {backbone.title}",
        description=(
            f"Malignant or not, as in the workshop: {backbone.title} as it is, one unit that "
            "learns to read it, no augmentation. Few malignant pictures pull all scores down, so "
            "the threshold is to be chosen on the validation part."
        ),
        source=f"Workshop on ISIC 2017 (Codella et al. 2018, arXiv:1710.05006); "
        f"{backbone.citation}",
        config=RunConfig(
            recipe=name,
            model=_pretrained(backbone, dropout=0.0),
            augmentation=_NO_AUGMENTATION,
            optimisation=OptimisationConfig(optimizer="rmsprop", batch_size=64, epochs=25),
        ),
    )


def _ham_mobilenet() -> Recipe:
    name = "ham-mobilenet"
    return Recipe(
        name=name,
        title="HAM10000 tutorial, MobileNet",
        description=(
            "Seven classes, as in the tutorial: the last 23 layers of MobileNet learn, down from "
            "the new one, and the epoch with the best top-3 accuracy is kept. The tutorial divides "
            "picture by picture; this divides lesion by lesion, and scores lower."
        ),
        source=f"Tutorial on HAM10000 (Tschandl et al. 2018, doi:10.1038/sdata.2018.161); "
        f"{BACKBONES['mobilenet_100'].citation}",
        config=RunConfig(
            recipe=name,
            data=DataConfig(target="classes"),
            # The last 23 layers there: the new one, dropout, pooling, and 20 of the backbone.
            model=_pretrained(
                BACKBONES["mobilenet_100"],
                dropout=0.25,
                trainable_layers=20,
                batch_norm="trained",
            ),
            augmentation=AugmentationConfig(
                quarter_turns=False,  # any turn holds them
                rotation=180.0,
                shift=0.1,
                zoom=0.1,
                fill="nearest",
            ),
            optimisation=OptimisationConfig(
                batch_size=10,
                epochs=30,
                class_weight="balanced",
                monitor="val_top_3_accuracy",
            ),
            patience=PatienceConfig(reduce_after=2, factor=0.5, minimum_learning_rate=1e-5),
        ),
    )


def _ham_cnn_scratch() -> Recipe:
    name = "ham-cnn-scratch"
    return Recipe(
        name=name,
        title="HAM10000 tutorial, CNN from scratch",
        description=(
            "Seven classes, as in the tutorial: two pairs of convolutions on pictures of 75 x 100 "
            "pixels, scaled by the mean and standard deviation of the training part. Slow to "
            "learn, and a yardstick for what pretrained weights are worth."
        ),
        source="Tutorial on HAM10000 (Tschandl et al. 2018, doi:10.1038/sdata.2018.161)",
        config=RunConfig(
            recipe=name,
            data=DataConfig(target="classes"),
            # A fifth for the test, then a tenth of the rest for validation.
            split=SplitConfig(test=0.2, validation=0.08),
            model=ModelConfig(
                architecture="scratch_cnn",
                weights="random",
                image_size=(75, 100),
                normalisation="statistics",
                dense_units=128,
                dropout=0.5,
            ),
            augmentation=_NO_AUGMENTATION.model_copy(
                update={"rotation": 10.0, "shift": 0.1, "zoom": 0.1}
            ),
            optimisation=OptimisationConfig(batch_size=10, epochs=50, monitor="val_accuracy"),
            patience=PatienceConfig(reduce_after=3, factor=0.5, minimum_learning_rate=1e-5),
        ),
    )


def _frozen(backbone: Backbone) -> Recipe:
    name = f"frozen-{_in_names(backbone)}"
    return Recipe(
        name=name,
        title=f"{backbone.title}, frozen",
        description=(
            f"{backbone.title} as trained on ImageNet, with a new last layer that alone learns. "
            "Every class weighs alike: otherwise, with few malignant pictures, nearly all are "
            "called benign at a threshold of 0.5."
        ),
        source=backbone.citation,
        config=RunConfig(
            recipe=name,
            model=_pretrained(backbone),
            optimisation=OptimisationConfig(epochs=10, class_weight="balanced"),
        ),
    )


def _pretrained(backbone: Backbone, **fields: object) -> ModelConfig:
    """Return a backbone from ImageNet at the size of its pictures there."""
    size = (backbone.default_size, backbone.default_size)
    return ModelConfig.model_validate(
        {"architecture": backbone.name, "weights": "imagenet", "image_size": size, **fields}
    )


def _in_names(backbone: Backbone) -> str:
    return backbone.name.replace("_", "-")


def _in_order() -> Iterator[Recipe]:
    yield _small_cnn()
    yield _lesion_binary()
    yield _lesion_seven()
    for name in ("inception_v3", *(f"efficientnet_v2_{size}" for size in ("b0", "b1", "b2", "b3"))):
        yield _isic(BACKBONES[name])
    yield _isic(BACKBONES["efficientnet_v2_s"])
    yield _ham_mobilenet()
    yield _ham_cnn_scratch()
    for backbone in BACKBONES.values():
        yield _frozen(backbone)


RECIPES: Mapping[str, Recipe] = MappingProxyType({recipe.name: recipe for recipe in _in_order()})
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
