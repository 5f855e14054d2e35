"""The sections of a RunConfig.

A run is repeated from its RunConfig and its data set alone. Field descriptions, ranges and units
(`unit` in the JSON schema) are shown to people.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
    model_validator,
)

PARTS = ("train", "validation", "test")
"""The parts of a split, in the order in which people read them."""

ALL_LAYERS = -1
"""`trainable_layers` of a backbone that trains as a whole."""


MAX_SIDE = 4096
"""Largest side of the model's input, in pixels."""

Side = Annotated[int, Field(ge=1, le=MAX_SIDE)]


def _unit(unit: str) -> dict[str, JsonValue]:
    """Return what a field's schema says of its unit; "share" stands for a part of 1."""
    return {"unit": unit}


class Section(BaseModel):
    """Frozen values; what is not a field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DataConfig(Section):
    """Which data set, and what the model is to tell apart."""

    dataset: str = Field("", description="Folder of the data set on this computer.")
    fingerprint: str = Field(
        "",
        description="Fingerprint of the data set that the training is for; empty: whatever is in "
        "the folder.",
    )
    target: Literal["positive", "classes"] = Field(
        "positive",
        description="Tell the positive classes from the rest, or tell every class apart.",
    )
    regroup: dict[str, str] = Field(
        {},
        description="New class of each class that is renamed or joined with others; "
        "an empty name leaves the class out.",
    )
    positive: tuple[str, ...] = Field(
        (), description="Classes that count as positive, after regrouping."
    )


class SplitConfig(Section):
    """How samples without a part get one."""

    by: Literal["group", "image"] = Field(
        "group",
        description="Keep the pictures of a lesion or patient together, or divide picture by "
        "picture, which inflates the scores and marks them.",
    )
    given: bool = Field(True, description="Keep the parts that the data set's files say.")

    validation: float = Field(
        0.15,
        ge=0.01,
        le=0.5,
        description="Share of all pictures that validation gets, where the files give it none.",
        json_schema_extra=_unit("share"),
    )
    test: float = Field(
        0.15,
        ge=0.01,
        le=0.5,
        description="Share of all pictures that the test gets, where the files give it none.",
        json_schema_extra=_unit("share"),
    )
    folds: int = Field(
        0,
        ge=0,
        le=50,
        description="Divide into so many folds, at least 3; 0 divides by the shares instead.",
        json_schema_extra=_unit("folds"),
    )
    fold: int = Field(
        0,
        ge=0,
        le=49,
        description="The fold for the test, from 0; the next one validates, the rest trains.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**32 - 1,
        description="Another number divides the pictures in another way; the same one, alike.",
    )

    @field_validator("folds")
    @classmethod
    def _three_parts(cls, folds: int) -> int:
        if folds in (1, 2):
            raise ValueError("training, validation and test need 3 folds")
        return folds

    @field_validator("fold")
    @classmethod
    def _one_of_the_folds(cls, fold: int, info: ValidationInfo) -> int:
        folds = info.data.get("folds", fold + 1)
        if fold >= max(folds, 1):
            raise ValueError(f"there are {folds} folds, counted from 0")
        return fold


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
        json_schema_extra=_unit("px"),
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
        json_schema_extra=_unit("units"),
    )
    dropout: float = Field(
        0.2,
        ge=0.0,
        lt=1.0,
        description="Share of the features that is left out at random in each step, against "
        "overfitting.",
        json_schema_extra=_unit("share"),
    )
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of a backbone from ImageNet that train in the first stage; "
        "0: the new last layer alone; -1: all of them.",
        json_schema_extra=_unit("layers"),
    )
    batch_norm: Literal["frozen", "trained"] = Field(
        "frozen",
        description="Whether batch normalisation in the layers that train keeps the statistics "
        "it came with, or learns new ones.",
    )


class AugmentationConfig(Section):
    """Changes to training pictures that keep the lesion what it is."""

    horizontal_flip: bool = Field(True, description="Mirror left and right.")
    vertical_flip: bool = Field(True, description="Mirror top and bottom.")
    quarter_turns: bool = Field(True, description="Turn by 0, 90, 180 or 270 degrees.")
    rotation: float = Field(
        0.0,
        ge=0.0,
        le=180.0,
        description="Turn by up to so many degrees either way.",
        json_schema_extra=_unit("°"),
    )
    shift: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Shift by up to this share of each side.",
        json_schema_extra=_unit("share"),
    )
    zoom: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Enlarge or reduce by up to this share.",
        json_schema_extra=_unit("share"),
    )
    brightness: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Lighten or darken by up to this share.",
        json_schema_extra=_unit("share"),
    )
    contrast: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Raise or lower the contrast by up to this share.",
        json_schema_extra=_unit("share"),
    )
    saturation: float = Field(
        0.0,
        ge=0.0,
        le=1.0,
        description="Strengthen or fade the colours by up to this share.",
        json_schema_extra=_unit("share"),
    )
    colour: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Scale red, green and blue each by up to this share, as other light does.",
        json_schema_extra=_unit("share"),
    )
    fill: Literal["nearest", "reflect"] = Field(
        "nearest",
        description="What comes from outside the picture: its edge drawn out, or its mirror image.",
    )


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
        json_schema_extra=_unit("share"),
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
        json_schema_extra=_unit("share"),
    )
    momentum: float = Field(
        0.0,
        ge=0.0,
        lt=1.0,
        description="Share of the last step that SGD repeats; for SGD alone.",
        json_schema_extra=_unit("share"),
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
        json_schema_extra=_unit("pictures"),
    )
    epochs: int = Field(
        10,
        ge=1,
        le=100_000,
        description="How often all training pictures are learned from in the first stage.",
        json_schema_extra=_unit("epochs"),
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
        json_schema_extra=_unit("share"),
    )
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"] = Field(
        "float32", description="Numbers that the network computes with; weights stay float32."
    )
    steps_per_execution: int = Field(
        1,
        ge=1,
        le=1000,
        description="Steps in one call of TensorFlow; curves and controls come as rarely.",
        json_schema_extra=_unit("steps"),
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
        json_schema_extra=_unit("epochs"),
    )
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of the backbone that train in this stage; 0: the last layer "
        "alone; -1: all of them.",
        json_schema_extra=_unit("layers"),
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
        json_schema_extra=_unit("share"),
    )


class PatienceConfig(Section):
    """What happens when the monitored number no longer improves; 0 epochs: nothing."""

    stop_after: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Go on to the next stage, or end, after so many epochs without a better one; "
        "0: never.",
        json_schema_extra=_unit("epochs"),
    )
    reduce_after: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Reduce the learning rate after so many epochs without a better one; 0: never.",
        json_schema_extra=_unit("epochs"),
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


class EvaluationConfig(Section):
    """How the trained model answers."""

    test_time_flips: bool = Field(
        False, description="Average the answers to a picture and its three mirror images."
    )
    temperature_scaling: bool = Field(
        False,
        description="Make probabilities as sure as they are right on validation data "
        "(Guo et al. 2017).",
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
        json_schema_extra=_unit("versions"),
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


class CheckpointConfig(Section):
    """How a run that was cut off can go on."""

    seconds: float = Field(
        30.0,
        ge=0.0,
        le=86_400.0,
        description="Keep all that a resume needs every so many seconds.",
        json_schema_extra=_unit("s"),
    )


class ReportingConfig(Section):
    """What a run writes for other programs."""

    tensorboard: bool = Field(
        False,
        description="Write event files for TensorBoard into the run folder as well: "
        "`tensorboard --logdir RUN` shows them.",
    )


class RunConfig(Section):
    """A whole run."""

    recipe: str = Field(
        "custom",
        pattern="^[A-Za-z0-9_-]{1,64}$",  # it becomes part of a folder's name
        description="Name of the recipe it came from: letters, digits, - and _.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**32 - 1,
        description="Another number gives other initial weights, another order and augmentation; "
        "the same one, the same run.",
    )
    data: DataConfig = DataConfig()
    split: SplitConfig = SplitConfig()
    model: ModelConfig = ModelConfig()
    augmentation: AugmentationConfig = AugmentationConfig()
    loss: LossConfig = LossConfig()
    optimisation: OptimisationConfig = OptimisationConfig()
    stages: tuple[StageConfig, ...] = Field(
        (), max_length=10, description="Stages after the first."
    )
    patience: PatienceConfig = PatienceConfig()
    evaluation: EvaluationConfig = EvaluationConfig()
    features: FeaturesConfig = FeaturesConfig()
    checkpoint: CheckpointConfig = CheckpointConfig()
    reporting: ReportingConfig = ReportingConfig()

    def to_json(self) -> str:
        """Return the config as indented JSON."""
        return self.model_dump_json(indent=2) + "\n"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.data.target == "positive" and "top_" in self.optimisation.monitor:
            raise ValueError(
                f"optimisation.monitor = {self.optimisation.monitor!r} needs data.target "
                "'classes': two sides have no second best"
            )
        if self.patience.reduce_after and self.optimisation.schedule != "constant":
            raise ValueError(
                "patience.reduce_after needs optimisation.schedule 'constant': a cosine reduces "
                "the learning rate by itself"
            )
        return self
