"""`lesionlab evaluate`: a run's numbers on a part, or on another data set."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import IsicChallenge, IsicSubmission, Json, RunFolder, open_progress
from training.cli.evaluation_report import Choice, evaluation_report
from training.cli.further_numbers import Asked, rule_of
from training.cli.reports import print_report
from training.console import print_json
from training.errors import ConfigError
from training.locations import current_locations


class Part(StrEnum):
    """A part of the data, as an option."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def evaluate(
    run_folder: RunFolder,
    part: Annotated[Part, typer.Option(help="Part to evaluate.")] = Part.TEST,
    dataset: Annotated[
        Path | None, typer.Option(help="Folder of another data set, to evaluate instead of a part.")
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option(
            "--class",
            metavar="NAME=CLASS",
            help="What a class of --dataset is to the run; NAME= leaves it out.",
        ),
    ] = None,
    sensitivity: Annotated[
        float | None,
        typer.Option(help="Choose the threshold that reaches this sensitivity on validation."),
    ] = None,
    specificity: Annotated[
        float | None, typer.Option(help="Choose the one that reaches this specificity there.")
    ] = None,
    youden: Annotated[
        bool, typer.Option("--youden", help="Choose the one with the largest sum of both there.")
    ] = False,
    costs: Annotated[
        tuple[float, float] | None,
        typer.Option(
            metavar="MISS ALARM",
            help="Choose the one with the least cost there, at --prevalence or that of the part.",
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Read as malignant from here.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Save the chosen threshold with the run.")
    ] = False,
    prevalence: Annotated[
        float | None, typer.Option(help="Also tell PPV and NPV at this share of malignant.")
    ] = None,
    subgroup: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Also tell it by age, sex, site, diagnosis_type, skin_type, another column, or "
            "skin_tone (an estimate by ITA); repeat for several.",
        ),
    ] = None,
    compare: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="RUN2", help="Also compare with a second run; repeat for several runs."
        ),
    ] = None,
    isic_submission: IsicSubmission = None,
    isic_challenge: IsicChallenge = None,
    as_json: Json = False,
) -> None:
    """Score a part, or another data set, with the saved model and print its numbers."""
    from training.runs import Run

    rule = rule_of(sensitivity, specificity, youden, costs, prevalence)
    if rule is not None and threshold is not None:
        raise ConfigError(
            "A threshold cannot be given and chosen at once.", mend="Leave out --threshold."
        )
    asked = Asked(
        subgroup or (),
        prevalence,
        compare or (),
        isic_submission,
        None if isic_challenge is None else isic_challenge.value,
    )
    run = Run.open(run_folder.absolute())
    with open_progress() as progress:
        report = evaluation_report(
            run,
            part,
            current_locations(),
            dataset=dataset,
            classes=_pairs(classes or ()),
            choice=Choice(rule, threshold, keep),
            asked=asked,
            progress=progress,
        )
    if as_json:
        print_json({"run": str(run.path), **report})
        return
    print_report(report)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """Return NAME=CLASS as a mapping.

    Raises:
        ConfigError: A text has no "=".
    """
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        raise ConfigError(f"--class {wrong[0]} has no '='.", mend="Write --class NAME=CLASS.")
    return {name: new for name, _, new in (text.partition("=") for text in texts)}
