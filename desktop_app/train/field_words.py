"""What a person calls the fields of a RunConfig, and their groups; all else is its schema's."""

from __future__ import annotations

from collections.abc import Mapping

MAIN = (
    "optimisation.epochs",
    "optimisation.batch_size",
    "optimisation.learning_rate",
    "seed",
)
"""Fields that always stand there."""

SET_ELSEWHERE = ("recipe", "data.dataset", "data.fingerprint", "data.regroup", "data.positive")
"""Fields that follow from the recipe, the open data set and Data > Regroup classes."""

GROUPS = (
    "Model",
    "Learning",
    "Stages",
    "Augmentation",
    "Loss and balance",
    "Patience",
    "Data and split",
    "Features",
    "Evaluation",
    "Checkpoints",
    "Reporting",
)
"""Groups in the order of the work; those of sections that are not named here follow."""

GROUP_OF_SECTION: Mapping[str, str] = {
    "optimisation": "Learning",
    "loss": "Loss and balance",
    "data": "Data and split",
    "split": "Data and split",
    "checkpoint": "Checkpoints",
}
GROUP_OF_FIELD: Mapping[str, str] = {
    "optimisation.class_weight": "Loss and balance",
    "optimisation.sampler": "Loss and balance",
}

LABELS: Mapping[str, str] = {
    "data.target": "Tells apart",
    "data.positive": "the malignant classes (Data > Regroup classes)",
    "data.regroup": "the classes (Data > Regroup classes)",
    "data.dataset": "the data set",
    "split.by": "Split",
    "split.given": "Given parts",
    "split.validation": "Validation share",
    "split.test": "Test share",
    "split.seed": "Split seed",
    "model.batch_norm": "Batch norm",
    "model.weights": "Start from",
    "augmentation.horizontal_flip": "Mirror across",
    "augmentation.vertical_flip": "Mirror down",
    "augmentation.colour": "Light colour",
    "augmentation.fill": "Outside",
    "loss.kind": "Loss",
    "loss.beta": "Balance beta",
    "optimisation.class_weight": "Class weights",
    "optimisation.warmup": "Warm-up",
    "optimisation.ema": "Average weights",
    "optimisation.steps_per_execution": "Steps per call",
    "optimisation.monitor": "Best by",
    "patience.reduce_after": "Lower rate after",
    "patience.factor": "Lower rate to",
    "patience.minimum_learning_rate": "Lowest rate",
    "features.cache": "Keep features",
    "features.variants": "Kept variants",
    "features.runtime": "Computed by",
    "features.precision": "Computed in",
    "features.storage": "Kept as",
    "checkpoint.seconds": "Checkpoint every",
    "reporting.tensorboard": "TensorBoard files",
    "stages.epochs": "Epochs",
    "stages.trainable_layers": "Trainable layers",
    "stages.learning_rate": "Learning rate",
    "stages.schedule": "Schedule",
    "stages.warmup": "Warm-up",
}
"""Labels that are not the field's own name."""

TITLES: Mapping[str, str] = {
    "recipe": "Recipe",
    "data.dataset": "Folder of the data set",
    "data.fingerprint": "Fingerprint of the data set",
    "data.regroup": "Classes grouped",
    "data.positive": "Malignant classes",
}
"""What stands over the values of fields that are set elsewhere."""

UNITS: Mapping[str, str] = {
    "augmentation.rotation": "°",
    "patience.stop_after": " epochs",
    "patience.reduce_after": " epochs",
    "checkpoint.seconds": " s",
    "model.image_size": " px",
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "data.target": {"positive": "malignant or not", "classes": "every class"},
    "split.by": {"group": "By lesion or patient", "image": "By picture"},
    "model.pooling": {"avg": "average", "max": "maximum"},
    "augmentation.fill": {"nearest": "edge drawn out", "reflect": "mirror image"},
}
"""Words for values of a choice; others are shown as they are written."""

STEPS: Mapping[str, float] = {
    "augmentation.rotation": 5.0,
    "checkpoint.seconds": 10.0,
    "loss.label_smoothing": 0.01,
    "loss.focal_gamma": 0.5,
}
"""Where a field's arrows step by a fixed amount."""
