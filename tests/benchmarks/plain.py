"""Recipes as tutorials write them in plain Keras, run epoch by epoch beside LesionLab's `fit`."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from training.config import RunConfig, with_changes
from training.control import Control
from training.data.importers import import_dataset
from training.evaluator import run_table
from training.events import EpochEnded, Event, PhaseProgressed
from training.locations import Locations, default_locations
from training.pipeline import targets_of
from training.recipes import get_recipe
from training.runs import Run
from training.trainer import fit


@dataclass(frozen=True, eq=False)
class Part:
    """Files of one part and what the model is to answer."""

    paths: list[str]
    targets: Any


@dataclass(frozen=True)
class Ours:
    """One training with LesionLab.

    Attributes:
        run: The run.
        seconds: From the call to the end of the last epoch: decoding, features, training.
        preparing: Of these, until the first epoch begins.
    """

    run: Run
    seconds: float
    preparing: float


class Bench:
    """A data set and a recipe, and folders that are gone afterwards."""

    def __init__(self, folder: Path, config: RunConfig, locations: Locations) -> None:
        self._folder = folder
        self.config = config
        self.locations = locations
        self._times = 0

    def ours(
        self,
        changes: dict[str, Any] | None = None,
        *,
        fresh: bool = True,
        evaluate: bool = True,
        epochs: int | None = None,
    ) -> Ours:
        """Train with LesionLab's own `fit`.

        Args:
            changes: Fields that differ from the recipe.
            fresh: Whether with an empty cache.
            evaluate: Whether the run is evaluated afterwards.
            epochs: After how many epochs it is stopped; their median then stands for all others.
        """
        self._times += int(fresh)
        locations = replace(self.locations, cache=self._folder / f"cache-{self._times}")
        ended: list[tuple[float, EpochEnded]] = []
        evaluating: list[float] = []
        control = Control()
        began = time.perf_counter()

        def note(event: Event) -> None:
            now = time.perf_counter() - began
            if isinstance(event, EpochEnded):
                ended.append((now, event))
                if len(ended) == epochs:
                    control.abandon()
            elif isinstance(event, PhaseProgressed) and event.phase == "evaluating":
                evaluating.append(now)
                if not evaluate:
                    control.abandon()

        config = with_changes(self.config, changes or {})
        run = fit(
            config,
            runs=self._folder / "runs",
            locations=locations,
            on_event=note,
            control=control,
        )
        first_at, first = ended[0]
        preparing = first_at - first.seconds
        if epochs is None:
            return Ours(run, evaluating[0], preparing)
        each = statistics.median(event.seconds for _, event in ended)
        return Ours(run, preparing + config.optimisation.epochs * each, preparing)

    @staticmethod
    def parts(run: Run) -> dict[str, Part]:
        """Return what a run was trained and validated on."""
        dataset, table = run_table(run)
        parts = {}
        for part in ("train", "validation"):
            rows = table[table["split"] == part]
            targets = targets_of(
                rows["class"].tolist(),
                run.dataset.classes,
                run.dataset.positive,
                binary=run.n_outputs == 1,
            )
            parts[part] = Part([str(dataset.image_path(name)) for name in rows["image"]], targets)
        return parts


@contextmanager
def bench(
    recipe: str, sources: Sequence[str], positive: list[str], changes: dict[str, Any]
) -> Iterator[Bench]:
    """Import a data set of the folder named by LESIONLAB_DATA for a recipe."""
    data = Path(os.environ["LESIONLAB_DATA"])
    with TemporaryDirectory() as name:
        folder = Path(name)
        dataset = import_dataset(
            [data / source for source in sources], folder / "dataset", positive=positive
        )
        config = with_changes(
            get_recipe(recipe).config, {"data.dataset": str(dataset.root)} | changes
        )
        locations = replace(default_locations(), weights=data / "backbones")
        yield Bench(folder, config, locations)


def batches(
    part: Part,
    size: Sequence[int],
    batch_size: int,
    *,
    training: bool,
    change: Callable[[Any], Any] | None = None,
) -> Any:
    """Return a cached tf.data pipeline as tutorials write it: pictures, uint8, and targets."""
    import tensorflow as tf

    def read(path: Any, target: Any) -> Any:
        picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        resized = tf.image.resize(picture, size)
        return tf.cast(tf.round(resized), tf.uint8), target

    found = tf.data.Dataset.from_tensor_slices((part.paths, part.targets))
    found = found.map(read, num_parallel_calls=tf.data.AUTOTUNE).cache()
    if training:
        found = found.shuffle(len(part.paths))
    if change is not None:
        found = found.map(
            lambda picture, target: (change(picture), target), num_parallel_calls=tf.data.AUTOTUNE
        )
    return found.batch(batch_size).prefetch(tf.data.AUTOTUNE)


class Plain:
    """A compiled Keras model and its data, run one epoch at a time."""

    def __init__(self, model: Any, train: Any, validation: Any) -> None:
        self.model = model
        self._data = train, validation
        self._seconds: list[float] = []

    def epoch(self) -> None:
        """Run an epoch with its validation pass and note its time."""
        train, validation = self._data
        began = time.perf_counter()
        self.model.fit(train, epochs=1, validation_data=validation, shuffle=False, verbose=0)
        self._seconds.append(time.perf_counter() - began)

    @property
    def seconds(self) -> float:
        """Median time of an epoch; the first, which traces and fills the cache, is left out."""
        return statistics.median(self._seconds[1:])

    @property
    def spread(self) -> list[float]:
        """Shortest and longest of those epochs."""
        return [round(min(self._seconds[1:]), 2), round(max(self._seconds[1:]), 2)]


def outcome(plain: Plain, epochs: int, ours: Ours, aim: float) -> dict[str, Any]:
    """Return how many times faster ours is over a whole training, and of what that is made."""
    ratio = epochs * plain.seconds / ours.seconds
    return {
        "times_faster": round(ratio, 2),
        "aim": aim,
        "met": ratio >= aim,
        "plain_seconds_an_epoch": round(plain.seconds, 2),
        "plain_spread": plain.spread,
        "epochs": epochs,
        "seconds": round(ours.seconds, 2),
        "seconds_before_first_epoch": round(ours.preparing, 2),
        "load": [round(value, 1) for value in os.getloadavg()],
    }


def auc(targets: Any, scores: Any) -> float:
    """Return the area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.asarray(targets), np.asarray(scores).ravel()))
