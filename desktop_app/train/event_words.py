"""What happened in a run, in words, a line an event."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from desktop_app.train.metric_words import metric_title
from desktop_app.train.stage_words import stage_sentence
from training.events import (
    PHASES,
    EpochEnded,
    EpochsAdded,
    Event,
    LearningRateChanged,
    PhaseProgressed,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    StageStarted,
    ValidationScored,
    WeightsSeen,
)

_TOLD = ("loss", "accuracy", "auc", "learning_rate")
"""What is told of an epoch; `history.csv` has all."""


def event_lines(events: Iterable[Event]) -> list[str]:
    """Return the events that are worth a line, each with its time of day."""
    return [
        f"{time.strftime('%H:%M:%S', time.localtime(event.time))}  {words}"
        for event in events
        if (words := event_words(event))
    ]


def event_words(event: Event) -> str:
    """Return an event in words; empty for one that is not worth a line."""
    match event:
        case RunStarted():
            counts = ", ".join(f"{count:,} {part}" for part, count in event.counts.items())
            return (
                f"Training begins: {event.epochs:,} epochs of {event.steps_per_epoch:,} steps; "
                f"{counts}"
            )
        case RunResumed():
            return f"Goes on in epoch {event.epoch + 1}, step {event.step + 1}"
        case StageStarted():
            return stage_sentence(event)
        case PhaseProgressed():
            return PHASES[event.phase]
        case EpochEnded():
            return f"Epoch {event.epoch + 1}: {logs_words(event.logs)}{_best(event)}"
        case ValidationScored():
            return _scored(event)
        case _:
            return _steered(event)


def logs_words(logs: Mapping[str, float], names: Iterable[str] = _TOLD) -> str:
    """Return logs in words: "loss 0.412, validation 0.5; AUC 0.91, validation 0.88".

    Args:
        logs: Values by Keras's name.
        names: Which of them; those of the validation part follow by themselves.
    """
    words = []
    for name in names:
        title = metric_title(name)
        title = title if title.isupper() else title.lower()
        known = [(title, logs.get(name)), ("validation", logs.get(f"val_{name}"))]
        if known[0][1] is None:
            known[1] = (f"validation {title}", known[1][1])
        words.append(", ".join(f"{what} {value:.4g}" for what, value in known if value is not None))
    return "; ".join(filter(None, words))


def _steered(event: Event) -> str:
    """Return what a person has done to the run, and how it ended, in words."""
    match event:
        case RunPaused():
            return f"Paused in epoch {event.epoch + 1}, after step {event.step}"
        case RunContinued():
            return "Goes on"
        case LearningRateChanged():
            return (
                f"Learning rate {event.learning_rate:.3g} from epoch {event.epoch + 1}, "
                f"step {event.step + 1}"
            )
        case EpochsAdded():
            return f"Epochs were added: {event.epochs:,} in all"
        case WeightsSeen():
            return "The weights were looked at"
        case RunEnded():
            return " ".join(filter(None, (_ENDS[event.status], event.message, event.mend)))
        case _:
            return ""


_ENDS = {
    "running": "Running.",
    "done": "Done.",
    "stopped": "Stopped; what was learned is kept.",
    "failed": "Failed.",
}


def _best(event: EpochEnded) -> str:
    return "; the best so far" if event.best else ""


def _scored(event: ValidationScored) -> str:
    pair = (("sensitivity", event.sensitivity), ("specificity", event.specificity))
    words = ", ".join(f"{name} {value:.3f}" for name, value in pair if value is not None)
    return f"Epoch {event.epoch + 1}: {words} on validation data" if words else ""
