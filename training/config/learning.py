"""How the network of a run learns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from training.config.network import ALL_LAYERS
from training.config.section import Section, unit


class LossConfig(Section):
    """What the network is told to make small."""

    kind: Literal["cross_entropy", "focal", "class_balanced"] = Field(
        "cross_entropy",
        description="Cross-entropy; focal (Lin et al. 2017), which looks at the hard pictures; or "
        "class-balanced (Cui et al. 2019), which weighs by the effective number of samples.",
    )
    focal_gamma: float = Field(
        2.0,
        ge=0.0,
        le=10.0,
        description="How much focal loss fades easy pictures; 0: not at all. Of no effect with "
        "other losses.",
    )
    beta: float = Field(
        0.999,
        ge=0.0,
        lt=1.0,
        description="How strongly the class-balanced loss favours rare classes; 0: not at all. Of "
        "no effect with other losses.",
    )
    label_smoothing: float = Field(
        0.0,
        ge=0.0,
        lt=0.5,
        description="Share of each label that is spread over all classes, so that the network is "
        "less sure of itself.",
        json_schema_extra=unit("share"),
    )


class OptimisationConfig(Section):
    """How the network learns; rate, schedule and epochs are those of the first stage."""

    optimizer: Literal["adam", "adamw", "rmsprop", "sgd"] = Field(
        "adam", description="How the weights follow the gradient: an optimizer of Keras."
    )
    learning_rate: float = Field(
        1e-3,
        gt=0.0,
        le=10.0,
        description="How far the weights move in a step of the first stage; too far, and the loss "
        "diverges.",
    )
    schedule: Literal["constant", "cosine"] = Field(
        "constant", description="Keep the learning rate, or let it fall to 0 along a cosine."
    )
    warmup: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Share of the first stage's steps in which the learning rate rises to its "
        "full height.",
        json_schema_extra=unit("share"),
    )
    momentum: float = Field(
        0.0,
        ge=0.0,
        lt=1.0,
        description="Share of the last step that SGD repeats; for SGD alone.",
        json_schema_extra=unit("share"),
    )
    weight_decay: float = Field(
        0.0,
        ge=0.0,
        le=1.0,
        description="How fast weights shrink that nothing holds, against overfitting (decoupled); "
        "for AdamW and SGD alone.",
    )
    batch_size: int = Field(
        32,
        ge=1,
        le=4096,
        description="Pictures in a step; more need more memory.",
        json_schema_extra=unit("pictures"),
    )
    epochs: int = Field(
        10,
        ge=1,
        le=100_000,
        description="How often all training pictures are learned from in the first stage.",
        json_schema_extra=unit("epochs"),
    )
    class_weight: Literal["none", "sqrt", "balanced"] = Field(
        "none",
        description="Weigh every picture alike (none), every class alike, whatever its share "
        "(balanced), or half-way between (square root).",
    )
    sampler: Literal["natural", "sqrt", "balanced"] = Field(
        "natural",
        description="Show every picture once an epoch (natural), or draw rare classes more often: "
        "as often as the others (balanced), or half-way to that (square root).",
    )
    ema: float = Field(
        0.0,
        ge=0.0,
        lt=1.0,
        description="Keep a moving average of the weights, of which each step leaves this share, "
        "and use that; 0: none.",
        json_schema_extra=unit("share"),
    )
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"] = Field(
        "float32", description="Numbers that the network computes with; weights stay float32."
    )
    steps_per_execution: int = Field(
        1,
        ge=1,
        le=1000,
        description="Steps in one call of TensorFlow; curves and controls come as rarely.",
        json_schema_extra=unit("steps"),
    )
    deterministic: bool = Field(
        True, description="Compute so that the same run gives the same weights, bit for bit."
    )
    monitor: Literal[
        "val_loss",
        "val_accuracy",
        "val_auc",
        "val_balanced_accuracy",
        "val_top_2_accuracy",
        "val_top_3_accuracy",
    ] = Field("val_loss", description="What decides which epoch's model is kept.")


class StageConfig(Section):
    """A further stage, such as fine-tuning after the head has learned."""

    epochs: int = Field(
        10,
        ge=1,
        le=100_000,
        description="How often all training pictures are learned from in this stage.",
        json_schema_extra=unit("epochs"),
    )
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of the backbone that train in this stage; 0: the last layer "
        "alone; -1: all of them.",
        json_schema_extra=unit("layers"),
    )
    learning_rate: float = Field(
        1e-4, gt=0.0, le=10.0, description="How far the weights move in a step of this stage."
    )
    schedule: Literal["constant", "cosine"] = Field(
        "cosine", description="Keep the learning rate, or let it fall to 0 along a cosine."
    )
    warmup: float = Field(
        0.1,
        ge=0.0,
        le=0.9,
        description="Share of this stage's steps in which the learning rate rises to its full "
        "height.",
        json_schema_extra=unit("share"),
    )


class PatienceConfig(Section):
    """What happens when the monitored number no longer improves; 0 epochs: nothing."""

    stop_after: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Go on to the next stage, or end, after so many epochs without a better one; "
        "0: never.",
        json_schema_extra=unit("epochs"),
    )
    reduce_after: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Reduce the learning rate after so many epochs without a better one; 0: never.",
        json_schema_extra=unit("epochs"),
    )
    factor: float = Field(
        0.5,
        gt=0.0,
        lt=1.0,
        description="What the learning rate is multiplied with when it is reduced.",
    )
    minimum_learning_rate: float = Field(
        1e-5, ge=0.0, le=1.0, description="The learning rate is not reduced below this."
    )
