"""Lessons 3 and 4: what a network gets wrong on the test, and how it reads one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from training.control import Control
from training.evaluation.class_report import ClassReport, class_report
from training.evaluation.results import Matrix
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    LessonError,
    OnEvent,
    Outcome,
    Parameters,
)
from training.lessons.digits_fitting import fitted_of
from training.lessons.digits_network import (
    CLASSES,
)
from training.lessons.drawn import Drawing, as_the_data_set


class DigitReport(Parameters):
    """How much of the report to give.

    Attributes:
        wrong: Wrongly read pictures to show, the surest mistakes first.
    """

    wrong: Annotated[int, Ge(0), Le(400)] = 50


class PredictDigit(Parameters):
    """What to read: a drawing, or a picture of the test.

    Attributes:
        pixels: Rows of ink from 0 (paper) to 1; None: a picture of the test.
        sample: Which one of the test, from 0.
    """

    pixels: Drawing | None = None
    sample: Annotated[int, Ge(0)] = 0


@dataclass(frozen=True, eq=False)
class DigitsReport:
    """The result of `digit_report`, on the pictures of the test.

    Attributes:
        matrix: The confusion matrix.
        report: Precision, recall and F1 of each class, with their intervals.
        wrong: Pictures that are read wrongly, the surest mistakes first, uint8, shape
            (n, height, width).
        truths: Their labels, shape (n,).
        readings: What they are read as, shape (n,).
        probabilities: The probability of that, shape (n,).
    """

    matrix: Matrix
    report: ClassReport
    wrong: NDArray[np.uint8]
    truths: NDArray[np.int64]
    readings: NDArray[np.int64]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DigitRead:
    """The result of `predict_digit`.

    Attributes:
        picture: What the network was given, from 0 to 1, shape (height, width).
        classes: Names of the classes by label.
        probabilities: Probability of each class, shape (10,).
        truth: The label of a picture of the test; None for a drawing.
    """

    picture: NDArray[np.float32]
    classes: tuple[str, ...]
    probabilities: NDArray[np.float64]
    truth: int | None


def digit_report(
    parameters: DigitReport,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Report on the test's pictures: which classes are taken for which.

    Measured: `test_percent` with its 95 % interval `low_percent` and `high_percent`, `wrong`,
    `hardest` (the class that is found least often) and `hardest_percent`, `easiest` and
    `easiest_percent`, and the commonest mistake: `mistaken`, `taken_for`, `mistaken_times`.

    Raises:
        LessonError: No network has learned yet, or it has diverged.
    """
    fitted = fitted_of(desk)
    data = fitted.data
    scores, truths = fitted.scores, data.test_labels
    if not np.isfinite(scores).all():
        raise LessonError(
            "The network's numbers have grown beyond all bounds: it diverged.",
            mend="Let it learn again, with a smaller learning rate.",
        )
    readings = scores.argmax(axis=1)
    counts = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(counts, (truths, readings), 1)
    report = class_report(truths, readings, scores, data.classes)
    wrong = np.flatnonzero(readings != truths)
    wrong = wrong[np.argsort(-scores[wrong].max(axis=1), kind="stable")]
    chosen = wrong[: parameters.wrong]
    result = DigitsReport(
        Matrix(data.classes, counts),
        report,
        data.test[chosen],
        truths[chosen],
        readings[chosen],
        scores[chosen].max(axis=1),
    )
    return Outcome(_reported(result, len(wrong)), result)


def predict_digit(
    parameters: PredictDigit,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Read a drawing or a picture of the test with the network that learned last.

    A drawing is centred and scaled as the pictures that it learned from were.

    Measured: `reading`, `reading_percent`, the `second` and `second_percent`; of a picture of the
    test also its `truth`.

    Raises:
        LessonError: No network has learned yet, or the drawing is empty.
    """
    fitted = fitted_of(desk)
    data = fitted.data
    truth = None
    if parameters.pixels is None:
        at = min(parameters.sample, len(data.test) - 1)
        picture = data.test[at].astype(np.float32) / data.largest
        truth = int(data.test_labels[at])
    else:
        picture = as_the_data_set(parameters.pixels, data.size)
    scores = fitted.read(picture[None] * (1.0 if fitted.normalise else data.largest))[0]
    order = np.argsort(-scores, kind="stable")
    measured: dict[str, Figure] = {
        "reading": data.classes[order[0]],
        "reading_percent": 100.0 * float(scores[order[0]]),
        "second": data.classes[order[1]],
        "second_percent": 100.0 * float(scores[order[1]]),
    }
    if truth is not None:
        measured["truth"] = data.classes[truth]
    return Outcome(measured, DigitRead(picture, data.classes, scores, truth))


def _reported(result: DigitsReport, wrong: int) -> dict[str, Figure]:
    counts, classes = result.matrix.counts, result.matrix.labels
    accuracy = result.report.accuracy
    found = {
        row.name: row.recall.value for row in result.report.rows if row.recall.value is not None
    }
    hardest, easiest = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    mistakes = counts - np.diag(np.diag(counts))
    truth, reading = np.unravel_index(int(mistakes.argmax()), mistakes.shape)
    return {
        "test_percent": 100.0 * (accuracy.value or 0.0),
        "low_percent": 100.0 * (accuracy.low or 0.0),
        "high_percent": 100.0 * (accuracy.high or 0.0),
        "wrong": wrong,
        "hardest": hardest,
        "hardest_percent": 100.0 * found[hardest],
        "easiest": easiest,
        "easiest_percent": 100.0 * found[easiest],
        "mistaken": classes[truth],
        "taken_for": classes[reading],
        "mistaken_times": int(mistakes[truth, reading]),
    }


ACTIONS: tuple[Action[Any], ...] = (
    Action("digit_report", DigitReport, digit_report),
    Action("predict_digit", PredictDigit, predict_digit),
)
