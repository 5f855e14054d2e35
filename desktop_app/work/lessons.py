"""What buttons of lessons do, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.control import Control
from training.errors import Cancelled
from training.events import EpochEnded, Event, PhaseProgressed, RunStarted
from training.lessons.action import Desk, LessonError, Outcome
from training.lessons.lesson import Do
from training.progress import Progress
from training.runs import Run
from training.trainer import create_run

if TYPE_CHECKING:
    from training.lessons.digits_reading import DigitRead
    from training.lessons.line import LinePath
    from training.lessons.surface import Surface

_PHASES = {"preparing": "Preparing"}


def perform(
    do: Do, desk: Desk, put: Callable[[Event], None], control: Control, progress: Progress
) -> Outcome:
    """Do what a button asks for; uses TensorFlow.

    Args:
        do: The button.
        desk: What the buttons of the lesson share.
        put: Takes what is told on the way.
        control: Ends it early.
        progress: Takes how far it is; where it raises `Cancelled`, the work ends early as well.

    Raises:
        LesionLabError: It cannot be done.
    """
    from training.lessons.actions import run_action

    epochs = 0

    def on_event(event: Event) -> None:
        nonlocal epochs
        put(event)
        epochs = _epochs(event, epochs)
        try:
            progress(*_how_far(event, epochs, do.label))
        except Cancelled:
            control.abandon()

    return run_action(do.action, do.parameters, on_event, control, desk)


def run_for(do: Do, desk: Desk) -> Run:
    """Return a new run of the training that a button asks for, yet to be trained.

    Raises:
        LesionLabError: No lesions were drawn, or it cannot be trained so.
    """
    from training.lessons.actions import get_action
    from training.lessons.lesion_runs import TrainLesions, config_of, drawn_dataset

    parameters = get_action(do.action).read(do.parameters)
    if not isinstance(parameters, TrainLesions):
        raise LessonError(f"{do.action} trains nothing.")
    config = config_of(parameters, drawn_dataset(desk))
    return create_run(config, runs=desk.locations.runs, locations=desk.locations)


def trained(run: Run, desk: Desk, _progress: Progress) -> Outcome:
    """Return what can be said of a run that a button has let be trained."""
    from training.lessons.lesions import outcome_of

    return outcome_of(run, desk)


def read_drawing(ink: NDArray[np.float32], desk: Desk, _progress: Progress) -> DigitRead:
    """Return how the network that learned last reads a drawing; uses TensorFlow.

    Args:
        ink: From 0 (paper) to 1, shape (height, width).
        desk: What the buttons of the lesson share.
        _progress: Not used.

    Raises:
        LesionLabError: No network has learned yet, or nothing is drawn.
    """
    from training.lessons.actions import run_action

    parameters = {"pixels": ink.tolist()}
    read: DigitRead = run_action("predict_digit", parameters, _ignore, Control(), desk).result
    return read


def _ignore(_event: Event) -> None:
    """Hear nothing."""


def surface_for(path: LinePath) -> Surface:
    """Return the loss of the weights and biases around a neuron's way."""
    from training.lessons.surface import surface_of

    ways = [] if path.diverged is not None else [(path.weights, path.biases)]
    return surface_of(path.xs, path.ys, ways=ways)


def _epochs(event: Event, known: int) -> int:
    """Return how many epochs there are to be, as far as it was told."""
    if isinstance(event, RunStarted):
        return event.epochs
    return (
        int(getattr(event, "epochs", known) or known) if event.kind.endswith("started") else known
    )


def _how_far(event: Event, epochs: int, label: str) -> tuple[str, int, int]:
    """Return what is being done, units done and in all."""
    if isinstance(event, PhaseProgressed):
        return _PHASES.get(event.phase, event.phase.capitalize()), event.done, event.total
    if isinstance(event, EpochEnded):
        return "Epochs", event.epoch + 1, epochs
    losses = getattr(event, "losses", None)
    if losses is not None:
        return "Epochs", event.epoch + len(losses), epochs  # type: ignore[attr-defined]
    return label, 0, 0
