"""The ISIC challenges: their form of predictions, and scores under their public scorer's rules.

Sources: challenge.isic-archive.com, tasks "lesion diagnosis" of 2016 to 2019; the public scorer
isic-challenge-scoring 5.6.0, https://github.com/ImageMarkup/isic-challenge-scoring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from training.data.classes import meant_by
from training.errors import RunError
from training.evaluation.curves import average_precision, roc_curve
from training.evaluation.intervals import roc_auc
from training.evaluation.predictions import Predictions
from training.evaluation.thresholds import BinaryCounts, ThresholdTable

Challenge = Literal["2016", "2017", "2018", "2019"]
CHALLENGES: tuple[Challenge, ...] = get_args(Challenge)

_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "2017": ("melanoma", "seborrheic_keratosis"),
        "2018": ("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC"),
        "2019": ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK"),
    }
)
_MEANING: Mapping[str, str] = MappingProxyType(
    {
        "melanoma": "melanoma",
        "MEL": "melanoma",
        "NV": "nevus",
        "BCC": "basal cell carcinoma",
        "AKIEC": "intraepithelial carcinoma",
        "AK": "intraepithelial carcinoma",
        "SCC": "squamous cell carcinoma",
        "UNK": "unknown",
    }
)
"""What `meant_by` says of a class for a column."""
_NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "AK": frozenset({"actinic keratosis"}),
        "AKIEC": frozenset({"actinic keratosis"}),
        "BKL": frozenset({"bkl", "benign keratosis", "benign keratosis-like lesions"}),
        "DF": frozenset({"df", "dermatofibroma"}),
        "VASC": frozenset({"vasc", "vascular lesion", "vascular lesions"}),
        "seborrheic_keratosis": frozenset({"seborrheic keratosis", "seborrheic_keratosis", "sk"}),
    }
)
"""Other names of classes for a column, in lower case."""
WITHOUT_WEIGHT = ("ISIC_0035068",)
"""Pictures that the scorer does not count."""
_HALF = 0.5
_HIGH_SENSITIVITY = 0.8


@dataclass(frozen=True, eq=False)
class Submission:
    """Predictions in the form of a challenge.

    Attributes:
        challenge: The year.
        columns: Categories, one a column of scores; for 2016 the score of malignant alone.
        image: Names of the pictures, shape (n,).
        scores: Shape (n, columns), float64, 0 to 1.
        truth: Whether each picture is of the category, shape (n, columns).
        notes: What must be said of columns that the model does not know.
    """

    challenge: Challenge
    columns: tuple[str, ...]
    image: NDArray[np.str_]
    scores: NDArray[np.float64]
    truth: NDArray[np.bool_]
    notes: tuple[str, ...]

    def to_csv(self) -> str:
        """Return the file that the challenge takes; 2016 has no heading."""
        first = "image_id" if self.challenge == "2017" else "image"
        lines = [] if self.challenge == "2016" else [",".join((first, *self.columns))]
        lines += [
            ",".join((name, *map(repr, row)))
            for name, row in zip(self.image.tolist(), self.scores.tolist(), strict=True)
        ]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class CategoryScores:
    """One category under the scorer's rules, or the mean over the categories.

    A score above 0.5 reads as the category, one of exactly 0.5 does not. What has nothing to divide
    by counts as 1.

    Attributes:
        accuracy: Share read rightly.
        sensitivity: Share of the category that is found.
        specificity: Share of the others that is left alone.
        dice: F1.
        ppv: Share of readings that are right.
        npv: Share of readings as another that are right.
        auc: Area under the ROC curve; None where the category has no samples, or nothing else has.
        auc_sens_80: The part of that area under the curve where sensitivity is at least 0.8.
        ap: Average precision; None where the category has no samples.
    """

    accuracy: float
    sensitivity: float
    specificity: float
    dice: float
    ppv: float
    npv: float
    auc: float | None
    auc_sens_80: float | None
    ap: float | None


@dataclass(frozen=True)
class ChallengeScores:
    """What the public scorer says of a submission.

    Attributes:
        balanced_accuracy: Mean over the categories that occur of the share read rightly; a picture
            with two highest scores counts as wrong.
        macro: Mean over the categories.
        categories: By column.
    """

    balanced_accuracy: float | None
    macro: CategoryScores
    categories: dict[str, CategoryScores]


def submission(predictions: Predictions, challenge: Challenge | None = None) -> Submission:
    """Return predictions in the form of a challenge.

    Args:
        predictions: Of any model; of a binary one for 2016, or 2017 where positive is melanoma.
        challenge: The year; None for the one whose categories fit best.

    Raises:
        RunError: The model's classes do not fit the challenge.
    """
    year = challenge or _fitting(predictions)
    if year == "2016":
        return Submission(
            year,
            ("malignant",),
            predictions.sample_id,
            predictions.probability[:, np.newaxis],
            predictions.is_positive[:, np.newaxis],
            (),
        )
    columns = _COLUMNS[year]
    members = _members(predictions, columns)
    if not members[columns[0]]:
        raise RunError(
            f"The classes {', '.join(_known(predictions))} do not fit the challenge of {year}: "
            "none of them is melanoma.",
            mend="Choose 2016, which takes the probability of malignant.",
        )
    used = {name for names in members.values() for name in names}
    left = [name for name in _known(predictions) if name not in used]
    if left and year != "2017":
        raise RunError(
            f"The challenge of {year} has no category for {', '.join(left)}.",
            mend=f"It has {', '.join(columns)}. Choose another challenge.",
        )
    return Submission(
        year,
        columns,
        predictions.sample_id,
        np.stack([_score(predictions, members[column]) for column in columns], axis=1),
        np.stack([_is_of(predictions, members[column]) for column in columns], axis=1),
        tuple(
            f"The model does not know {column}: its column is 0."
            for column in columns
            if not members[column]
        ),
    )


def challenge_scores(sent: Submission) -> ChallengeScores:
    """Return what the public scorer says of a submission, by its own rules for ties and thresholds.

    Raises:
        RunError: There is no picture to score.
    """
    counted = ~np.isin(sent.image, WITHOUT_WEIGHT)
    truth, scores = sent.truth[counted], sent.scores[counted]
    if not len(scores):
        raise RunError("There is no picture to score.")
    categories = {
        column: _category(truth[:, k], scores[:, k]) for k, column in enumerate(sent.columns)
    }
    return ChallengeScores(
        _balanced_accuracy(truth, scores), _mean(tuple(categories.values())), categories
    )


def _known(predictions: Predictions) -> tuple[str, ...]:
    """Return the classes that a model tells apart."""
    binary = predictions.y_score.shape[1] == 1
    return predictions.positive if binary else predictions.classes


def _members(predictions: Predictions, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return which classes of a model each column stands for."""
    return {
        column: tuple(name for name in _known(predictions) if _means(name, column))
        for column in columns
    }


def _means(name: str, column: str) -> bool:
    if name.casefold() == column.casefold():
        return True
    meaning = _MEANING.get(column)
    return (
        meaning == meant_by(name)
        if meaning and meant_by(name)
        else (name.casefold() in _NAMES.get(column, ()))
    )


def _fitting(predictions: Predictions) -> Challenge:
    if predictions.y_score.shape[1] == 1:
        return "2016"
    for year in ("2018", "2019", "2017"):
        members = _members(predictions, _COLUMNS[year])
        used = {name for names in members.values() for name in names}
        if members[_COLUMNS[year][0]] and (year == "2017" or used == set(predictions.classes)):
            return year
    return "2016"


def _score(predictions: Predictions, names: tuple[str, ...]) -> NDArray[np.float64]:
    if predictions.y_score.shape[1] == 1:
        return predictions.probability if names else np.zeros(len(predictions.y_score))
    chosen = [predictions.classes.index(name) for name in names]
    total = predictions.y_score[:, chosen].astype(np.float64).sum(axis=1)
    return np.asarray(total.clip(0.0, 1.0))


def _is_of(predictions: Predictions, names: tuple[str, ...]) -> NDArray[np.bool_]:
    chosen = [predictions.classes.index(name) for name in names]
    return np.isin(predictions.y_true, chosen)


def _balanced_accuracy(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    if (truth.sum(axis=1) != 1).any():
        return None  # not one category a picture, as in 2016 and 2017
    highest = scores == scores.max(axis=1, keepdims=True)
    right = highest & truth & (highest.sum(axis=1, keepdims=True) == 1)
    support = truth.sum(axis=0)
    occurs = support > 0
    return float(np.mean(right.sum(axis=0)[occurs] / support[occurs]))


def _category(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> CategoryScores:
    table = ThresholdTable(truth, score)
    counts = table.at(float(np.nextafter(_HALF, 1.0)))
    area = roc_auc(truth, score).value
    return CategoryScores(
        accuracy=(counts.tp + counts.tn) / counts.n,
        sensitivity=_or_one(counts.tp, counts.tp + counts.fn),
        specificity=_or_one(counts.tn, counts.tn + counts.fp),
        dice=_dice(counts),
        ppv=_or_one(counts.tp, counts.tp + counts.fp),
        npv=_or_one(counts.tn, counts.tn + counts.fn),
        auc=area,
        auc_sens_80=None if area is None else _area_above(table, _HIGH_SENSITIVITY),
        ap=average_precision(table),
    )


def _or_one(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _dice(counts: BinaryCounts) -> float:
    return _or_one(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn)


def _area_above(table: ThresholdTable, sensitivity: float) -> float:
    """Return the area under the ROC curve where sensitivity is at least so much."""
    curve = roc_curve(table)
    at = int(np.searchsorted(curve.y, sensitivity, side="left"))
    begin = float(np.interp(sensitivity, curve.y[at - 1 : at + 1], curve.x[at - 1 : at + 1]))
    x = np.concatenate([[begin], curve.x[at:]])
    y = np.concatenate([[sensitivity], curve.y[at:]])
    return float(np.trapezoid(y, x))


def _mean(categories: tuple[CategoryScores, ...]) -> CategoryScores:
    def mean(name: str) -> float | None:
        told = [value for each in categories if (value := getattr(each, name)) is not None]
        return sum(told) / len(told) if told else None

    return CategoryScores(**{name: mean(name) for name in CategoryScores.__dataclass_fields__})  # type: ignore[arg-type]
