"""What a model said about the samples of one part, kept with the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.files import replace_atomically

NEGATIVE, POSITIVE = "benign", "malignant"
"""What the two sides of a binary reading are called everywhere."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """Scores of a model on one part.

    Attributes:
        part: "train", "validation" or "test".
        sample_id: Names of the samples, shape (n,), str.
        y_true: True class of each sample as an index into `classes`, shape (n,), int64.
        y_score: The model's answer, shape (n, 1) for a binary model, (n, classes) otherwise;
            float32, or float64 where it was calibrated.
        classes: Names of the classes.
        positive: The classes that count as positive.
        group: Lesion or patient of each sample as a number, shape (n,), int64; None where that is
            not known, as in files of before it was kept.
        temperature: What `y_score` was calibrated with; at its inverse
            `training.evaluation.calibration.at_temperature` gives the model's output again.
    """

    part: str
    sample_id: NDArray[np.str_]
    y_true: NDArray[np.int64]
    y_score: NDArray[np.floating[Any]]
    classes: tuple[str, ...]
    positive: tuple[str, ...]
    group: NDArray[np.int64] | None = None
    temperature: float = 1.0

    @property
    def probability(self) -> NDArray[np.float64]:
        """Probability of positive, shape (n,)."""
        return positive_probability(self.y_score, self.classes, self.positive)

    @property
    def is_positive(self) -> NDArray[np.bool_]:
        """Truth of the binary reading, shape (n,)."""
        return positive_mask(self.classes, self.positive)[self.y_true]

    def save(self, path: Path) -> None:
        """Write an `.npz` file of plain arrays."""
        known: dict[str, Any] = {} if self.group is None else {"group": self.group}
        replace_atomically(
            path,
            lambda temporary: np.savez_compressed(
                temporary,
                part=np.array(self.part),
                sample_id=self.sample_id,
                y_true=self.y_true,
                y_score=self.y_score,
                classes=np.array(self.classes),
                positive=np.array(self.positive),
                temperature=np.array(self.temperature),
                **known,
            ),
        )

    @classmethod
    def load(cls, path: Path) -> Predictions:
        """Read what `save` wrote.

        Raises:
            RunError: The file is missing, damaged, or its arrays do not fit together.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                predictions = cls(
                    part=str(arrays["part"]),
                    sample_id=arrays["sample_id"].astype(np.str_),
                    y_true=arrays["y_true"].astype(np.int64),
                    y_score=_as_floats(arrays["y_score"]),
                    classes=tuple(arrays["classes"].astype(np.str_).tolist()),
                    positive=tuple(arrays["positive"].astype(np.str_).tolist()),
                    group=arrays["group"].astype(np.int64) if "group" in arrays else None,
                    temperature=float(arrays["temperature"]) if "temperature" in arrays else 1.0,
                )
        except Exception as error:  # a damaged archive raises many types
            raise RunError(
                f"The predictions {path} cannot be read: {error}.",
                mend="Run `lesionlab evaluate` on the run to make them again.",
            ) from error
        n = predictions.sample_id.size
        shapes_fit = predictions.y_true.shape == (n,) and predictions.y_score.shape in (
            (n, 1),
            (n, len(predictions.classes)),
        )
        labels_fit = n == 0 or 0 <= predictions.y_true.min() <= predictions.y_true.max() < len(
            predictions.classes
        )
        groups_fit = predictions.group is None or predictions.group.shape == (n,)
        if not (shapes_fit and labels_fit and groups_fit):
            raise RunError(f"The predictions {path} do not fit together.")
        return predictions


def _as_floats(array: NDArray[Any]) -> NDArray[np.floating[Any]]:
    return array if array.dtype == np.float64 else array.astype(np.float32)


def regrouped_predictions(predictions: Predictions, mapping: Mapping[str, str]) -> Predictions:
    """Return predictions with classes put together, their scores added.

    A new class counts as positive where all that it is made of does.

    Args:
        predictions: Of a model that tells classes apart.
        mapping: New class by class; a class that is not named keeps its name.

    Raises:
        RunError: The model tells no classes apart, a class is unknown, or fewer than two are left.
    """
    classes = predictions.classes
    unknown = sorted(set(mapping) - set(classes))
    new = tuple(dict.fromkeys(mapping.get(name, name) for name in classes))
    if predictions.y_score.shape[1] == 1 or unknown or len(new) < 2:
        raise RunError(
            f"The classes cannot be put together as {dict(mapping)}.",
            mend=f"Name classes of this model, leaving at least two: {', '.join(classes)}."
            if predictions.y_score.shape[1] > 1
            else "This model tells positive from negative alone.",
        )
    place = class_indices([mapping.get(name, name) for name in classes], new)
    y_score = np.zeros((len(predictions.y_score), len(new)))
    np.add.at(y_score.T, place, predictions.y_score.astype(np.float64).T)
    negative = {mapping.get(name, name) for name in classes if name not in predictions.positive}
    positive = {mapping.get(name, name) for name in predictions.positive} - negative
    return replace(
        predictions,
        y_true=place[predictions.y_true],
        y_score=y_score,
        classes=new,
        positive=tuple(name for name in new if name in positive),
    )


def class_indices(names: Sequence[str], classes: Sequence[str]) -> NDArray[np.int64]:
    """Return the index of each name within `classes`, shape (len(names),)."""
    index = {name: i for i, name in enumerate(classes)}
    return np.array([index[name] for name in names], dtype=np.int64)


def positive_mask(classes: Sequence[str], positive: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each class whether it counts as positive, shape (classes,)."""
    return np.array([name in positive for name in classes], dtype=np.bool_)


def positive_probability(
    y_score: NDArray[np.floating[Any]], classes: Sequence[str], positive: Sequence[str]
) -> NDArray[np.float64]:
    """Return the probability of positive from a model's output.

    Args:
        y_score: Shape (n, 1): it is the probability; shape (n, classes): the positive classes'
            shares are added.
        classes: Names of the classes.
        positive: The classes that count as positive.

    Returns:
        Shape (n,).
    """
    scores = y_score.astype(np.float64)
    if scores.shape[1] == 1:
        return np.asarray(scores[:, 0])
    return np.asarray(scores[:, positive_mask(classes, positive)].sum(axis=1).clip(0.0, 1.0))
