"""The curves of a run as columns of numbers, quick for a run of a million steps."""

from training.curves.columns import EpochCurves, Pause, RunCurves
from training.curves.reading import read_curves

__all__ = ["EpochCurves", "Pause", "RunCurves", "read_curves"]
