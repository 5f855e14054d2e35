"""A whole run, and how it is evaluated, kept and told of."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from training.config.data import AugmentationConfig, DataConfig, SplitConfig
from training.config.learning import LossConfig, OptimisationConfig, PatienceConfig, StageConfig
from training.config.network import FeaturesConfig, ModelConfig
from training.config.section import Section, unit


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


class CheckpointConfig(Section):
    """How a run that was cut off can go on."""

    seconds: float = Field(
        30.0,
        ge=0.0,
        le=86_400.0,
        description="Keep all that a resume needs every so many seconds.",
        json_schema_extra=unit("s"),
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
