"""How long a training will take and what it needs, found by doing a little of it.

Real steps on real pictures of the data set, a few seconds long; no run is made, and nothing is
kept. Imports Keras inside functions; runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
from numpy.typing import NDArray

from training.compiling import class_weight
from training.config import AugmentationConfig, RunConfig
from training.cut import Cut
from training.features import are_features_kept, feature_bytes, feature_variants
from training.inference import score
from training.locations import Locations
from training.pipeline import Source, evaluation_batches, steps, training_batches
from training.progress import Progress, no_progress
from training.rehearsal import Rehearsal, features_of, first, rehearse
from training.sampling import Draws, Targets
from training.stages import Stage, stages_of

if TYPE_CHECKING:
    import keras

_PICTURES = 64
"""Pictures that are decoded, and whose features are computed, at most."""
_FEW = 8
"""Pictures whose features are computed first, while what computes them is made."""
_LONG_ENOUGH = 3.0
"""Seconds of steps that are timed."""
_STEPS = 300
"""Steps that are timed at most."""
_AHEAD = min(os.cpu_count() or 1, 8) + 2
"""Steps whose batches were made while the first one was prepared, and that say nothing yet."""
_SAMPLED_EVERY = 0.02


@dataclass(frozen=True)
class StageTrial:
    """How long a stage takes.

    Attributes:
        seconds_per_step: Of a training step.
        seconds_per_epoch: Of all training steps and the validation pass.
        seconds_before: Before the first epoch: features, and building what computes.
        epochs: Its epochs, at most.
    """

    seconds_per_step: float
    seconds_per_epoch: float
    seconds_before: float
    epochs: int

    @property
    def seconds(self) -> float:
        """Of the whole stage."""
        return self.seconds_before + self.epochs * self.seconds_per_epoch


@dataclass(frozen=True)
class Trial:
    """What a training will take, as far as a trial can say.

    Attributes:
        seconds_per_epoch: Mean over all epochs of the run, with their validation.
        seconds_total: Of the whole run with its evaluation, if no patience ends it early.
        seconds_preparing: Before the first epoch: pictures and features that are not kept yet.
        memory_bytes: Most memory that the program held during the trial.
        disk_bytes: What the run will add: pictures and features that are not kept yet, models,
            checkpoints.
        stages: The stages one by one.
    """

    seconds_per_epoch: float
    seconds_total: float
    seconds_preparing: float
    memory_bytes: int
    disk_bytes: int
    stages: tuple[StageTrial, ...]


def time_trial(config: RunConfig, locations: Locations, progress: Progress = no_progress) -> Trial:
    """Do a few steps of a training, and tell what all of it will take.

    Args:
        config: The training.
        locations: Where weights, cache and runs are; nothing is written to them.
        progress: Told what is being timed; may raise Cancelled, within a step.

    Raises:
        LesionLabError: The config does not fit the data, or a picture cannot be read.
    """
    with _peak_memory() as peak:
        rehearsal = rehearse(config, locations, _PICTURES, progress)
        pictures = rehearsal.pictures
        decoding = pictures.seconds_each * pictures.to_decode
        timed = [_time_stage(rehearsal, stage, locations, progress) for stage in stages_of(config)]
        evaluating = _time_evaluation(rehearsal, progress)
        model_bytes = 4 * int(rehearsal.model.count_params())
    stages = tuple(each.trial for each in timed)
    epochs = sum(stage.epochs for stage in stages)
    return Trial(
        seconds_per_epoch=sum(s.epochs * s.seconds_per_epoch for s in stages) / epochs,
        seconds_total=decoding + sum(stage.seconds for stage in stages) + evaluating,
        seconds_preparing=decoding + stages[0].seconds_before,
        memory_bytes=peak.bytes,
        disk_bytes=pictures.bytes_to_keep
        + sum(each.feature_bytes for each in timed)
        + 2 * (model_bytes + max(each.learning_bytes for each in timed)),
        stages=stages,
    )


@dataclass(frozen=True)
class _Timed:
    """A stage, the bytes of features that it would keep, and those of a checkpoint."""

    trial: StageTrial
    feature_bytes: int
    learning_bytes: int


def _time_stage(
    rehearsal: Rehearsal, stage: Stage, locations: Locations, progress: Progress
) -> _Timed:
    config, pictures = rehearsal.config, rehearsal.pictures
    cut = rehearsal.begin(stage)
    source: Source = pictures.few
    before, kept = 0.0, 0
    if cut:
        before, kept, source = _time_features(rehearsal, cut, locations, progress)
    model = rehearsal.compiled(cut, stage.learning_rate)
    train, validation = (
        Repeated(source, pictures.targets[part]) for part in ("train", "validation")
    )
    batch_size = config.optimisation.batch_size
    building, step = _time_steps(model, train, config, progress)
    more, validating = _time_validation(model, validation, batch_size, progress)
    trial = StageTrial(
        seconds_per_step=step,
        seconds_per_epoch=step * train.steps(batch_size) + validating,
        seconds_before=before + building + more,
        epochs=stage.epochs,
    )
    learning = [*model.optimizer.variables, *model.trainable_variables, *model.trainable_variables]
    return _Timed(trial, kept, sum(4 * math.prod(variable.shape) for variable in learning))


def _time_features(
    rehearsal: Rehearsal, cut: Cut, locations: Locations, progress: Progress
) -> tuple[float, int, Source]:
    """Return how long the features take, what is kept of them, and those of a few pictures."""
    config, pictures = rehearsal.config, rehearsal.pictures
    few, began = first(pictures.few, _PICTURES), time.perf_counter()
    features_of(cut, first(few, _FEW), config, "validation", progress)  # makes what computes them
    seconds, size = time.perf_counter() - began, 0
    began = time.perf_counter()
    features = features_of(cut, few, config, "train", progress)
    variants = feature_variants(config)
    each = (time.perf_counter() - began) / (len(few) * variants)
    missing = 0
    for part, versions in (("train", variants), ("validation", 1)):
        samples = pictures.kept.get(part)
        if samples and are_features_kept(cut, samples, config, part, locations):
            continue
        count = len(pictures.targets[part])
        missing += versions * count
        size += feature_bytes(cut, count, config, part)
    return (seconds + missing * each if missing else 0.0), size, features


def _time_steps(
    model: keras.Model, train: Source, config: RunConfig, progress: Progress
) -> tuple[float, float]:
    """Return the seconds of the first step, which builds what computes, and of a later one."""
    optimisation = config.optimisation
    from training.callbacks.stopwatch import Enough, Stopwatch

    watch = Stopwatch(lambda done: progress("Timing steps", done, 0), _LONG_ENOUGH, _STEPS)
    began = time.perf_counter()
    with suppress(Enough):
        model.fit(
            training_batches(
                train,
                batch_size=optimisation.batch_size,
                epochs=_STEPS * optimisation.steps_per_execution,
                seed=config.seed,
                augmentation=config.augmentation,
                sampler=optimisation.sampler,
            ),
            epochs=1,
            class_weight=class_weight(train.targets, optimisation.class_weight),
            callbacks=[watch],
            shuffle=False,
            verbose=0,
        )
    paces = np.diff(watch.times)
    settled = paces[min(_AHEAD, paces.size // 2) :]
    return watch.times[0] - began, float(settled.mean()) / optimisation.steps_per_execution


def _time_validation(
    model: keras.Model, validation: Source, batch_size: int, progress: Progress
) -> tuple[float, float]:
    """Return the seconds that the first pass takes more, and those of a pass."""
    from training.callbacks.stopwatch import Stopwatch

    batches = evaluation_batches(validation, batch_size=batch_size)
    whole = validation.steps(batch_size)
    began = time.perf_counter()
    progress("Timing validation", 0, 0)
    model.evaluate(batches, steps=1, verbose=0)
    first = time.perf_counter() - began

    def seconds(count: int) -> float:
        began = time.perf_counter()
        watch = Stopwatch(lambda done: progress("Timing validation", done, count))
        model.evaluate(batches, steps=count, callbacks=[watch], verbose=0)
        return time.perf_counter() - began

    one = seconds(1)
    if whole == 1:
        return max(first - one, 0.0), one
    more = int(np.clip(_LONG_ENOUGH / 2 / one, 2, min(whole, 50)))
    each = max(seconds(more) - one, 0.0) / (more - 1)
    return max(first - one, 0.0), one + (whole - 1) * each


def _time_evaluation(rehearsal: Rehearsal, progress: Progress) -> float:
    """Return the seconds that scoring the validation and the test part takes at the end."""
    config = rehearsal.config
    size = config.optimisation.batch_size
    pictures = Repeated(rehearsal.pictures.few, rehearsal.pictures.targets["train"])
    batch = pictures.rows(np.arange(size))
    flips = config.evaluation.test_time_flips
    progress("Timing the evaluation", 0, 0)
    began = time.perf_counter()
    score(rehearsal.model, batch, flips=flips)
    first = time.perf_counter() - began
    began = time.perf_counter()
    done = 0
    while not done or time.perf_counter() - began < _LONG_ENOUGH / 6:
        progress("Timing the evaluation", 0, 0)
        score(rehearsal.model, batch, flips=flips)
        done += 1
    each = (time.perf_counter() - began) / done
    count = sum(
        steps(len(rehearsal.pictures.targets[part]), size) for part in ("validation", "test")
    )
    return first + count * each


@dataclass(frozen=True, eq=False)
class Repeated:
    """A few elements of a part again and again, as many as the part has: a `Source`.

    Attributes:
        few: The elements.
        targets: What is to be answered to each sample of the part, shape (n,).
    """

    few: Source
    targets: Targets

    def __len__(self) -> int:
        return int(self.targets.size)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one element."""
        return self.few.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Numbers that elements are kept as."""
        return self.few.dtype

    def steps(self, batch_size: int) -> int:
        """Return the number of batches in one pass."""
        return steps(len(self), batch_size)

    def rows(self, chosen: NDArray[np.int64]) -> NDArray[Any]:
        """Return elements as they are."""
        return self.few.rows(chosen % len(self.few))

    def training_rows(self, draws: Draws, augmentation: AugmentationConfig) -> NDArray[Any]:
        """Return elements as training sees them."""
        few = Draws(draws.samples % len(self.few), draws.repeats, draws.seed, draws.epoch)
        return self.few.training_rows(few, augmentation)


class _Peak:
    bytes = 0


@contextmanager
def _peak_memory() -> Iterator[_Peak]:
    """Watch the memory of this process while the block runs."""
    peak, process, ended = _Peak(), psutil.Process(), threading.Event()

    def watch() -> None:
        while True:
            peak.bytes = max(peak.bytes, process.memory_info().rss)
            if ended.wait(_SAMPLED_EVERY):
                return

    thread = threading.Thread(target=watch, name="memory", daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
