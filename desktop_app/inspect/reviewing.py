"""What is shown of a sample that a run was asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.inspect.picture_index import column_title
from training.data.flags import Flag
from training.evaluation.class_groups import Groups
from training.evaluation.predictions import POSITIVE
from training.evaluation.results import PartResults
from training.evaluation.review import Reading, binary_reading, class_reading
from training.evaluation.verdict import percentage, verdict

Facts = list[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class ReviewPart:
    """Samples that a run was asked about: a part of its data set, or another data set.

    Attributes:
        key: What tells it from the other parts.
        title: What it is called.
        results: What the run said.
        files: File of each sample, by name.
        known: What is recorded of every sample, by column, each of shape (n,), text.
        root: Folder of the data set, which keeps the flags; None where it is no longer there.
    """

    key: str
    title: str
    results: PartResults
    files: Mapping[str, Path]
    known: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    root: Path | None = None

    @cached_property
    def _searchable(self) -> NDArray[np.str_]:
        """Name and all that is recorded of every sample, in lower case, shape (n,)."""
        names = self.results.predictions.sample_id.tolist()
        values = zip(names, *(column.tolist() for column in self.known.values()), strict=True)
        return np.array(["\n".join(map(str, each)).lower() for each in values], dtype=np.str_)

    def holds(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Return which samples have all words in their name or values, shape (n,).

        Args:
            words: In lower case.
        """
        chosen = np.ones(self.results.predictions.sample_id.size, dtype=np.bool_)
        for word in words:
            chosen &= np.strings.find(self._searchable, word) >= 0
        return chosen

    def name(self, position: int) -> str:
        """Return the name of a sample."""
        return str(self.results.predictions.sample_id[position])

    def path(self, position: int) -> Path | None:
        """Return the file of a sample; None where it is not known."""
        return self.files.get(self.name(position))

    def reading(self, threshold: float, groups: Groups | None = None) -> Reading:
        """Return how all samples are read.

        Args:
            threshold: From where a probability reads as malignant.
            groups: Group by class, empty for all classes; None for benign and malignant.
        """
        if groups is not None and self.results.tells_classes:
            return class_reading(self.results, groups)
        return binary_reading(self.results, threshold)


def caption(
    part: ReviewPart, reading: Reading, position: int, flag: Flag | None
) -> tuple[str, str]:
    """Return the true class, and the probability and reading, of a sample."""
    predictions = part.results.predictions
    label = reading.labels[int(reading.read[position])]
    said = f"{percentage(float(reading.share[position]))} → {label}"
    title = predictions.classes[int(predictions.y_true[position])]
    return f"{title} · flagged" if flag else title, said


def prediction_facts(results: PartResults, position: int, threshold: float) -> Facts:
    """Return what a sample is, what a run says of it, and how that is read."""
    predictions, probability = results.predictions, float(results.probability[position])
    reading = verdict(probability, threshold)
    right = (reading == POSITIVE) == bool(results.is_positive[position])
    facts = [
        ("Class", predictions.classes[int(predictions.y_true[position])]),
        ("Part", predictions.part),
        (f"Probability of {POSITIVE}", percentage(probability)),
        ("Read as", f"{reading}, which is {'right' if right else 'wrong'}"),
    ]
    if results.tells_classes:
        scores = zip(predictions.classes, predictions.y_score[position].tolist(), strict=True)
        ordered = sorted(scores, key=lambda score: score[1], reverse=True)
        facts.append(("Classes", "\n".join(f"{name} {percentage(p)}" for name, p in ordered)))
    return facts


def sample_facts(
    part: ReviewPart, position: int, threshold: float, flag: Flag | None = None
) -> Facts:
    """Return all that is known of a sample, in pairs; empty where nothing was recorded."""
    facts = prediction_facts(part.results, position, threshold)
    if flag is not None:
        facts.append(("Flag", f"{flag.kind}: {flag.note}" if flag.note else flag.kind))
    for column, values in part.known.items():
        facts.append((column_title(column).capitalize(), str(values[position])))
    file = part.path(position)
    return [*facts, ("Name", part.name(position)), ("File", file.name if file else "")]


def facts_in_words(facts: Sequence[tuple[str, str]]) -> str:
    """Return facts a line each, without those that were not recorded."""
    return "\n".join(f"{name}: {said}" for name, said in facts if said)
