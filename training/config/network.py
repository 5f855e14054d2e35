"""The network of a run, and what is kept of its frozen part."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from training.config.section import Section, unit

ALL_LAYERS = -1
"""`trainable_layers` of a backbone that trains as a whole."""

MAX_SIDE = 4096
"""Largest side of the model's input, in pixels."""

Side = Annotated[int, Field(ge=1, le=MAX_SIDE)]


class ModelConfig(Section):
    """The network."""

    architecture: str = Field(
        "small_cnn",
        description="The network: `small_cnn`, `scratch_cnn`, or a backbone by name.",
    )
    weights: Literal["imagenet", "random"] = Field(
        "imagenet",
        description="What a backbone starts from: what it learned from ImageNet's photographs, or "
        "nothing.",
    )
    image_size: tuple[Side, Side] = Field(
        (64, 64),
        description="Height and width that every picture is resized to; larger shows more, and "
        "takes longer.",
        json_schema_extra=unit("px"),
    )
    normalisation: Literal["range", "statistics"] = Field(
        "range",
        description="Scale a network of our own by the range of the pixels, or by the mean and "
        "standard deviation of the training part.",
    )
    pooling: Literal["avg", "max"] = Field(
        "avg",
        description="What becomes of a backbone's features over the whole picture: their mean, or "
        "their maximum.",
    )
    dense_units: int = Field(
        0,
        ge=0,
        le=8192,
        description="Units of a hidden layer before the last one; 0: no such layer.",
        json_schema_extra=unit("units"),
    )
    dropout: float = Field(
        0.2,
        ge=0.0,
        lt=1.0,
        description="Share of the features that is left out at random in each step, against "
        "overfitting.",
        json_schema_extra=unit("share"),
    )
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of a backbone from ImageNet that train in the first stage; "
        "0: the new last layer alone; -1: all of them.",
        json_schema_extra=unit("layers"),
    )
    batch_norm: Literal["frozen", "trained"] = Field(
        "frozen",
        description="Whether batch normalisation in the layers that train keeps the statistics "
        "it came with, or learns new ones.",
    )


class FeaturesConfig(Section):
    """What a frozen part of the network yields is computed once and kept."""

    cache: Literal["auto", "off"] = Field(
        "auto",
        description="Keep what the frozen layers yield wherever the lower layers do not train, or "
        "compute it anew in every epoch.",
    )
    variants: int = Field(
        4,
        ge=1,
        le=100,
        description="Augmented versions of each training picture whose features are kept; more "
        "take time and disk once.",
        json_schema_extra=unit("versions"),
    )
    runtime: Literal["auto", "openvino", "tensorflow"] = Field(
        "auto",
        description="What computes the features: OpenVINO where it agrees with TensorFlow, or one "
        "of them.",
    )
    precision: Literal["float32", "bfloat16"] = Field(
        "float32",
        description="Numbers that the features are computed with; bfloat16 is fast on some "
        "processors.",
    )
    storage: Literal["float32", "float16"] = Field(
        "float16", description="Numbers that the features are kept as; float16 takes half the disk."
    )
