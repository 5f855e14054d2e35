"""What a training says about itself: frozen plain data, written to `events.jsonl` one a line.

The Train tab shows a running training and a past one through these same events.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from training.errors import RunError

Phase = Literal[
    "loading",
    "preparing",
    "building",
    "features",
    "training",
    "validating",
    "evaluating",
    "readying",
]
PHASES: dict[Phase, str] = {
    "loading": "Starting TensorFlow",
    "preparing": "Preparing pictures",
    "building": "Building the model",
    "features": "Computing features",
    "training": "Training",
    "validating": "Validating",
    "evaluating": "Evaluating",
    "readying": "Making ready for Predict",
}
"""What each phase is called, for a person."""

Status = Literal["running", "done", "stopped", "failed"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events.

    Attributes:
        time: Seconds since the Unix epoch.
    """

    kind: ClassVar[str]
    time: float


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    """The first event of a run.

    Attributes:
        run: Path of the run folder.
        epochs: Epochs asked for.
        steps_per_epoch: Batches in a training epoch.
        validation_steps: Batches in a validation pass.
        counts: Samples in train, validation and test.
    """

    kind: ClassVar[str] = "run_started"
    run: str
    epochs: int
    steps_per_epoch: int
    validation_steps: int
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class RunResumed(Event):
    """A run that was cut off goes on; what it had told after this point is forgotten.

    Attributes:
        epoch: Epoch in which it goes on, from 0.
        step: Steps of that epoch that are done.
    """

    kind: ClassVar[str] = "run_resumed"
    epoch: int
    step: int


@dataclass(frozen=True, kw_only=True)
class StageStarted(Event):
    """A stage begins.

    Attributes:
        stage: Stage, from 0.
        stages: How many there are.
        epoch: Its first epoch.
        epochs: Its epochs, at most.
        trainable: Parameters that train.
        parameters: Parameters of the whole network.
        cached: Up to which layer the network's output is computed once and kept; empty: not at all.
    """

    kind: ClassVar[str] = "stage_started"
    stage: int
    stages: int
    epoch: int
    epochs: int
    trainable: int
    parameters: int
    cached: str = ""


@dataclass(frozen=True, kw_only=True)
class PhaseProgressed(Event):
    """A phase began (`done` 0) or went on.

    Attributes:
        phase: What the run is doing.
        done: Units finished.
        total: Units in all; 0 where unknown.
    """

    kind: ClassVar[str] = "phase_progressed"
    phase: Phase
    done: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class StepEnded(Event):
    """One training batch is done.

    Attributes:
        epoch: Epoch, from 0.
        step: Batch within the epoch, from 0.
        logs: Keras's logs: means over the epoch so far (`loss`, `accuracy`).
    """

    kind: ClassVar[str] = "step_ended"
    epoch: int
    step: int
    logs: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class EpochEnded(Event):
    """One epoch, with its validation pass, is done.

    Attributes:
        epoch: Epoch, from 0.
        logs: Keras's logs (`loss`, `accuracy`, `val_loss`, `val_accuracy`).
        seconds: Duration of the epoch with its validation pass.
        best: Whether the model of this epoch is the best so far and was kept.
        stage: Stage, from 0.
    """

    kind: ClassVar[str] = "epoch_ended"
    epoch: int
    logs: dict[str, float]
    seconds: float
    best: bool
    stage: int = 0


@dataclass(frozen=True, kw_only=True)
class RunPaused(Event):
    """A person's request holds the run until it continues or stops.

    Attributes:
        epoch: Epoch, from 0.
        step: Steps of that epoch that are done.
    """

    kind: ClassVar[str] = "run_paused"
    epoch: int
    step: int


@dataclass(frozen=True, kw_only=True)
class RunContinued(Event):
    """A paused run goes on, be it for one step or one epoch."""

    kind: ClassVar[str] = "run_continued"


@dataclass(frozen=True, kw_only=True)
class LearningRateChanged(Event):
    """A person changed the learning rate.

    Attributes:
        epoch: Epoch of the first step with the new rate, from 0.
        step: That step, from 0.
        learning_rate: The rate of that step; a schedule goes on in proportion.
    """

    kind: ClassVar[str] = "learning_rate_changed"
    epoch: int
    step: int
    learning_rate: float


@dataclass(frozen=True, kw_only=True)
class EpochsAdded(Event):
    """A run that had ended is to train further.

    Attributes:
        epochs: Epochs of the whole run from now on.
    """

    kind: ClassVar[str] = "epochs_added"
    epochs: int


@dataclass(frozen=True, kw_only=True)
class ValidationScored(Event):
    """How the validation part was read after an epoch.

    Attributes:
        epoch: Epoch, from 0.
        labels: What the rows and columns of `matrix` stand for, in order.
        matrix: Samples by true label (rows) and predicted label (columns).
        sensitivity: Share of the positive samples read as positive at a threshold of 0.5; None
            where there is none.
        specificity: Share of the others read as negative; None where there is none.
        samples: Names of the same few samples in every epoch.
        truths: Their true labels, as indices into `labels`.
        probabilities: Their probabilities of each label, shape (samples, labels).
    """

    kind: ClassVar[str] = "validation_scored"
    epoch: int
    labels: list[str]
    matrix: list[list[int]]
    sensitivity: float | None
    specificity: float | None
    samples: list[str]
    truths: list[int]
    probabilities: list[list[float]]


@dataclass(frozen=True, kw_only=True)
class WeightsSeen(Event):
    """What a person asked to see of the weights.

    Attributes:
        epoch: Epoch, from 0.
        step: Steps of that epoch that are done.
        layer: Name of the first convolution; empty where there is none.
        filters: Its filters, nested lists of shape (filters, height, width, channels).
        histograms: For each layer that trains, its name, the edges (bins + 1) and counts (bins) of
            a histogram of its weights: `{"layer": str, "edges": [...], "counts": [...]}`.
    """

    kind: ClassVar[str] = "weights_seen"
    epoch: int
    step: int
    layer: str
    filters: list[Any]
    histograms: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RunEnded(Event):
    """The last event of a run.

    Attributes:
        status: "done", "stopped" (by a person) or "failed".
        message: For a failed run: what went wrong.
        mend: For a failed run: what to do about it.
        seconds: Duration of the whole run.
    """

    kind: ClassVar[str] = "run_ended"
    status: Status
    message: str = ""
    mend: str = ""
    seconds: float = 0.0


_KINDS: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        RunStarted,
        RunResumed,
        StageStarted,
        PhaseProgressed,
        StepEnded,
        EpochEnded,
        RunPaused,
        RunContinued,
        LearningRateChanged,
        EpochsAdded,
        ValidationScored,
        WeightsSeen,
        RunEnded,
    )
}


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def can_wait(event: Event) -> bool:
    """Return whether an event may be told together with those that follow it within a moment.

    Steps, and batches within a phase, come hundreds a second; whatever begins or ends is told at
    once.
    """
    return type(event) is StepEnded or (type(event) is PhaseProgressed and event.done > 0)


def to_json(event: Event) -> str:
    """Return an event as one line of JSON without a line end."""
    return _encode({"kind": event.kind, **event.__dict__})


def from_json(line: str) -> Event:
    """Return the event of one line of `events.jsonl`.

    Raises:
        RunError: The line is no event of this program.
    """
    try:
        fields: dict[str, Any] = json.loads(line)
        return _KINDS[fields.pop("kind")](**fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(f"This line is no event of a run: {line[:80]!r}.") from error
