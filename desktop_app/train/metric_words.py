"""What Keras's logs are called, for a person."""

from __future__ import annotations

_TITLES = {
    "loss": ("Loss", "Cross-entropy"),
    "accuracy": ("Accuracy", "Share right"),
    "auc": ("AUC", "Area under the ROC curve"),
    "balanced_accuracy": ("Balanced accuracy", "Mean sensitivity of the classes"),
    "sensitivity": ("Sensitivity", "Share of the positive read as positive"),
    "specificity": ("Specificity", "Share of the negative read as negative"),
    "learning_rate": ("Learning rate", "Size of a step"),
}
_SHARES = ("accuracy", "auc", "sensitivity", "specificity", "recall", "precision")


def metric_title(name: str) -> str:
    """Return what a log is called: "balanced_accuracy" is "Balanced accuracy"."""
    known = _TITLES.get(name)
    return known[0] if known else name.replace("_", " ").capitalize()


def metric_axis(name: str) -> str:
    """Return what stands beside the axis of a log."""
    known = _TITLES.get(name)
    return known[1] if known else metric_title(name)


def metric_range(name: str) -> tuple[float, float] | None:
    """Return the range of a log that lies between 0 and 1; None for others."""
    return (0.0, 1.0) if name.endswith(_SHARES) else None
