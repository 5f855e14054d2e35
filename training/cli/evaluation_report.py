"""What `lesionlab evaluate` does: scoring, choosing a threshold, and all that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.cli.further_numbers import Asked, further_numbers
from training.errors import RunError
from training.evaluation.skin_tone import COLUMN

if TYPE_CHECKING:
    from training.evaluation.operating_points import Rule
    from training.evaluation.results import PartResults
    from training.locations import Locations
    from training.progress import Progress
    from training.runs import Run

_CHOSEN_ON = "validation"


@dataclass(frozen=True)
class Choice:
    """Which threshold is used; by default the run's own.

    Attributes:
        rule: What to choose it by, on validation; None to choose none.
        threshold: A person's own; None for none.
        keep: Whether it is saved with the run.
    """

    rule: Rule | None = None
    threshold: float | None = None
    keep: bool = False


def evaluation_report(
    run: Run,
    part: str,
    locations: Locations,
    *,
    dataset: Path | None,
    classes: Mapping[str, str],
    choice: Choice,
    asked: Asked,
    progress: Progress,
) -> dict[str, Any]:
    """Score a part or another data set and return every number as plain values for JSON.

    Args:
        run: A run with a model.
        part: Part to score, where no data set is given.
        locations: Where the cache is.
        dataset: Folder of another data set.
        classes: Class of the run by class of that data set.
        choice: Which threshold is used.
        asked: What else is to be told.
        progress: May raise Cancelled.

    Raises:
        LesionLabError: Something cannot be scored or told, and why.
    """
    from training.evaluator import evaluate_run, run_table
    from training.external import evaluate_dataset

    if dataset is not None:
        told = evaluate_dataset(run, dataset, locations, mapping=classes, progress=progress)
        threshold, chosen = _chosen(run, told.results, choice, locations, progress)
        return {
            **told.to_dict(threshold),
            **chosen,
            **further_numbers(asked, told.results, threshold, told.dataset, told.samples, told.key),
        }
    report = evaluate_run(run, part, locations, progress=progress)[part]
    results = _results(run, part)
    threshold, chosen = _chosen(run, results, choice, locations, progress)
    if threshold != report["threshold"]:
        report = results.to_dict(threshold)
    table = run_table(run)[0] if asked.columns else None
    samples = _samples(run, part, locations, progress) if COLUMN in asked.columns else None
    return {
        **report,
        **chosen,
        **further_numbers(asked, results, threshold, table, samples),
    }


def _results(run: Run, part: str) -> PartResults:
    from training.evaluation.results import PartResults

    predictions = run.predictions(part)
    if predictions is None:
        raise RunError(f"The run {run.name} has no predictions on its {part} part.")
    return PartResults(predictions, run.warnings)


def _chosen(
    run: Run, results: PartResults, choice: Choice, locations: Locations, progress: Progress
) -> tuple[float, dict[str, Any]]:
    """Return the threshold for a part, and how it was chosen."""
    from training.evaluation.chosen import chosen_point
    from training.evaluator import evaluate_run, save_evaluation

    if choice.rule is None:
        if choice.threshold is None:
            return run.operating_point.threshold, {}
        if choice.keep:
            run.save_threshold(choice.threshold)
            save_evaluation(run)
        return choice.threshold, {}
    if run.predictions(_CHOSEN_ON) is None:
        evaluate_run(run, _CHOSEN_ON, locations, progress=progress)
    told = chosen_point(choice.rule, _results(run, _CHOSEN_ON), results)
    if choice.keep:
        run.save_threshold(told.threshold, choice.rule, _CHOSEN_ON)
        save_evaluation(run)
    return told.threshold, {"operating_point": told.to_dict()}


def _samples(run: Run, part: str, locations: Locations, progress: Progress) -> Any:
    from training.evaluator import run_table
    from training.pipeline import samples_of_parts

    dataset, table = run_table(run)
    return samples_of_parts(
        run, dataset.image_path, table, (part,), cache=locations.cache, progress=progress
    )[part]
