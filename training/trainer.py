"""From a RunConfig to a run folder, telling every step as an event; also after an interruption."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from training.checkpoints import CheckpointStore
from training.claim import Claim
from training.config import RunConfig
from training.control import Control
from training.course import Course
from training.curves import read_curves
from training.errors import Cancelled, LesionLabError, RunError
from training.events import Event, RunEnded, Status
from training.failures import for_a_person, is_foreseen
from training.further import add_epochs
from training.locations import Locations
from training.plan import make_plan
from training.run_log import RunLog
from training.runs import Run

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
    ready: bool = False,
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
        ready: Whether the run is also made ready to be asked (`training.readiness`), before its end
            is told; for runs that a person will ask.

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
        _train(run, locations, on_event, control or Control(), ready=ready)
    with suppress(RunError, OSError):
        read_curves(run)  # a long run is then opened at once
    return run


def _train(
    run: Run, locations: Locations, on_event: OnEvent, control: Control, *, ready: bool
) -> None:
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
            complete = Course(run, locations, log, control, store, checkpoint, ready).take()
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
