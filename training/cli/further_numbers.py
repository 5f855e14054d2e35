"""What `lesionlab evaluate` says beyond the report of a part, when it is asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.cli.common import say
from training.errors import ConfigError, RunError
from training.evaluation.plain import plain
from training.evaluation.skin_tone import CATEGORIES, COLUMN

if TYPE_CHECKING:
    from training.data.dataset import Dataset
    from training.evaluation.operating_points import Rule
    from training.evaluation.results import PartResults
    from training.evaluation.submission import Challenge
    from training.pipeline import Samples


@dataclass(frozen=True)
class Asked:
    """What a person asks for beside the report of a part.

    Attributes:
        columns: Columns of the data set to make subgroups by.
        prevalence: Share of positives that PPV and NPV are told for.
        compare: Folders of other runs.
        submission: File to write in a challenge's form.
        challenge: Year of the challenge.
    """

    columns: Sequence[str] = ()
    prevalence: float | None = None
    compare: Sequence[Path] = ()
    submission: Path | None = None
    challenge: Challenge | None = None


def rule_of(
    sensitivity: float | None,
    specificity: float | None,
    youden: bool,
    costs: tuple[float, float] | None,
    prevalence: float | None,
) -> Rule | None:
    """Return what a threshold is to be chosen by; None where nothing is asked for.

    Raises:
        ConfigError: More than one thing is asked for, or a number is not possible.
    """
    from training.evaluation.operating_points import Rule

    asked = [
        name
        for name, value in (
            ("--sensitivity", sensitivity),
            ("--specificity", specificity),
            ("--youden", youden or None),
            ("--costs", costs),
        )
        if value is not None
    ]
    if len(asked) > 1:
        raise ConfigError(
            f"A threshold cannot be chosen by {' and '.join(asked)} at once.", mend="Give one."
        )
    if sensitivity is not None:
        return Rule("sensitivity", target=sensitivity)
    if specificity is not None:
        return Rule("specificity", target=specificity)
    if costs is not None:
        return Rule("cost", miss_cost=costs[0], alarm_cost=costs[1], prevalence=prevalence)
    return Rule("youden") if youden else None


def further_numbers(
    asked: Asked,
    results: PartResults,
    threshold: float,
    dataset: Dataset | None,
    samples: Samples | None,
    external: str | None = None,
) -> dict[str, Any]:
    """Return what is asked for, as plain values for JSON.

    Args:
        asked: What is asked for.
        results: The part, or the other data set.
        threshold: From where it reads as positive.
        dataset: Where its samples are recorded; needed for subgroups.
        samples: Its pictures; needed for skin tone alone.
        external: What the predictions on another data set are kept as; None for a part.

    Raises:
        LesionLabError: Something cannot be told, and why.
    """
    numbers: dict[str, Any] = {}
    if asked.prevalence is not None:
        ppv, npv = results.predictive_values(threshold, asked.prevalence)
        numbers["predictive_values"] = {
            "prevalence": asked.prevalence,
            "ppv": plain(ppv),
            "npv": plain(npv),
        }
    if asked.columns and dataset is not None:
        numbers["subgroups"] = {
            column: [
                group.to_dict()
                for group in results.subgroups(
                    _values(column, dataset, samples, results),
                    threshold,
                    CATEGORIES if column == COLUMN else (),
                )
            ]
            for column in asked.columns
        }
    if asked.compare:
        option = "" if dataset is None else f"--dataset {dataset.root}"
        told = _comparisons(asked.compare, results, threshold, external, option)
        numbers |= {"comparison": told[0], "comparisons": told}
    if asked.submission is not None:
        numbers["isic"] = _submission(asked.submission, asked.challenge, results)
    return numbers


def _values(
    column: str, dataset: Dataset, samples: Samples | None, results: PartResults
) -> list[str]:
    from training.populations import column_of, skin_tones_of

    if column == COLUMN and samples is not None:
        return skin_tones_of(samples)
    return column_of(dataset, column, results.predictions.sample_id.tolist())


def _comparisons(
    folders: Sequence[Path],
    results: PartResults,
    threshold: float,
    external: str | None,
    option: str,
) -> list[dict[str, Any]]:
    """Return how each of several runs differs, with probabilities adjusted for their number."""
    from training.evaluation.multiplicity import holm

    told = [_comparison(each, results, threshold, external, option) for each in folders]
    auc = holm([each["auc_p"] for each in told])
    mcnemar = holm([each["mcnemar"]["exact_p"] for each in told])
    for each, auc_p, mcnemar_p in zip(told, auc, mcnemar, strict=True):
        each["holm"] = {"runs": len(told), "auc_p": auc_p, "mcnemar_p": mcnemar_p}
    return told


def _comparison(
    folder: Path, results: PartResults, threshold: float, external: str | None, option: str
) -> dict[str, Any]:
    from training.evaluation.comparison import compare
    from training.evaluation.predictions import Predictions
    from training.evaluation.results import PartResults
    from training.external import external_predictions
    from training.runs import Run

    other = Run.open(folder.absolute())
    part = results.predictions.part
    if external is None:
        found, option = other.predictions(part), f"--part {part}"
    else:
        path = external_predictions(other).get(external)
        found = None if path is None else Predictions.load(path)
    if found is None:
        raise RunError(
            f"The run {other.name} has no predictions on {part}.",
            mend=f"Make them first: lesionlab evaluate {folder} {option}",
        )
    thresholds = (threshold, other.operating_point.threshold)
    told = compare(results, PartResults(found, other.warnings), thresholds)
    return {"run": str(other.path), "threshold": thresholds[1], **told.to_dict()}


def _submission(path: Path, challenge: Challenge | None, results: PartResults) -> dict[str, Any]:
    from training.evaluation.submission import challenge_scores, submission
    from training.files import write_text_atomically

    sent = submission(results.predictions, challenge)
    try:
        write_text_atomically(path, sent.to_csv())
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {error.strerror}.", mend="Choose another place."
        ) from error
    for note in sent.notes:
        say(note)
    return {
        "challenge": sent.challenge,
        "file": str(path),
        "notes": list(sent.notes),
        "scores": plain(challenge_scores(sent)),
    }
