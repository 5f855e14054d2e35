"""What is open: one data set and one run, the same in all three tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from training.config import RunConfig, with_changes
from training.data.dataset import Dataset
from training.data.regroup import regrouped
from training.errors import DataError
from training.recipes import get_recipe
from training.runs import Run


class Workspace(QObject):
    """Holds what is open and tells when that changes.

    Signals:
        dataset_changed: Another data set is open (a Dataset).
        dataset_updated: The open data set was mended (a Dataset).
        classes_changed: The open data set's classes are grouped in another way for training (a
            Dataset with those classes).
        run_changed: Another run is open, or the open one has new results (a Run).
        run_closed: No run is open any more.
        threshold_changed: The open run's threshold moved (a float).
    """

    dataset_changed = Signal(object)
    dataset_updated = Signal(object)
    classes_changed = Signal(object)
    run_changed = Signal(object)
    run_closed = Signal()
    threshold_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._mapping: dict[str, str] = {}
        self._positive: tuple[str, ...] = ()
        self._run: Run | None = None
        self._threshold = 0.5

    @property
    def dataset(self) -> Dataset | None:
        """The open data set, with the classes of its files."""
        return self._dataset

    @property
    def regrouping(self) -> dict[str, str]:
        """New class by class, for those that change; "" for one that is left out."""
        return dict(self._mapping)

    @property
    def to_train_on(self) -> Dataset | None:
        """The used samples of the open data set, in the classes that are to be trained on."""
        if self._dataset is None:
            return None
        used = self._dataset.used
        if not self._mapping and not self._positive:
            return used
        return regrouped(used, self._mapping).with_positive(self._positive)

    @property
    def changes(self) -> dict[str, Any]:
        """What a config has to say about the classes, by dotted name; empty where nothing."""
        if not self._mapping and not self._positive:
            return {}
        return {"data.regroup": self.regrouping, "data.positive": list(self._positive)}

    def require_dataset(self) -> Dataset:
        """Return the open data set.

        Raises:
            DataError: None is open.
        """
        if self._dataset is None:
            raise DataError("No data set is open.", mend="Open one first: File > Open data set.")
        return self._dataset

    def config_of(self, recipe: str, changes: Mapping[str, Any]) -> RunConfig:
        """Return the config of a training on the open data set, in its classes.

        Args:
            recipe: Name of a recipe.
            changes: New values by dotted field name.

        Raises:
            DataError: No data set is open.
        """
        opened = {"data.dataset": str(self.require_dataset().root)}
        return with_changes(get_recipe(recipe).config, {**changes, **self.changes, **opened})

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
        self._mapping, self._positive = {}, ()
        self._dataset = dataset
        self.dataset_changed.emit(dataset)

    def open_dataset_of_run(self, dataset: Dataset | None) -> None:
        """Make a run's data set the open one, where it is still there and not open already."""
        if dataset is not None and (self._dataset is None or self._dataset.root != dataset.root):
            self.open_dataset(dataset)

    def update_dataset(self, dataset: Dataset) -> None:
        """Take the open data set as it is now; its classes stay grouped as they are."""
        self._dataset = dataset
        self.dataset_updated.emit(dataset)

    def regroup(self, mapping: Mapping[str, str], positive: Sequence[str]) -> None:
        """Group the classes of the open data set in another way for training.

        Args:
            mapping: New class by class; one that is not named keeps its name.
            positive: New classes that count as positive.

        Raises:
            LesionLabError: They do not fit the data set; the grouping stays as it was.
        """
        if self._dataset is None:
            return
        dataset = regrouped(self._dataset.used, mapping).with_positive(positive)
        self._mapping, self._positive = dict(mapping), tuple(positive)
        self.classes_changed.emit(dataset)

    def open_run(self, run: Run) -> None:
        """Make a run the open one, at the threshold saved with it.

        Raises:
            RunError: Its threshold cannot be read; what was open stays open.
        """
        self._threshold = run.operating_point.threshold
        self._run = run
        self.run_changed.emit(run)
        self.threshold_changed.emit(self._threshold)

    def close_run(self) -> None:
        """Let no run be open."""
        if self._run is not None:
            self._run = None
            self.run_closed.emit()

    def move_threshold(self, threshold: float) -> None:
        """Move the threshold without saving it."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.threshold_changed.emit(threshold)
