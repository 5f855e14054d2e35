"""What the course of a training says, in words and with what to do about it.

Pure: the numbers of past epochs in, sentences out. Trends are read from windows of epochs and
against the noise of the curve itself, so that single epochs say nothing; a new stage begins anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.events import EpochEnded, ValidationScored

Kind = Literal["divergence", "one_class", "overfitting", "slow", "plateau"]
Curve = NDArray[np.float64]

_FIRST = 4
"""Epochs of a stage before which nothing is said of a trend."""
_WINDOW = 3
"""Epochs whose mean stands for a place on a curve."""
_SINCE_BEST = 5
"""Epochs after the best one that show whether the validation loss rises."""
_SURE = 5.0
"""By how many standard errors of such a mean a loss must have risen: more than the best of many
epochs lies below the others by chance."""
_RISEN = 0.05
"""Share by which it must have risen."""
_TREND = 4.0
"""By how many standard errors a slope must differ from none."""
_BURST = 2.0
"""How many times its lowest level a training loss that diverges has."""
_ABSURD = 5.0
"""How many times as high as by guessing a training loss is that has diverged at once."""
_STILL = 10
"""Epochs in which nothing has moved, at least, and at most twice as many, for a plateau."""
_MOVED = 0.05
"""Share by which a loss must fall within them not to be one."""
_LEARNED = 0.05
"""Share of its first level below which a training loss has nothing more to fall by."""
_GUESSED = 0.75
"""Share of the loss by guessing above which a network has hardly learned."""
_ALWAYS = 0.99
"""Share of the validation samples that are read as one class by a model that knows no other."""
_TIMES = 3
"""Epochs in a row in which they are."""


@dataclass(frozen=True)
class Diagnosis:
    """One thing that the course of a training shows.

    Attributes:
        kind: What it is.
        words: What is seen, in a sentence; epochs count from 1 there.
        mend: What helps, in a sentence.
        since: Epoch since when, from 0.
    """

    kind: Kind
    words: str
    mend: str
    since: int


def diagnose(
    epochs: Sequence[EpochEnded], scored: Sequence[ValidationScored] = ()
) -> tuple[Diagnosis, ...]:
    """Return what the course of a training shows, the gravest first; each kind at most once.

    Args:
        epochs: The epochs so far, in order.
        scored: How the validation part was read after each of them, in order.
    """
    if not epochs:
        return ()
    stage = [epoch for epoch in epochs if epoch.stage == epochs[-1].stage]
    train, validation = _curve(stage, "loss"), _curve(stage, "val_loss")
    numbers = [epoch.epoch for epoch in stage]
    labels = len(scored[-1].labels) if scored else 2
    by_guessing = math.log(max(labels, 2))
    found = [
        _divergence(numbers, train, validation, by_guessing),
        _one_class(scored),
    ]
    if not found[0] and len(stage) > _FIRST:
        found += [
            _overfitting(numbers, train, validation),
            _stillness(numbers, train, validation, by_guessing),
        ]
    return tuple(each for each in found if each)


def _curve(epochs: Sequence[EpochEnded], name: str) -> Curve:
    return np.array([epoch.logs.get(name, math.nan) for epoch in epochs], dtype=np.float64)


def _divergence(
    numbers: Sequence[int], train: Curve, validation: Curve, by_guessing: float
) -> Diagnosis | None:
    mend = "Stop, and choose a learning rate three to ten times smaller."
    for name, curve in (("training", train), ("validation", validation)):
        broken = np.flatnonzero(np.isinf(curve) if name == "validation" else ~np.isfinite(curve))
        if broken.size:
            since = numbers[int(broken[0])]
            words = f"The {name} loss is no longer a number since epoch {since + 1}."
            return Diagnosis("divergence", words, mend, since)
    absurd = train > _ABSURD * by_guessing
    if train.size >= 2 and absurd[-2:].all():
        since = numbers[_run_begins(absurd)]
        words = (
            f"The training loss, {train[-1]:.3g}, is far above what guessing would give "
            f"({by_guessing:.2g})."
        )
        return Diagnosis("divergence", words, mend, since)
    if train.size <= _FIRST:
        return None
    means = _means(train)
    lowest = int(np.argmin(means))
    low = float(means[lowest])
    # Not where it has only become less small: half of what it began with is learned still.
    high = train[-_WINDOW:] > max(_BURST * low, low + _SURE * _noise(train), 0.5 * train[0])
    if lowest + _WINDOW < train.size and high.all():
        words = (
            f"The training loss rises: {low:.3g} around epoch {numbers[lowest] + _WINDOW // 2 + 1},"
            f" now {train[-1]:.3g}."
        )
        return Diagnosis("divergence", words, mend, numbers[lowest + _WINDOW])
    return None


def _one_class(scored: Sequence[ValidationScored]) -> Diagnosis | None:
    if len(scored) < _TIMES + 1:  # nothing is said of the first epoch
        return None
    always = [_only_answer(each) for each in scored]
    answer = always[-1]
    if answer is None or any(other != answer for other in always[-_TIMES:]):
        return None
    since = scored[_run_begins(np.array([each == answer for each in always]))].epoch
    last = scored[-1]
    sizes = [sum(row) for row in last.matrix]
    largest = sizes[answer] == max(sizes)
    words = f"Nearly all validation pictures are read as {last.labels[answer]}"
    words += ", the largest class." if largest else "."
    mend = (
        "Give rare classes more weight (class weights or the sampler)."
        if largest and min(sizes) < max(sizes)
        else "Try another learning rate; the network has found nothing to tell them apart by."
    )
    return Diagnosis("one_class", words, mend, since)


def _only_answer(scored: ValidationScored) -> int | None:
    """Return the label that nearly all samples are read as, though others are not rare."""
    matrix = np.array(scored.matrix, dtype=np.float64)
    total = matrix.sum()
    if not total or matrix.sum(axis=1).max() > _ALWAYS * total:
        return None
    answers = matrix.sum(axis=0) / total
    answer = int(np.argmax(answers))
    return answer if answers[answer] >= _ALWAYS else None


def _overfitting(numbers: Sequence[int], train: Curve, validation: Curve) -> Diagnosis | None:
    if not np.isfinite(validation).all():
        return None
    means = _means(validation)
    best = int(np.argmin(means))
    later = means[best + 1 :]
    if later.size < _SINCE_BEST:
        return None
    error = _noise(validation) / math.sqrt(_WINDOW)
    low, now = float(means[best]), float(later[-1])
    risen = now - low > max(_RISEN * abs(low), _SURE * error)
    # Still rising, or as high as it came: a bump that is over says nothing.
    rising = now >= low + 0.5 * (float(later.max()) - low)
    falls, uncertain = _fall(validation[best + _WINDOW // 2 :])
    rising = rising and -falls > _TREND * uncertain
    trained = _means(train)
    learns = trained[best] - trained[-1] > max(
        0.01 * abs(trained[best]), 2 * _noise(train) / math.sqrt(_WINDOW)
    )
    if not (risen and rising and learns):
        return None
    since = numbers[best + _WINDOW // 2]
    return Diagnosis(
        "overfitting",
        f"The validation loss has risen since epoch {since + 1}, from {low:.3g} to {now:.3g}, "
        f"while the training loss falls to {trained[-1]:.3g}: the network learns the training "
        "pictures by heart.",
        "The best epoch is kept, so stop here; more augmentation, dropout or weight decay, or "
        "fewer layers that train, put it off.",
        since,
    )


def _stillness(
    numbers: Sequence[int], train: Curve, validation: Curve, by_guessing: float
) -> Diagnosis | None:
    """Name a loss that no longer falls, or has hardly begun to."""
    size = min(train.size, 2 * _STILL)
    if size < _STILL or train[-1] < _LEARNED * train[0]:
        return None
    falls, error = _fall(train[-size:])
    if abs(falls) > _MOVED or falls + 2 * error > 2 * _MOVED:
        return None
    if np.isfinite(validation).all():
        better, uncertain = _fall(validation[-size:])
        if better > max(_MOVED, 2 * uncertain):
            return None
    since = numbers[-size]
    first, last = float(train[:_WINDOW].mean()), float(train[-_WINDOW:].mean())
    if first - last < 2 * _MOVED * first and last > _GUESSED * by_guessing:
        return Diagnosis(
            "slow",
            f"The training loss went from {first:.3g} to {last:.3g} in {train.size} epochs, and "
            f"guessing gives {by_guessing:.2g}: the network hardly learns.",
            "Choose a learning rate three to ten times larger, or let more layers train.",
            numbers[0],
        )
    return Diagnosis(
        "plateau",
        f"For {size} epochs the training loss has stayed near {train[-size:].mean():.3g}.",
        "Reduce the learning rate, let more layers train, or stop: it may have learned what it "
        "can.",
        since,
    )


def _means(curve: Curve) -> Curve:
    """Return moving means over the window, shape (n - window + 1,)."""
    return np.convolve(curve, np.full(_WINDOW, 1 / _WINDOW), mode="valid")


def _noise(curve: Curve) -> float:
    """Return the standard deviation of the epochs around the course of a curve.

    From second differences, which neither a level nor a slope touches.
    """
    second = np.diff(curve, 2)
    return float(np.sqrt(np.mean(second**2) / 6)) if second.size else math.inf


def _fall(curve: Curve) -> tuple[float, float]:
    """Return by which share of its mean a curve falls from end to end, and the standard error."""
    x = np.arange(curve.size) - (curve.size - 1) / 2
    spread = float((x**2).sum())
    slope = float((x * curve).sum()) / spread
    residual = curve - curve.mean() - slope * x
    deviation = math.sqrt(float((residual**2).sum()) / max(curve.size - 2, 1))
    scale = curve.size / max(abs(float(curve.mean())), np.finfo(float).tiny)
    return -slope * scale, deviation / math.sqrt(spread) * scale


def _run_begins(holds: NDArray[np.bool_]) -> int:
    """Return where the last run of what holds begins; it holds at the end."""
    breaks = np.flatnonzero(~holds)
    return int(breaks[-1]) + 1 if breaks.size else 0
