"""RunConfig: everything that decides what a run does, as frozen, validated data."""

from training.config.data import PARTS, AugmentationConfig, DataConfig, SplitConfig
from training.config.learning import LossConfig, OptimisationConfig, PatienceConfig, StageConfig
from training.config.network import ALL_LAYERS, FeaturesConfig, ModelConfig
from training.config.reading import (
    config_from_mapping,
    describe,
    fields,
    parse_assignments,
    read_config,
    with_changes,
)
from training.config.run import CheckpointConfig, EvaluationConfig, ReportingConfig, RunConfig

__all__ = [
    "ALL_LAYERS",
    "PARTS",
    "AugmentationConfig",
    "CheckpointConfig",
    "DataConfig",
    "EvaluationConfig",
    "FeaturesConfig",
    "LossConfig",
    "ModelConfig",
    "OptimisationConfig",
    "PatienceConfig",
    "ReportingConfig",
    "RunConfig",
    "SplitConfig",
    "StageConfig",
    "config_from_mapping",
    "describe",
    "fields",
    "parse_assignments",
    "read_config",
    "with_changes",
]
