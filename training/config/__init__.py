"""RunConfig: everything that decides what a run does, as frozen, validated data."""

from training.config.reading import (
    config_from_mapping,
    fields,
    parse_assignments,
    read_config,
    with_changes,
)
from training.config.sections import (
    ALL_LAYERS,
    PARTS,
    AugmentationConfig,
    CheckpointConfig,
    DataConfig,
    EvaluationConfig,
    FeaturesConfig,
    LossConfig,
    ModelConfig,
    OptimisationConfig,
    PatienceConfig,
    ReportingConfig,
    RunConfig,
    SplitConfig,
    StageConfig,
)

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
    "fields",
    "parse_assignments",
    "read_config",
    "with_changes",
]
