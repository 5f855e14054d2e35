"""What is open: one data set and one run, the same in all three tabs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from training.data.dataset import Dataset
from training.runs import Run


class Workspace(QObject):
    """Holds what is open and tells when that changes.

    Signals:
        dataset_changed: Another data set is open (a Dataset).
        run_changed: Another run is open, or the open one has new results (a Run).
        threshold_changed: The open run's threshold moved (a float).
    """

    dataset_changed = Signal(object)
    run_changed = Signal(object)
    threshold_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._run: Run | None = None
        self._threshold = 0.5

    @property
    def dataset(self) -> Dataset | None:
        """The open data set."""
        return self._dataset

    @property
    def run(self) -> Run | None:
        """The open run."""
        return self._run

    @property
    def threshold(self) -> float:
        """Threshold of the open run, as the slider stands."""
        return self._threshold

    def open_dataset(self, dataset: Dataset) -> None:
        """Make a data set the open one."""
        self._dataset = dataset
        self.dataset_changed.emit(dataset)

    def open_run(self, run: Run) -> None:
        """Make a run the open one, at the threshold saved with it.

        Raises:
            RunError: Its threshold cannot be read; what was open stays open.
        """
        self._threshold = run.operating_point.threshold
        self._run = run
        self.run_changed.emit(run)
        self.threshold_changed.emit(self._threshold)

    def move_threshold(self, threshold: float) -> None:
        """Move the threshold without saving it."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.threshold_changed.emit(threshold)
