"""How far a model's answer moves when something is drawn on a picture that is no lesion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import bootstrap, group_codes, group_sums
from training.evaluation.intervals import Estimate, wilson
from training.explain.scoring import positive_scores
from training.progress import Progress, no_progress
from training.shortcuts.artefacts import ARTEFACTS, STRENGTHS, draw

if TYPE_CHECKING:
    from training.inference import Predictor

_AT_ONCE = 4
"""Pictures that are asked about together, each with all that is drawn on it."""
_WHAT = "Drawing on pictures, and asking again"


@dataclass(frozen=True)
class Shift:
    """What one drawing does to one picture's answer.

    Attributes:
        artefact: A key of `ARTEFACTS`.
        strength: 0 to 1.
        probability: Probability of positive with it.
    """

    artefact: str
    strength: float
    probability: float


@dataclass(frozen=True)
class PictureStress:
    """What drawings do to one picture's answer.

    Attributes:
        probability: Probability of positive without any.
        seed: What `draw` repeats the drawings with.
        shifts: One a drawing, by artefact, then strength.
    """

    probability: float
    seed: int
    shifts: tuple[Shift, ...]

    def flips(self, threshold: float) -> tuple[Shift, ...]:
        """Return the drawings with which the verdict at a threshold is another."""
        before = self.probability >= threshold
        return tuple(shift for shift in self.shifts if (shift.probability >= threshold) != before)


@dataclass(frozen=True)
class ArtefactEffect:
    """What one kind of drawing does to the answers about a set.

    Attributes:
        artefact: A key of `ARTEFACTS`.
        shift: Mean of the probability with it minus that without, with its 95 % interval.
        size: Mean of that, whatever its sign, with its 95 % interval.
        flips: Share of the verdicts that become another at the threshold.
        to_positive: Verdicts that become malignant.
        to_negative: Verdicts that become benign.
    """

    artefact: str
    shift: Estimate
    size: Estimate
    flips: Estimate
    to_positive: int
    to_negative: int


@dataclass(frozen=True, eq=False)
class StressReport:
    """What drawings do to the answers about a set.

    Attributes:
        strength: Of the drawings, 0 to 1.
        seed: The drawings on picture i are those of `draw` with seed + i.
        artefacts: What was drawn, keys of `ARTEFACTS`.
        before: Probability of positive of each picture, shape (n,).
        after: The same with each drawing, shape (n, artefacts).
        groups: Lesion or patient of each picture, shape (n,); None where not known.
    """

    strength: float
    seed: int
    artefacts: tuple[str, ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    groups: NDArray[np.int64] | None = None

    def effects(self, threshold: float) -> tuple[ArtefactEffect, ...]:
        """Return the effect of each artefact at a threshold; the set must not be empty."""
        moved = self.after - self.before[:, None]
        estimates = _means(np.concatenate([moved, np.abs(moved)], axis=1), self.groups)
        read_before, read_after = self.before >= threshold, self.after >= threshold
        n, kinds = self.after.shape
        effects = []
        for place, artefact in enumerate(self.artefacts):
            up = int(np.sum(read_after[:, place] & ~read_before))
            down = int(np.sum(read_before & ~read_after[:, place]))
            effects.append(
                ArtefactEffect(
                    artefact,
                    estimates[place],
                    estimates[kinds + place],
                    wilson(up + down, n),
                    up,
                    down,
                )
            )
        return tuple(effects)

    def to_dict(self, threshold: float) -> dict[str, Any]:
        """Return the effects as plain values for JSON."""
        return {
            "n": int(self.before.size),
            "threshold": threshold,
            "strength": self.strength,
            "seed": self.seed,
            "effects": [
                asdict(effect)
                | {"title": ARTEFACTS[effect.artefact].title}
                | {"known": ARTEFACTS[effect.artefact].known}
                for effect in self.effects(threshold)
            ],
        }


def stress_picture(
    predictor: Predictor,
    picture: NDArray[np.uint8],
    *,
    seed: int = 0,
    artefacts: Sequence[str] = tuple(ARTEFACTS),
    strengths: Sequence[float] = tuple(STRENGTHS.values()),
    progress: Progress = no_progress,
) -> PictureStress:
    """Draw each artefact at each strength on one picture, and ask about it.

    Args:
        predictor: What is asked, on the thread that may ask it.
        picture: Preprocessed, shape (height, width, 3), uint8.
        seed: 0 or more.
        artefacts: Keys of `ARTEFACTS`.
        strengths: Each 0 to 1.
        progress: Told after every artefact; may raise Cancelled.
    """
    ask = positive_scores(predictor)
    probability = float(ask(picture[None])[0])
    shifts: list[Shift] = []
    progress(_WHAT, 0, len(artefacts))
    for done, artefact in enumerate(artefacts, start=1):
        drawn = [draw(picture, artefact, strength=strength, seed=seed) for strength in strengths]
        answers = map(float, ask(np.stack(drawn)))
        shifts += map(Shift, [artefact] * len(drawn), strengths, answers)
        progress(_WHAT, done, len(artefacts))
    return PictureStress(probability, seed, tuple(shifts))


def stress(
    predictor: Predictor,
    pictures: Iterable[NDArray[np.uint8]],
    total: int,
    *,
    groups: NDArray[np.int64] | None = None,
    strength: float = STRENGTHS["plain"],
    seed: int = 0,
    artefacts: Sequence[str] = tuple(ARTEFACTS),
    progress: Progress = no_progress,
) -> StressReport:
    """Draw each artefact on every picture of a set, and ask about it.

    A few pictures are held at a time, however many there are.

    Args:
        predictor: What is asked, on the thread that may ask it.
        pictures: Preprocessed, each of shape (height, width, 3), uint8.
        total: Their number.
        groups: Lesion or patient of each, shape (n,), whom the intervals keep whole; None where not
            known.
        strength: 0 to 1.
        seed: 0 or more.
        artefacts: Keys of `ARTEFACTS`.
        progress: Told after every few pictures; may raise Cancelled.
    """
    ask = positive_scores(predictor)
    answers: list[NDArray[np.float64]] = []
    done = 0
    progress(_WHAT, 0, total)
    for chunk in _chunks(pictures):
        asked = [
            one
            for index, picture in enumerate(chunk, start=done)
            for one in (
                picture,
                *(draw(picture, name, strength=strength, seed=seed + index) for name in artefacts),
            )
        ]
        answers.append(ask(np.stack(asked)).astype(np.float64).reshape(len(chunk), -1))
        done += len(chunk)
        progress(_WHAT, done, total)
    told = np.concatenate(answers) if answers else np.zeros((0, 1 + len(artefacts)))
    return StressReport(strength, seed, tuple(artefacts), told[:, 0], told[:, 1:], groups)


def _chunks(pictures: Iterable[NDArray[np.uint8]]) -> Iterator[list[NDArray[np.uint8]]]:
    remaining = iter(pictures)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk


def _means(values: NDArray[np.float64], groups: NDArray[np.int64] | None) -> list[Estimate]:
    """Return the mean of each column with its interval by draws of whole groups.

    Args:
        values: Shape (n, columns).
        groups: As for `stress`.
    """
    n, columns = values.shape
    codes = group_codes(n, groups)
    every = np.zeros(n, np.int64)
    sums = [group_sums(every, 1, codes, values[:, column]) for column in range(columns)]
    size = group_sums(every, 1, codes)

    def means(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.concatenate([total @ counts for total in sums]) / (size @ counts))

    return bootstrap(means, codes)
