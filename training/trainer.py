"""From a RunConfig to a run folder, telling every step as an event; also after an interruption."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.backbones import BACKBONES
from training.checkpoints import Checkpoint, CheckpointStore, Position
from training.claim import Claim
from training.compiling import compile_model
from training.config import PARTS, RunConfig
from training.control import Control
from training.curves import read_curves
from training.cut import Cut, cut_model
from training.environment import environment
from training.errors import Cancelled, LesionLabError, RunError
from training.evaluator import evaluate_parts, run_table
from training.events import (
    EpochsAdded,
    Event,
    Phase,
    PhaseProgressed,
    RunEnded,
    RunResumed,
    RunStarted,
    StageStarted,
    Status,
)
from training.failures import for_a_person, is_foreseen
from training.files import replace_atomically
from training.further import add_epochs
from training.locations import Locations
from training.models import build_model, set_trainable
from training.pipeline import Samples, Source, pixel_statistics, samples_of_parts
from training.plan import make_plan
from training.progress import Progress
from training.run_log import RunLog
from training.runs import Run
from training.stage_fit import StageFit, Training
from training.stages import Stage, epochs_of, stages_of
from training.tensorflow_start import start_tensorflow
from training.watching import leaves
from training.weights import require_weights

if TYPE_CHECKING:
    import keras

logger = logging.getLogger(__name__)

OnEvent = Callable[[Event], None]


def fit(
    config: RunConfig,
    *,
    runs: Path,
    locations: Locations,
    on_event: OnEvent,
    control: Control | None = None,
) -> Run:
    """Train a model and evaluate it, in a new run folder.

    Args:
        config: What to do; `config.data.dataset` names the data set's folder.
        runs: Where the run folder is made.
        locations: Where weights and the cache are.
        on_event: Receives every event, on the calling thread. It is called often and must be quick.
        control: How the training is stopped. After a stop the run keeps its best model so far.

    Returns:
        The run, done or stopped.

    Raises:
        LesionLabError: The config does not fit the data, or the training failed. Once the run
            folder is there, the reason also stands in its last event.
    """
    run = create_run(config, runs=runs, locations=locations)
    return train(run, locations=locations, on_event=on_event, control=control)


def create_run(
    config: RunConfig,
    *,
    runs: Path,
    locations: Locations,
    on_warning: Callable[[str], None] = logger.warning,
) -> Run:
    """Check a config against its data and make the folder of a run that has not begun.

    Args:
        config: What to do.
        runs: Where the run folder is made.
        locations: Where weights and the cache are.
        on_warning: Receives a sentence on whatever is doubtful.

    Raises:
        LesionLabError: The config does not fit the data, or the folder cannot be made.
    """
    plan = make_plan(config, locations)
    for warning in plan.warnings:
        on_warning(warning)
    return Run.create(runs, plan.config, plan.run_dataset, plan.table)


def train(
    run: Run,
    *,
    locations: Locations,
    on_event: OnEvent,
    control: Control | None = None,
    more_epochs: int = 0,
) -> Run:
    """Begin a run, or go on with one where its last checkpoint was made.

    A run that goes on ends with the same weights, history and predictions as if it had never been
    interrupted. What it had told after its last checkpoint is forgotten, and told again.

    Args:
        run: A run that is not done, unless it is to train further.
        locations: As in `fit`.
        on_event: As in `fit`.
        control: As in `fit`.
        more_epochs: Epochs that its last stage trains further than where it stands. They are
            written into its config.

    Raises:
        ConfigError: `more_epochs` is no number of epochs.
        RunError: The run is done, or being trained already.
        LesionLabError: As in `fit`; also when the data set is no longer what it was.
    """
    if run.status == "done" and not more_epochs:
        raise RunError(
            f"The run {run.name} is done: there is nothing to go on with.", mend="Add epochs to it."
        )
    with Claim(run.path):
        if more_epochs:
            add_epochs(run, CheckpointStore(run.checkpoints_path), more_epochs)
        _train(run, locations, on_event, control or Control())
    with suppress(RunError, OSError):
        read_curves(run)  # a long run is then opened at once
    return run


def _train(run: Run, locations: Locations, on_event: OnEvent, control: Control) -> None:
    store = CheckpointStore(run.checkpoints_path)
    store.clean_up()
    checkpoint = store.latest()
    began = time.monotonic()

    def ended(status: Status, error: LesionLabError | None = None) -> RunEnded:
        return RunEnded(
            time=time.time(),
            status=status,
            message=error.message if error else "",
            mend=error.mend if error else "",
            seconds=time.monotonic() - began - control.seconds_held,
        )

    with RunLog(run, on_event, keep=checkpoint.events_size if checkpoint else 0) as log:
        try:
            complete = _Trainer(run, locations, log, control, store, checkpoint).run()
            log.tell(ended("done" if complete else "stopped"))
        except Cancelled:
            log.tell(ended("stopped"))
        except Exception as error:
            logger.exception("The run failed")
            known = for_a_person(error, run.path)
            with suppress(OSError):  # the disk may be full; `on_event` hears of it all the same
                log.tell(ended("failed", known))
            if is_foreseen(error):
                raise known from error
            raise


@dataclass(frozen=True, eq=False)
class _Trainer:
    """A training from its first or last checkpoint to its evaluation."""

    run_: Run
    locations: Locations
    log: RunLog
    control: Control
    store: CheckpointStore
    checkpoint: Checkpoint | None

    def run(self) -> bool:
        """Train, keep and evaluate the model; return whether all epochs were trained."""
        run, config = self.run_, self.run_.config
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
            self._fit_stages(model, parts)
        except Cancelled:
            complete = False
            logger.info("Stopped by a person")
        _save_model(run, model)
        evaluate_parts(
            run,
            {part: parts[part] for part in ("validation", "test")},
            progress=self._evaluation_progress,
        )
        return complete

    def _fit_stages(self, model: keras.Model, parts: dict[str, Samples]) -> None:
        import keras

        from training.callbacks.best_model import BestModel

        run, config = self.run_, self.run_.config
        best = BestModel(model, run.model_path, config.optimisation.monitor)
        training = Training(
            run,
            model,
            self.log.tell,
            self.log.size,
            self.control,
            self.store,
            best,
            _names(run, "validation"),
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
                config=self.run_.config,
                part=part,
                locations=self.locations,
                progress=self._progress("features"),
            )
            for part in ("train", "validation")
        }

    @property
    def _weights(self) -> Path | None:
        model = self.run_.config.model
        backbone = BACKBONES.get(model.architecture)
        if backbone is None or model.weights != "imagenet":
            return None
        return require_weights(backbone, self.locations)

    def _tell_start(self, table: Any) -> None:
        config = self.run_.config
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
                run=str(self.run_.path),
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

    def _evaluation_progress(self, what: str, done: int, total: int) -> None:  # noqa: ARG002
        if self.control.abandon_requested.is_set():
            raise Cancelled
        self.log.tell(_phase("evaluating", done, total))


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


def _names(run: Run, part: str) -> list[str]:
    """Return the names of a part's samples, in order."""
    table = run.split()
    return [str(name) for name in table.loc[table["split"] == part, "sample_id"]]


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
