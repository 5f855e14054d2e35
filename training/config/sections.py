"""The sections of a RunConfig.

A run is repeated from its RunConfig and its data set alone. Field descriptions are shown to people.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

PARTS = ("train", "validation", "test")
"""The parts of a split, in the order in which people read them."""

ALL_LAYERS = -1
"""`trainable_layers` of a backbone that trains as a whole."""


class Section(BaseModel):
    """Frozen values; what is not a field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DataConfig(Section):
    """Which data set, and what the model is to tell apart."""

    dataset: str = Field("", description="Folder of the data set.")
    fingerprint: str = Field("", description="Fingerprint of the data set's bytes.")
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
        0.15, ge=0.01, le=0.5, description="Share of all samples for validation, where none is."
    )
    test: float = Field(
        0.15, ge=0.01, le=0.5, description="Share of all samples for the test, where none is."
    )
    folds: int = Field(
        0,
        ge=0,
        le=50,
        description="Divide into so many folds, at least 3; 0 divides by the shares instead.",
    )
    fold: int = Field(
        0,
        ge=0,
        description="The fold for the test, from 0; the next one validates, the rest trains.",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the split.")

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
        "small_cnn", description="`small_cnn`, `scratch_cnn`, or a backbone by name."
    )
    weights: Literal["imagenet", "random"] = Field(
        "imagenet", description="What a backbone starts from."
    )
    image_size: tuple[int, int] = Field(
        (64, 64), description="Height and width of the model's input, in pixels."
    )
    normalisation: Literal["range", "statistics"] = Field(
        "range",
        description="Scale a network of our own by the range of the pixels, or by the mean and "
        "standard deviation of the training part.",
    )
    pooling: Literal["avg", "max"] = Field("avg", description="Pooling after a backbone.")
    dense_units: int = Field(
        0, ge=0, le=8192, description="Units of a hidden layer before the last one; 0: none."
    )
    dropout: float = Field(0.2, ge=0.0, lt=1.0, description="Dropout before the last layer.")
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of a backbone from ImageNet that train in the first stage; "
        "-1: all of them.",
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
        0.0, ge=0.0, le=180.0, description="Turn by up to so many degrees either way."
    )
    shift: float = Field(0.0, ge=0.0, le=0.5, description="Shift by up to this share of each side.")
    zoom: float = Field(0.0, ge=0.0, le=0.9, description="Enlarge or reduce by up to this share.")
    brightness: float = Field(
        0.0, ge=0.0, le=0.9, description="Lighten or darken by up to this share."
    )
    contrast: float = Field(
        0.0, ge=0.0, le=0.9, description="Raise or lower the contrast by up to this share."
    )
    saturation: float = Field(
        0.0, ge=0.0, le=1.0, description="Strengthen or fade the colours by up to this share."
    )
    colour: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Scale red, green and blue each by up to this share, as other light does.",
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
        2.0, ge=0.0, le=10.0, description="How much focal loss fades easy pictures."
    )
    beta: float = Field(
        0.999,
        ge=0.0,
        lt=1.0,
        description="How strongly the class-balanced loss favours rare classes; 0: not at all.",
    )
    label_smoothing: float = Field(
        0.0, ge=0.0, lt=0.5, description="Share of each label that is spread over all classes."
    )


class OptimisationConfig(Section):
    """How the network learns; rate, schedule and epochs are those of the first stage."""

    optimizer: Literal["adam", "adamw", "rmsprop", "sgd"] = Field(
        "adam", description="Keras optimizer."
    )
    learning_rate: float = Field(1e-3, gt=0.0, le=10.0, description="Size of a step.")
    schedule: Literal["constant", "cosine"] = Field(
        "constant", description="Keep the learning rate, or let it fall to 0 along a cosine."
    )
    warmup: float = Field(
        0.0, ge=0.0, le=0.9, description="Share of the steps in which the learning rate rises."
    )
    momentum: float = Field(0.0, ge=0.0, lt=1.0, description="Momentum of SGD.")
    weight_decay: float = Field(
        0.0, ge=0.0, le=1.0, description="Decoupled weight decay; for AdamW and SGD."
    )
    batch_size: int = Field(32, ge=1, le=4096, description="Samples in a step.")
    epochs: int = Field(10, ge=1, le=100_000, description="Passes over the training part.")
    class_weight: Literal["none", "sqrt", "balanced"] = Field(
        "none",
        description="Weigh every class alike, whatever its share, or half-way to that (square "
        "root), or as it comes.",
    )
    sampler: Literal["natural", "sqrt", "balanced"] = Field(
        "natural",
        description="Show every picture once an epoch, or draw rare classes more often.",
    )
    ema: float = Field(
        0.0,
        ge=0.0,
        lt=1.0,
        description="Keep a moving average of the weights with this decay a step, and use that; "
        "0: none.",
    )
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"] = Field(
        "float32", description="Numbers that the network computes with; weights stay float32."
    )
    steps_per_execution: int = Field(
        1, ge=1, le=1000, description="Steps in one call of TensorFlow; events come as rarely."
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

    epochs: int = Field(10, ge=1, le=100_000, description="Passes over the training part.")
    trainable_layers: int = Field(
        0,
        ge=ALL_LAYERS,
        le=10_000,
        description="Upper layers of the backbone that train; -1: all of them.",
    )
    learning_rate: float = Field(1e-4, gt=0.0, le=10.0, description="Size of a step.")
    schedule: Literal["constant", "cosine"] = Field(
        "cosine", description="Keep the learning rate, or let it fall to 0 along a cosine."
    )
    warmup: float = Field(
        0.1, ge=0.0, le=0.9, description="Share of the steps in which the learning rate rises."
    )


class PatienceConfig(Section):
    """What happens when the monitored number no longer improves; 0 epochs: nothing."""

    stop_after: int = Field(
        0, ge=0, le=10_000, description="Go on to the next stage, or end, after so many epochs."
    )
    reduce_after: int = Field(
        0, ge=0, le=10_000, description="Reduce the learning rate after so many epochs."
    )
    factor: float = Field(0.5, gt=0.0, lt=1.0, description="What it is multiplied with then.")
    minimum_learning_rate: float = Field(
        1e-5, ge=0.0, le=1.0, description="It is not reduced below this."
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
        "auto", description="Keep it wherever the lower layers do not train, or never."
    )
    variants: int = Field(
        4, ge=1, le=100, description="Augmented versions of each training picture that are kept."
    )
    runtime: Literal["auto", "openvino", "tensorflow"] = Field(
        "auto",
        description="What computes it: OpenVINO where it agrees with TensorFlow, or one of them.",
    )
    precision: Literal["float32", "bfloat16"] = Field(
        "float32", description="Numbers it is computed with; bfloat16 is fast on some processors."
    )
    storage: Literal["float32", "float16"] = Field("float16", description="Numbers it is kept as.")


class CheckpointConfig(Section):
    """How a run that was cut off can go on."""

    seconds: float = Field(
        30.0, ge=0.0, le=86_400.0, description="Keep all that a resume needs every so many seconds."
    )


class RunConfig(Section):
    """A whole run."""

    recipe: str = Field(
        "custom",
        pattern="^[A-Za-z0-9_-]{1,64}$",  # it becomes part of a folder's name
        description="Name of the recipe it came from: letters, digits, - and _.",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of weights, order, augmentation.")
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
