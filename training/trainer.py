"""fit: from a RunConfig to a run folder, telling every step as an event."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from training.config import PARTS, RunConfig
from training.control import Control
from training.environment import environment
from training.errors import Cancelled, LesionLabError, TrainingError
from training.evaluator import evaluate_parts
from training.events import Event, Phase, PhaseProgressed, RunEnded, RunStarted, Status
from training.files import replace_atomically
from training.locations import Locations
from training.models import build_model
from training.pipeline import Samples, evaluation_batches, samples_of_parts, training_batches
from training.plan import Plan, make_plan
from training.run_log import RunLog
from training.runs import Run
from training.tensorflow_start import start_tensorflow

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
    """Train a model and evaluate it.

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
    control = control or Control()
    plan = make_plan(config, locations)
    run = Run.create(runs, plan.config, plan.run_dataset, plan.table)
    began = time.monotonic()

    def ended(status: Status, error: LesionLabError | None = None) -> RunEnded:
        return RunEnded(
            time=time.time(),
            status=status,
            message=error.message if error else "",
            mend=error.mend if error else "",
            seconds=time.monotonic() - began,
        )

    with RunLog(run, on_event) as log:
        try:
            complete = _train(run, plan, locations, log.tell, control)
            log.tell(ended("done" if complete else "stopped"))
        except Cancelled:
            log.tell(ended("stopped"))
        except Exception as error:
            logger.exception("The run failed")
            known = _for_a_person(error, run)
            with suppress(OSError):  # the disk may be full; `on_event` hears of it all the same
                log.tell(ended("failed", known))
            if isinstance(error, OSError) or _is_out_of_memory(error):
                raise known from error
            raise
    return run


def _train(run: Run, plan: Plan, locations: Locations, on_event: OnEvent, control: Control) -> bool:
    """Train, keep and evaluate the model; return whether all epochs were trained."""
    config, sizes = plan.config, plan.sizes
    batch_size = config.optimisation.batch_size
    on_event(
        RunStarted(
            time=time.time(),
            run=str(run.path),
            epochs=config.optimisation.epochs,
            steps_per_epoch=-(-sizes["train"] // batch_size),
            validation_steps=-(-sizes["validation"] // batch_size),
            counts=sizes,
        )
    )
    on_event(_phase("loading"))
    start_tensorflow()
    import keras
    import tensorflow as tf

    run.save_json("environment", environment())
    parts = _prepare(run, plan, locations, on_event, control)
    on_event(_phase("building"))
    keras.backend.clear_session()
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()
    model = build_model(config, run.n_outputs, weights=plan.weights)
    complete = True
    try:
        _fit_model(run, model, parts, on_event, control)
    except Cancelled:
        complete = False
        logger.info("Stopped by a person")
    _save_model(run, model)

    def evaluated(what: str, done: int, total: int) -> None:  # noqa: ARG001
        if control.abandon_requested.is_set():
            raise Cancelled
        on_event(_phase("evaluating", done, total))

    evaluate_parts(run, {part: parts[part] for part in ("validation", "test")}, progress=evaluated)
    return complete


def _prepare(
    run: Run, plan: Plan, locations: Locations, on_event: OnEvent, control: Control
) -> dict[str, Samples]:
    def prepared(what: str, done: int, total: int) -> None:  # noqa: ARG001
        if control.stop_requested.is_set():
            raise Cancelled
        on_event(_phase("preparing", done, total))

    return samples_of_parts(
        run, plan.dataset.image_path, plan.table, PARTS, cache=locations.cache, progress=prepared
    )


def _fit_model(
    run: Run, model: Any, parts: dict[str, Samples], on_event: OnEvent, control: Control
) -> None:
    from training.callbacks.best_model import BestModel
    from training.callbacks.control import ControlCallback
    from training.callbacks.finite_loss import FiniteLoss
    from training.callbacks.reporter import Reporter

    config, optimisation = run.config, run.config.optimisation
    train, validation = parts["train"], parts["validation"]
    batch_size = optimisation.batch_size
    best = BestModel(run.model_path, optimisation.monitor)
    reporter = Reporter(on_event, best, validation.steps(batch_size))
    model.fit(
        training_batches(
            train,
            batch_size=batch_size,
            epochs=optimisation.epochs,
            seed=config.seed,
            augmentation=config.augmentation,
        ),
        epochs=optimisation.epochs,
        steps_per_epoch=train.steps(batch_size),
        validation_data=evaluation_batches(validation, batch_size=batch_size),
        class_weight=_class_weight(train) if optimisation.class_weight == "balanced" else None,
        callbacks=[FiniteLoss(), best, reporter, ControlCallback(control)],
        shuffle=False,  # the order is the pipeline's own
        verbose=0,
    )


def _class_weight(train: Samples) -> dict[int, float]:
    """Return weights that give every class the same sum, with a mean of 1 over the samples."""
    values, counts = np.unique(train.targets.astype(np.int64), return_counts=True)
    return {
        int(value): len(train) / (values.size * int(count))
        for value, count in zip(values, counts, strict=True)
    }


def _save_model(run: Run, model: Any) -> None:
    """Keep the model as it is now; it is also the best where no epoch has ended."""
    replace_atomically(run.last_model_path, model.save)
    if not run.has_model:
        replace_atomically(run.model_path, model.save)


def _phase(phase: Phase, done: int = 0, total: int = 0) -> PhaseProgressed:
    return PhaseProgressed(time=time.time(), phase=phase, done=done, total=total)


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _for_a_person(error: Exception, run: Run) -> LesionLabError:
    """Return an error with words for a person."""
    if isinstance(error, LesionLabError):
        return error
    if _is_out_of_memory(error):
        return TrainingError(
            "There is not enough memory for this training.",
            mend="Choose a smaller batch size or image size.",
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return TrainingError(
            f"The disk that holds {error.filename or run.path} is full.",
            mend="Make room and train again.",
        )
    return TrainingError(
        f"The training failed: {type(error).__name__}: {error}.",
        mend="The run's log.txt tells more.",
    )
