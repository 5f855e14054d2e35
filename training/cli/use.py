"""`lesionlab evaluate` and `lesionlab predict`: asking a run that is there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from training.cli.common import Json, RunFolder, open_progress, say
from training.cli.reports import print_report
from training.console import print_json
from training.errors import ImageError
from training.locations import current_locations


class Part(StrEnum):
    """A part of the data, as an option."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def evaluate(
    run_folder: RunFolder,
    part: Annotated[Part, typer.Option(help="Part to evaluate.")] = Part.TEST,
    as_json: Json = False,
) -> None:
    """Score a part again with the saved model and print its numbers."""
    from training.evaluator import evaluate_run
    from training.runs import Run

    run = Run.open(run_folder.absolute())
    with open_progress() as progress:
        report = evaluate_run(run, part, current_locations(), progress=progress)[part]
    if as_json:
        print_json({"run": str(run.path), **report})
        return
    print_report(report)


def predict(
    run_folder: RunFolder,
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Picture files.")],
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Read as malignant from here; by default the run's."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask a model about pictures."""
    from training.evaluation.verdict import verdict, verdict_in_words
    from training.inference import Predictor
    from training.runs import Run

    run = Run.open(run_folder.absolute())
    at = run.operating_point.threshold if threshold is None else threshold
    predictor = Predictor(run)
    results: list[dict[str, Any]] = []
    for path in images:
        try:
            prediction = predictor.predict_files([path])[0]
        except ImageError as error:
            results.append({"file": str(path), "error": str(error)})
            continue
        results.append(
            {
                "file": str(path),
                "probability": prediction.probability,
                "verdict": verdict(prediction.probability, at),
                "class_probabilities": prediction.class_probabilities,
                "words": verdict_in_words(prediction.probability, at),
            }
        )
    failed = [result for result in results if "error" in result]
    if as_json:
        print_json({"run": str(run.path), "threshold": at, "predictions": results})
    else:
        for result in results:
            if "error" not in result:
                typer.echo(f"{result['file']}: {result['words']}")
    for result in failed:
        say(result["error"])
    if failed:
        raise typer.Exit(2)
