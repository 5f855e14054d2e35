"""The course of a training: its pictures, its network, its stages, and its evaluation.

Runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.backbones import BACKBONES
from training.checkpoints import Checkpoint, CheckpointStore, Position
from training.compiling import compile_model
from training.config import PARTS
from training.control import Control
from training.cut import Cut, cut_model
from training.environment import environment
from training.errors import Cancelled
from training.evaluator import evaluate_parts, run_table
from training.events import (
    EpochsAdded,
    Phase,
    PhaseProgressed,
    RunResumed,
    RunStarted,
    StageStarted,
)
from training.files import replace_atomically
from training.locations import Locations
from training.models import build_model, set_trainable
from training.pipeline import Samples, Source, pixel_statistics, samples_of_parts
from training.progress import Progress
from training.readiness import make_ready
from training.run_log import RunLog
from training.runs import Run
from training.stage_fit import StageFit, Training
from training.stages import Stage, epochs_of, stages_of
from training.tensorflow_start import start_tensorflow
from training.watching import leaves
from training.weights import require_weights

if TYPE_CHECKING:
    import keras
    import pandas as pd

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Course:
    """A training from its first or last checkpoint to its evaluation.

    Attributes:
        run: The run.
        locations: Where weights and the cache are.
        log: Takes what is told.
        control: How the training is steered.
        store: Where checkpoints go.
        checkpoint: Where to go on; None to begin.
        ready: Whether the run is also made ready to be asked.
    """

    run: Run
    locations: Locations
    log: RunLog
    control: Control
    store: CheckpointStore
    checkpoint: Checkpoint | None
    ready: bool

    def take(self) -> bool:
        """Train, keep and evaluate the model; return whether all epochs were trained.

        Raises:
            Cancelled: A person stopped it before the network was built, or the program closes.
        """
        run, config = self.run, self.run.config
        dataset, table = run_table(run)
        self._tell_start(table)
        self.log.tell(_phase("loading"))
        start_tensorflow()
        import keras
        import tensorflow as tf

        run.save_json("environment", environment())
        parts = samples_of_parts(
            run,
            dataset.image_path,
            table,
            PARTS,
            cache=self.locations.cache,
            progress=self._progress("preparing"),
        )
        self.log.tell(_phase("building"))
        # Not collected here: a window's objects may be deleted by the window's thread alone.
        keras.backend.clear_session(free_memory=False)
        keras.utils.set_random_seed(config.seed)
        if config.optimisation.deterministic:
            tf.config.experimental.enable_op_determinism()
        own = config.model.normalisation == "statistics"
        model = build_model(
            config,
            run.n_outputs,
            weights=self._weights,
            statistics=pixel_statistics(parts["train"]) if own else None,
        )
        complete = True
        try:
            self._fit_stages(model, parts, table)
        except Cancelled:
            complete = False
            logger.info("Stopped by a person")
        _save_model(run, model)
        evaluate_parts(
            run,
            dataset,
            table,
            {part: parts[part] for part in ("validation", "test")},
            progress=self._after_training("evaluating"),
        )
        if self.ready:
            make_ready(run, table, parts, progress=self._after_training("readying"))
        return complete

    def _fit_stages(
        self, model: keras.Model, parts: dict[str, Samples], table: pd.DataFrame
    ) -> None:
        import keras

        from training.callbacks.best_model import BestModel

        run, config = self.run, self.run.config
        best = BestModel(model, run.model_path, config.optimisation.monitor)
        training = Training(
            run,
            model,
            self.log.tell,
            self.log.size,
            self.control,
            self.store,
            best,
            table.loc[table["split"] == "validation", "sample_id"].tolist(),
        )
        position = self.checkpoint.position if self.checkpoint else Position()
        changing: dict[int, Any] = {}
        epoch = 0
        for stage in stages_of(config):
            set_trainable(model, stage.trainable_layers, config)
            changing.update({id(variable): variable for variable in _changing(model)})
            if stage.index < position.stage:
                continue
            cut = cut_model(model) if config.features.cache == "auto" else None
            # Never the network itself: it is saved as it is, for readers that know no training.
            part = cut.tail if cut else keras.Model(model.input, model.output)
            confusion = compile_model(
                part,
                config,
                run.n_outputs,
                counts=_counts(parts["train"], run.n_outputs),
                learning_rate=stage.learning_rate,
                positive=[run.dataset.classes.index(name) for name in run.dataset.positive],
            )
            fitting = StageFit(training, stage, part, list(changing.values()), confusion)
            here = self.checkpoint if stage.index == position.stage else None
            if here:
                fitting.take_over(here)  # features come from these weights
                epoch = here.position.epoch
            try:
                if not (here and here.position.stage_ended):
                    sources = self._sources(cut, parts)
                    self._tell_stage(stage, part, model, cut, epoch)
                    epoch = fitting.fit(sources["train"], sources["validation"], here, epoch)
            finally:
                best.write()
            fitting.end()

    def _sources(self, cut: Cut | None, parts: dict[str, Samples]) -> dict[str, Source]:
        """Return what the stage learns from: pictures, or what the frozen layers make of them."""
        if cut is None:
            return dict(parts)
        from training.features import prepare_features

        return {
            part: prepare_features(
                cut,
                parts[part],
                config=self.run.config,
                part=part,
                locations=self.locations,
                progress=self._progress("features"),
            )
            for part in ("train", "validation")
        }

    @property
    def _weights(self) -> Path | None:
        model = self.run.config.model
        backbone = BACKBONES.get(model.architecture)
        if backbone is None or model.weights != "imagenet":
            return None
        return require_weights(backbone, self.locations)

    def _tell_start(self, table: pd.DataFrame) -> None:
        config = self.run.config
        if self.checkpoint:
            position = self.checkpoint.position
            self.log.tell(RunResumed(time=time.time(), epoch=position.epoch, step=position.step))
            if epochs_of(config) != self.log.epochs_told:
                self.log.tell(EpochsAdded(time=time.time(), epochs=epochs_of(config)))
            return
        sizes = {part: int((table["split"] == part).sum()) for part in PARTS}
        batch_size = config.optimisation.batch_size
        self.log.tell(
            RunStarted(
                time=time.time(),
                run=str(self.run.path),
                epochs=epochs_of(config),
                steps_per_epoch=-(-sizes["train"] // batch_size),
                validation_steps=-(-sizes["validation"] // batch_size),
                counts=sizes,
            )
        )

    def _tell_stage(
        self, stage: Stage, part: keras.Model, model: keras.Model, cut: Cut | None, epoch: int
    ) -> None:
        self.log.tell(
            StageStarted(
                time=time.time(),
                stage=stage.index,
                stages=stage.count,
                epoch=epoch,
                epochs=stage.epochs,
                trainable=_size(part.trainable_variables),
                parameters=_size(model.weights),
                cached=cut.name if cut else "",
            )
        )

    def _progress(self, phase: Phase) -> Progress:
        def progress(what: str, done: int, total: int) -> None:  # noqa: ARG001
            if self.control.stop_requested.is_set():
                raise Cancelled
            self.log.tell(_phase(phase, done, total))

        return progress

    def _after_training(self, phase: Phase) -> Progress:
        """Return progress that only a program that closes cancels: a stopped run is evaluated."""

        def progress(what: str, done: int, total: int) -> None:  # noqa: ARG001
            if self.control.abandon_requested.is_set():
                raise Cancelled
            self.log.tell(_phase(phase, done, total))

        return progress


def _changing(model: keras.Model) -> list[Any]:
    """Return the variables that a training may change now, random seeds among them.

    Whatever is left out is frozen and comes from the weight file again.
    """
    return [
        variable
        for layer in leaves(model)
        if layer.trainable or not layer.weights
        for variable in layer.variables
    ]


def _counts(train: Samples, n_outputs: int) -> list[int]:
    """Return the training samples of each label."""
    labels = train.targets.astype(np.int64)
    return [int(n) for n in np.bincount(labels, minlength=max(n_outputs, 2))]


def _size(variables: list[Any]) -> int:
    return sum(int(np.prod(variable.shape)) for variable in variables)


def _save_model(run: Run, model: keras.Model) -> None:
    """Keep the model as it is now; it is also the best where no epoch has ended."""
    replace_atomically(run.last_model_path, model.save)
    if not run.has_model:
        replace_atomically(run.model_path, model.save)


def _phase(phase: Phase, done: int = 0, total: int = 0) -> PhaseProgressed:
    return PhaseProgressed(time=time.time(), phase=phase, done=done, total=total)
