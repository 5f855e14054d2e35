"""`lesionlab runs ...`: the library of runs; this module looks at it, `runs_changes` changes it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from training.cli.common import Json, open_progress, say
from training.cli.found_runs import (
    RunName,
    RunNames,
    RunsFolder,
    find_run,
    printable,
    runs_folder,
    store_of,
)
from training.cli.reports import print_report
from training.cli.runs_changes import delete, empty_trash, note, rename, restore, star
from training.cli.train import read_evaluation
from training.config import describe
from training.console import print_json
from training.csv_cells import neutral_cell
from training.errors import ConfigError, RunError
from training.files import write_text_atomically
from training.run_store import RunSummary, differences, read_summary
from training.runs import Run

app = typer.Typer(help="Look through all runs, and tidy them up.", no_args_is_help=True)

_SORTS: dict[str, Callable[[RunSummary], Any]] = {
    "created": lambda run: run.created,
    "name": lambda run: run.name,
    "title": lambda run: (run.title or run.name).casefold(),
    "dataset": lambda run: run.dataset.casefold(),
    "recipe": lambda run: run.recipe.casefold(),
    "status": lambda run: run.status,
    "epochs": lambda run: run.epochs_done,
    "seconds": lambda run: run.seconds,
    "size": lambda run: run.size_bytes,
}
_FALLING = ("created", "epochs", "seconds", "size")
_HIGHLIGHTS = (
    "recipe",
    "seed",
    "data.target",
    "split.by",
    "model.architecture",
    "model.weights",
    "model.image_size",
    "optimisation.optimizer",
    "optimisation.learning_rate",
    "optimisation.schedule",
    "optimisation.batch_size",
    "optimisation.monitor",
)


@app.command("list")
def list_runs(
    runs: RunsFolder = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help=f"{', '.join(_SORTS)}, or a log of the best epoch, such as val_auc.",
        ),
    ] = "created",
    dataset: Annotated[
        str, typer.Option(metavar="NAME", help="Only runs on data sets whose name holds this.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List all runs; the newest, or the best by a log, first."""
    folder = runs_folder(runs)
    with open_progress() as progress:
        found = store_of(folder).summaries(progress)
    found = [run for run in found if dataset.casefold() in run.dataset.casefold()]
    found = _sorted(found, sort)
    if as_json:
        print_json({"folder": str(folder), "runs": [_plain(run) for run in found]})
        return
    if not found:
        say(f"There are no runs {f'on {dataset!r} ' if dataset else ''}in {folder}.")
        return
    metric = sort if sort not in _SORTS else None
    heads = ("", "Run", "Data set", "Recipe", "Status", "Epochs", "Best epoch", "Created")
    _print_table(heads, [_row(run, metric) for run in found])


@app.command()
def show(name: RunName, as_json: Json = False) -> None:
    """Show a run: what it did, its best epoch, what it is worth, and the note on it."""
    run = Run.open(find_run(name))
    summary, evaluation = read_summary(run.path), _evaluation(run)
    values = run.config.model_dump(mode="json")
    highlights = {field: _value(values, field) for field in _HIGHLIGHTS}
    if as_json:
        print_json({**_plain(summary), "config": values, "evaluation": evaluation})
        return
    if summary.title:
        typer.echo(printable(summary.title))
    typer.echo(f"Run folder: {run.path}")
    epochs = f"{summary.epochs_done} of {summary.epochs} epochs"
    took = f", {summary.seconds:.1f} s" if summary.seconds else ""
    typer.echo(f"{summary.status.capitalize()}: {epochs}{took}")
    if run.end and run.end.message:
        typer.echo(printable(f"  {run.end.message} {run.end.mend}".rstrip()))
    typer.echo(f"Data set: {printable(run.dataset.name)} ({printable(run.dataset.path)})")
    for field, value in highlights.items():
        typer.echo(f"  {field:26} {printable(_text(value))}")
    if summary.best_epoch is not None:
        typer.echo(f"Best epoch: {summary.best_epoch + 1} (by {summary.monitor})")
        for log, number in summary.best.items():
            typer.echo(f"  {printable(log):26} {number:.4f}")
    if summary.note:
        typer.echo(f"Note: {printable(summary.note)}")
    for report in evaluation.values():
        print_report(report)


@app.command()
def compare(names: RunNames, as_json: Json = False) -> None:
    """Show in what the configurations of runs differ, and how good their best epochs are."""
    if len(names) < 2:
        raise ConfigError("One run alone cannot be compared.", mend="Name two or more.")
    runs = [Run.open(find_run(name)) for name in names]
    summaries = [read_summary(run.path) for run in runs]
    fields = differences([run.config for run in runs])
    logs = sorted({log for summary in summaries for log in summary.best})
    best = {log: [summary.best.get(log) for summary in summaries] for log in logs}
    if as_json:
        print_json(
            {
                "runs": [str(run.path) for run in runs],
                "differences": fields,
                "fields": {field: describe(field) for field in fields},
                "best": best,
            }
        )
        return
    if not fields:
        typer.echo("Their configurations are the same.")
    rows = [[field, *map(_text, values)] for field, values in fields.items()]
    rows.append(
        ["best epoch", *("–" if s.best_epoch is None else str(s.best_epoch + 1) for s in summaries)]
    )
    rows += [
        [log, *("–" if value is None else f"{value:.4f}" for value in values)]
        for log, values in best.items()
    ]
    _print_table(["", *(summary.title or summary.name for summary in summaries)], rows)
    for field in fields:
        if about := describe(field):
            typer.echo(f"{field}: {about}")


@app.command()
def export(
    names: RunNames,
    to: Annotated[Path, typer.Option(metavar="FILE.csv", help="The table to write.")],
    as_json: Json = False,
) -> None:
    """Write a table of the epochs of runs: a row for each epoch of each run."""
    rows = [row for name in names for row in _epoch_rows(Run.open(find_run(name)))]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    first = ["run", "title", "dataset", "recipe", "epoch", "seconds", "best"]
    columns = first + sorted(set(columns) - set(first))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([neutral_cell(column) for column in columns])
    writer.writerows([neutral_cell(row.get(column, "")) for column in columns] for row in rows)
    try:
        write_text_atomically(to.absolute(), stream.getvalue())
    except OSError as error:
        raise RunError(
            f"{to} cannot be written: {error.strerror}.", mend="Choose another file."
        ) from error
    if as_json:
        print_json({"file": str(to.absolute()), "runs": len(names), "rows": len(rows)})
        return
    typer.echo(f"{len(rows)} epochs of {len(names)} runs: {to.absolute()}")


for command in (rename, note, star, delete, restore, empty_trash):
    app.command()(command)


def _epoch_rows(run: Run) -> list[dict[str, str]]:
    summary = read_summary(run.path)
    about = {
        "run": run.name,
        "title": summary.title,
        "dataset": run.dataset.name,
        "recipe": run.config.recipe,
    }
    try:
        rows = run.history()
    except (OSError, ValueError, csv.Error) as error:
        raise RunError(f"{run.history_path} cannot be read: {error}.") from error
    if not all(isinstance(k, str) and isinstance(v, str) for row in rows for k, v in row.items()):
        raise RunError(f"{run.history_path} cannot be read: its rows are not equally long.")
    # Epochs are counted from 1 where a person reads them.
    return [{**row, **about, "epoch": _counted(row.get("epoch", ""))} for row in rows]


def _counted(epoch: str) -> str:
    return str(int(epoch) + 1) if epoch.isascii() and epoch.isdigit() and len(epoch) < 10 else epoch


def _sorted(runs: list[RunSummary], by: str) -> list[RunSummary]:
    logs = {log for run in runs for log in run.best}
    if by not in _SORTS and by not in logs:
        raise ConfigError(
            f"Runs cannot be sorted by {by!r}.", mend=f"Use one of {', '.join([*_SORTS, *logs])}."
        )

    def key(run: RunSummary) -> Any:
        return _SORTS[by](run) if by in _SORTS else run.best.get(by)

    falling = by in _FALLING or (by in logs and not by.endswith("loss"))
    told = sorted((run for run in runs if key(run) is not None), key=key, reverse=falling)
    return told + [run for run in runs if key(run) is None]


def _row(run: RunSummary, metric: str | None) -> list[str]:
    shown = metric or run.monitor
    best = run.best.get(shown)
    created = datetime.fromtimestamp(run.created).astimezone()
    return [
        "*" if run.starred else "",
        f"{run.title} ({run.name})" if run.title else run.name,
        run.dataset,
        run.recipe,
        run.status,
        f"{run.epochs_done}/{run.epochs}" if run.epochs else "",
        "" if best is None else f"{shown} {best:.4f}",
        f"{created:%Y-%m-%d %H:%M}",
    ]


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; where it is piped, none of it is cut off."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=10_000)
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(Text(printable(head)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell).replace("\n", " ")) for cell in row))
    console.print(table)


def _plain(summary: RunSummary) -> dict[str, Any]:
    return {**asdict(summary), "path": str(summary.path)}


def _evaluation(run: Run) -> dict[str, Any]:
    try:
        evaluation = read_evaluation(run)
    except (OSError, ValueError) as error:
        raise RunError(
            f"{run.path / 'evaluation.json'} cannot be read: {error}.",
            mend="`lesionlab evaluate` makes it again.",
        ) from error
    return evaluation


def _value(values: dict[str, Any], field: str) -> Any:
    section, _, name = field.rpartition(".")
    return (values[section] if section else values)[name]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
