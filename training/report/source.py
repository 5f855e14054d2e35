"""All that a report is made of, read once from the run folder and, where it is, its data set."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from training.config import PARTS
from training.data.dataset import Dataset
from training.data.groups import group_ids, group_word
from training.errors import LesionLabError, RunError
from training.evaluation.results import PartResults
from training.evaluator import run_table
from training.events import EpochsAdded, LearningRateChanged, RunResumed, StageStarted
from training.foreign.adoption import RECIPE as ADOPTED
from training.progress import Progress, no_progress
from training.report.notes import FILE, read_notes
from training.run_store.bounded import read_object
from training.runs import OperatingPoint, Run

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

JUDGED = ("validation", "test")
"""Parts that are reported: the threshold is chosen on the first, and judged on the second."""


@dataclass(frozen=True, eq=False)
class Source:
    """What is known of a run.

    Attributes:
        run: The run.
        point: Its threshold.
        notes: What a person wrote of it, by key.
        dataset: Its data set; None where it is gone, has changed, or never was.
        table: Its split, with what the data set says of each sample where it is there; None where
            the split cannot be read.
        results: The parts that were evaluated.
        numbers: The same as plain values, as `lesionlab evaluate --json` prints them.
        environment: Versions and devices.
        adopted: What was said of a stranger's model; None for a run that was trained here.
        stages: What each stage began with.
        happenings: What was done to the run while it was trained, in sentences.
        gaps: What could not be read, in sentences without any path.
    """

    run: Run
    point: OperatingPoint
    notes: Mapping[str, str]
    dataset: Dataset | None
    table: pd.DataFrame | None
    results: Mapping[str, PartResults]
    numbers: Mapping[str, dict[str, Any]]
    environment: Mapping[str, Any]
    adopted: Mapping[str, Any] | None
    stages: tuple[StageStarted, ...]
    happenings: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the report is called."""
        return self.notes.get("title") or f"Skin-lesion classifier on {self.run.dataset.name}"

    @property
    def main_part(self) -> str | None:
        """The part whose numbers count: the test, else validation; None where none was judged."""
        return next((part for part in reversed(JUDGED) if part in self.results), None)

    @cached_property
    def history(self) -> Sequence[Mapping[str, str]]:
        """One row an epoch."""
        try:
            return self.run.history()
        except (OSError, ValueError):
            return []

    @property
    def group_word(self) -> str:
        """What is never split apart: "lesion", "patient" or "picture"."""
        return "picture" if self.dataset is None else group_word(self.dataset)

    @cached_property
    def groups(self) -> Mapping[str, int]:
        """Lesions or patients of each part; nothing where they are not known."""
        if self.dataset is None or self.table is None or self.group_word == "picture":
            return {}
        try:
            group = dict(
                zip(self.dataset.samples["sample_id"], group_ids(self.dataset), strict=True)
            )
        except LesionLabError:
            return {}
        found = self.table.assign(group=self.table["sample_id"].map(group))
        return {part: int(found.loc[found["split"].eq(part), "group"].nunique()) for part in PARTS}


def read_source(run: Run, *, progress: Progress = no_progress) -> Source:
    """Read a run and, where it still is, its data set.

    Args:
        run: Any run: done, stopped, failed, adopted.
        progress: May raise Cancelled.

    Raises:
        RunError: `report.toml` is damaged: its writer has to know.
    """
    gaps: list[str] = []
    notes = read_notes(run.path / FILE)
    progress("Reading the run", 0, 0)
    try:
        point = run.operating_point
    except RunError:
        point = OperatingPoint()
        gaps.append("The saved threshold cannot be read: 0.5 is reported instead.")
    adopted = _read(run, "adopted.json") if run.config.recipe == ADOPTED else None
    dataset, table = (None, None) if adopted is not None else _data(run, gaps)
    results = _results(run, gaps)
    numbers = {}
    for place, (part, result) in enumerate(results.items()):
        progress("Computing intervals", place, len(results))
        numbers[part] = result.to_dict(point.threshold)
    stages, happenings = _course(run)
    return Source(
        run=run,
        point=point,
        notes=notes,
        dataset=dataset,
        table=table,
        results=results,
        numbers=numbers,
        environment=_read(run, "environment.json") or {},
        adopted=adopted,
        stages=stages,
        happenings=happenings,
        gaps=tuple(gaps),
    )


def _data(run: Run, gaps: list[str]) -> tuple[Dataset | None, pd.DataFrame | None]:
    """Return the data set and the split with what it records; say what is missing."""
    try:
        dataset, _ = run_table(run)
        split = run.split()
    except (LesionLabError, OSError, ValueError, KeyError) as error:
        logger.info("The data set of %s cannot be told of: %s", run.name, error)
        gaps.append(
            "The data set's folder has moved or changed since the training: what it records of "
            "people, sources, exclusions and checks, and its pictures, cannot be reported."
        )
        try:
            return None, run.split()
        except RunError:
            gaps.append("The split cannot be read: how the samples were divided is not known.")
            return None, None
    more = dataset.samples.drop(columns=["image", "class", "split"], errors="ignore")
    return dataset, split.merge(more, on="sample_id", how="left").fillna("")


def _results(run: Run, gaps: list[str]) -> dict[str, PartResults]:
    results: dict[str, PartResults] = {}
    for part in JUDGED:
        try:
            predictions = run.predictions(part)
            if predictions is not None and predictions.sample_id.size:
                results[part] = PartResults(predictions, run.warnings)
                continue
            gaps.append(
                f"The {part} part was not evaluated: `lesionlab evaluate RUN --part {part}` does "
                "it where the data set is still there."
            )
        except RunError:
            gaps.append(f"The predictions on the {part} part cannot be read.")
    return results


def _course(run: Run) -> tuple[tuple[StageStarted, ...], tuple[str, ...]]:
    """Return the stages that began, and what was done to the run on its way."""
    stages: dict[int, StageStarted] = {}
    happenings: list[str] = []
    try:
        for event in run.events():
            if isinstance(event, StageStarted):
                stages[event.stage] = event
            elif isinstance(event, RunResumed):
                happenings.append(f"It was cut off and resumed in epoch {event.epoch + 1}.")
            elif isinstance(event, LearningRateChanged):
                happenings.append(
                    f"A person changed the learning rate to {event.learning_rate:g} in epoch "
                    f"{event.epoch + 1}."
                )
            elif isinstance(event, EpochsAdded):
                happenings.append(f"It was trained further, to {event.epochs} epochs in all.")
    except RunError:
        happenings.append("What was told while it was trained cannot be read.")
    return tuple(stages[place] for place in sorted(stages)), tuple(happenings)


def _read(run: Run, name: str) -> dict[str, Any] | None:
    """Return a JSON object of the run folder; None where it is missing or damaged."""
    try:
        return dict(read_object(run.path / name))
    except (OSError, ValueError, TypeError, json.JSONDecodeError):
        return None
