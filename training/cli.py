"""The command line: the same actions as the window, without a screen.

Exit status: 0, 2 for a mistake that a person can mend, 1 for ours, 130 when interrupted.
"""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from training.config import RunConfig, parse_assignments, read_config, with_changes
from training.console import (
    ConsoleProgress,
    TrainingConsole,
    print_json,
    stderr_console,
)
from training.errors import Cancelled, ConfigError, ImageError, LesionLabError
from training.locations import current_locations
from training.logs import setup_logging

logger = logging.getLogger(__name__)

app = typer.Typer(
    name="lesionlab",
    help="Train, judge and use skin-lesion classifiers. Research and education only: this is no "
    "medical device. Without a command, the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="Read and make data sets.", no_args_is_help=True)
app.add_typer(data_app, name="data")


class Part(StrEnum):
    """A part of the data, as an option."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of the run.")]


@data_app.command("import")
def data_import(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SRC...", help="Folders or .zip archives of pictures.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the new data set.")],
    positive: Annotated[
        list[str] | None,
        typer.Option(help="A class that counts as malignant; repeat for several."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name; by default the folder's.")] = None,
    copy: Annotated[bool, typer.Option(help="Copy the pictures of a folder.")] = False,
    as_json: Json = False,
) -> None:
    """Read one folder a class, flat or under train/, valid/, test/, from folders or archives."""
    from training.data.classes import suggest_positive
    from training.data.importers import import_dataset

    with _progress() as progress:
        dataset = import_dataset(
            sources, to, name=name, positive=positive or None, copy=copy, progress=progress
        )
    if not dataset.positive and (suggested := suggest_positive(dataset.classes)):
        dataset = dataset.with_positive(suggested)
        dataset.save()
        _say(f"Counts as malignant: {', '.join(sorted(suggested))} (by name; see --positive).")
    _print_dataset(dataset, as_json)


@data_app.command("lesions")
def data_lesions(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder of the new data set.")],
    count: Annotated[int, typer.Option(min=20, max=100_000, help="Pictures.")] = 300,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Width in pixels.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Seed.")] = 0,
    as_json: Json = False,
) -> None:
    """Draw the built-in lesions by program."""
    from training.data.builtin import make_builtin_dataset

    with _progress() as progress:
        dataset = make_builtin_dataset(to, count=count, size=size, seed=seed, progress=progress)
    _print_dataset(dataset, as_json)


@app.command()
def recipes(as_json: Json = False) -> None:
    """List the recipes of a training."""
    from training.recipes import RECIPES

    if as_json:
        print_json(
            {name: {"title": r.title, "description": r.description} for name, r in RECIPES.items()}
        )
        return
    for name, recipe in RECIPES.items():
        typer.echo(f"{name:28} {recipe.title}")


@app.command()
def train(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder of a data set.")],
    recipe: Annotated[str, typer.Option(help="Name of a recipe; see `lesionlab recipes`.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="A config.json of an earlier run, instead of a recipe.")
    ] = None,
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the run folder is made.")
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Change a field; repeat for several."),
    ] = None,
    download_weights: Annotated[
        bool, typer.Option("--download-weights", help="Download missing ImageNet weights.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Train a model; Ctrl+C stops within one batch and keeps what was learned."""
    from training.control import Control
    from training.trainer import fit

    locations = current_locations()
    chosen = _chosen_config(recipe, config)
    chosen = with_changes(
        chosen,
        {
            "data.dataset": str(dataset.absolute()),
            "data.fingerprint": "",
            **parse_assignments(changes or ()),
        },
    )
    control = Control()
    with _progress() as progress:
        _fetch_weights(chosen, download_weights, progress)
        with _stop_on_interrupt(control):
            run = fit(
                chosen,
                runs=(runs or locations.runs).absolute(),
                locations=locations,
                on_event=TrainingConsole(progress).on_event,
                control=control,
            )
    evaluation = _read_evaluation(run)
    if as_json:
        print_json(
            {
                "run": str(run.path),
                "status": run.status,
                "threshold": run.operating_point.threshold,
                "evaluation": evaluation,
            }
        )
        return
    typer.echo(f"Run folder: {run.path}")
    for report in evaluation.values():
        _print_report(report)


@app.command()
def evaluate(
    run_folder: RunFolder,
    part: Annotated[Part, typer.Option(help="Part to evaluate.")] = Part.TEST,
    as_json: Json = False,
) -> None:
    """Score a part again with the saved model and print its numbers."""
    from training.evaluator import evaluate_run
    from training.runs import Run

    run = Run.open(run_folder.absolute())
    with _progress() as progress:
        report = evaluate_run(run, part, current_locations(), progress=progress)[part]
    if as_json:
        print_json({"run": str(run.path), **report})
        return
    _print_report(report)


@app.command()
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
        _say(result["error"])
    if failed:
        raise typer.Exit(2)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Print versions, devices, and where things are kept."""
    from dataclasses import asdict

    from training.environment import environment
    from training.weights import weight_folders

    locations = current_locations()
    found = {
        **environment(),
        "folders": {name: str(path) for name, path in asdict(locations).items()},
        "weights looked for in": [str(path) for path in weight_folders(locations)],
    }
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                typer.echo(f"{name}: {inner}: {inner_value}")
        else:
            typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


def main(argv: Sequence[str], commands: typer.Typer = app) -> int:
    """Run a command.

    Args:
        argv: Words after the program's name.
        commands: What may be called.

    Returns:
        The exit status.
    """
    try:
        setup_logging(current_locations().logs)
        commands(args=list(argv), prog_name="lesionlab")
    except SystemExit as end:  # Typer's own end: 0, or 2 after telling what is wrong
        return end.code if isinstance(end.code, int) else 1
    except (KeyboardInterrupt, Cancelled):
        _say("Interrupted.")
        return 130
    except LesionLabError as error:
        _say(str(error))
        return 2
    except Exception as error:
        logger.exception("Unexpected error in %s", list(argv))
        _say(
            f"This is a mistake of LesionLab's: {type(error).__name__}: {error}\n"
            f"The log tells more: {current_locations().logs}"
        )
        return 1
    return 0


def _chosen_config(recipe: str, config: Path | None) -> RunConfig:
    from training.recipes import RECIPES, get_recipe

    if bool(recipe) == bool(config):
        raise ConfigError(
            "Say either --recipe or --config.", mend=f"Recipes: {', '.join(RECIPES)}."
        )
    return read_config(config) if config else get_recipe(recipe).config


def _fetch_weights(config: RunConfig, allowed: bool, progress: ConsoleProgress) -> None:
    """Download missing weights where that was asked for, or is allowed when asked."""
    from training.backbones import BACKBONES
    from training.weights import download_weights, find_weights

    locations = current_locations()
    backbone = BACKBONES.get(config.model.architecture)
    if backbone is None or config.model.weights != "imagenet" or find_weights(backbone, locations):
        return
    if not allowed and sys.stdin.isatty() and sys.stderr.isatty():
        allowed = typer.confirm(
            f"The ImageNet weights of {backbone.title} ({backbone.megabytes} MB) are not on this "
            f"computer. Download them from {backbone.weights_url}?",
            err=True,
        )
    if allowed:
        download_weights(backbone, locations, progress=progress)


@contextmanager
def _stop_on_interrupt(control: Any) -> Iterator[None]:
    """Let the first Ctrl+C stop the training and the second one end the program."""

    def stop(_signal: int, _frame: object) -> None:
        _say("Stopping; press Ctrl+C again to end at once.")
        control.stop()
        signal.signal(signal.SIGINT, former)

    former = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _progress() -> ConsoleProgress:
    return ConsoleProgress(stderr_console())


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _print_dataset(dataset: Any, as_json: bool) -> None:
    summary = {
        "dataset": str(dataset.root),
        "name": dataset.name,
        "pictures": len(dataset.samples),
        "classes": dataset.counts(),
        "positive": sorted(dataset.positive),
        "parts": dataset.part_counts(),
        "problems": [{"file": p.file, "message": p.message} for p in dataset.problems],
        "fingerprint": dataset.fingerprint,
    }
    if as_json:
        print_json(summary)
        return
    typer.echo(f"Data set: {dataset.root}")
    typer.echo(f"Pictures: {len(dataset.samples)}")
    for name, count in summary["classes"].items():
        mark = " (malignant)" if name in dataset.positive else ""
        typer.echo(f"  {name}: {count}{mark}")
    for part, count in summary["parts"].items():
        typer.echo(f"  {part or 'no part'}: {count}")
    for problem in dataset.problems:
        _say(f"{problem.file}: {problem.message}")


def _read_evaluation(run: Any) -> dict[str, Any]:
    import json

    path = run.path / "evaluation.json"
    evaluation: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return evaluation


def _print_report(report: dict[str, Any]) -> None:
    typer.echo(
        f"\n{report['part'].capitalize()}: {report['n']} samples, threshold {report['threshold']:g}"
    )
    typer.echo(f"  {'true / read as':24}" + "".join(f"{label:>14}" for label in report["labels"]))
    for label, row in zip(report["labels"], report["matrix"], strict=True):
        typer.echo(f"  {label:24}" + "".join(f"{count:>14}" for count in row))
    for name in ("accuracy", "sensitivity", "specificity", "auc"):
        typer.echo(f"  {name:12} {_estimate(report[name])}")
    if report["largest_share"] is not None:
        typer.echo(
            f"  always answering {report['largest_class']!r} would be right in "
            f"{report['largest_share']:.3f}"
        )


def _estimate(values: dict[str, Any]) -> str:
    if values["value"] is None:
        return "cannot be told: no such samples"
    text = f"{values['value']:.3f}"
    if values["low"] is not None:
        text += f"  (95 % interval {values['low']:.3f} to {values['high']:.3f}, n = {values['n']})"
    return text
