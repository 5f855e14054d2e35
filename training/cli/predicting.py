"""`lesionlab predict`: asking a run about pictures, few or many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from training.cli.common import (
    Challenge,
    IsicChallenge,
    IsicSubmission,
    Json,
    RunFolder,
    open_progress,
    say,
)
from training.console import print_json
from training.errors import Cancelled, ConfigError
from training.evaluation.submission import Challenge as Year


def predict(
    run_folder: RunFolder,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Picture files, and folders of them.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="TABLE", help="Write a CSV table, a row for each picture."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Read as malignant from here; by default the run's."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Keep the rows of this model and threshold in --out."),
    ] = False,
    isic_submission: IsicSubmission = None,
    isic_challenge: IsicChallenge = None,
    as_json: Json = False,
) -> None:
    """Ask a model about pictures."""
    from training.batch_prediction import picture_files
    from training.inference import Predictor
    from training.runs import Run

    if resume and out is None:
        raise ConfigError("--resume needs a table to go on with.", mend="Name it with --out.")
    run = Run.open(run_folder.absolute())
    at = run.operating_point.threshold if threshold is None else threshold
    files = picture_files(paths)
    predictor = Predictor(run)
    told = {"run": str(run.path), "threshold": at}
    if out is None and isic_submission is None:
        failed = _tell(predictor, files, at, told, as_json=as_json)
    else:
        failed = _write(
            predictor,
            files,
            at,
            told,
            out,
            resume,
            isic_submission,
            isic_challenge,
            as_json=as_json,
        )
    if failed:
        raise typer.Exit(2)


def _tell(
    predictor: Any, files: Sequence[Path], at: float, told: dict[str, Any], *, as_json: bool
) -> int:
    """Print what the model says of each picture; return how many cannot be read."""
    failed, results = 0, []
    for result in _results(predictor, files, at):
        failed += "error" in result
        if as_json:
            results.append(result)
        elif "error" in result:
            say(result["error"])
        else:
            for warning in result["warnings"]:
                typer.echo(f"{result['file']}: Warning: {warning}")
            typer.echo(f"{result['file']}: {result['words']}")
    if as_json:
        print_json({**told, "predictions": results})
        for result in results:
            if "error" in result:
                say(result["error"])
    return failed


def _results(predictor: Any, files: Sequence[Path], at: float) -> Iterator[dict[str, Any]]:
    from training.batch_prediction import predict_pictures
    from training.evaluation.verdict import verdict, verdict_in_words

    for row in predict_pictures(predictor, files):
        if row.prediction is None:
            yield {"file": str(row.path), "error": row.error}
            continue
        probability = row.prediction.probability
        yield {
            "file": str(row.path),
            "probability": probability,
            "verdict": verdict(probability, at),
            "class_probabilities": row.prediction.class_probabilities,
            "words": verdict_in_words(probability, at),
            "warnings": list(row.warnings),
        }


def _write(
    predictor: Any,
    files: Sequence[Path],
    at: float,
    told: dict[str, Any],
    out: Path | None,
    resume: bool,
    isic: Path | None,
    challenge: Challenge | None,
    *,
    as_json: bool,
) -> int:
    """Write a table, an ISIC challenge's file, or both; return how many cannot be read."""
    from training.files import write_text_atomically
    from training.prediction_table import table_submission, write_table

    with TemporaryDirectory() as folder:
        table = out or Path(folder, "table.csv")
        try:
            with open_progress() as progress:
                done = write_table(predictor, files, table, at, resume=resume, on_progress=progress)
        except (KeyboardInterrupt, Cancelled):
            if out is not None:
                say(f"What is done is kept beside {out}; --resume goes on with it.")
            raise
        notes: list[str] = []
        if isic is not None:
            year: Year | None = None if challenge is None else challenge.value
            sent, missing = table_submission(predictor.run, table, year)
            write_text_atomically(isic, sent.to_csv())
            notes += sent.notes
            if missing:
                notes.append(f"{missing:,} pictures are missing in it: they cannot be read.")
    summary = {name: value for name, value in asdict(done).items() if name != "path"}
    if as_json:
        written = {"table": out and str(out), "isic_submission": isic and str(isic)}
        print_json({**told, **written, "pictures": summary, "notes": notes})
    else:
        typer.echo(
            f"{done.n:,} pictures: {done.positive:,} read as malignant at the threshold {at:g}, "
            f"{done.warned:,} with a warning, {done.failed:,} cannot be read."
        )
        typer.echo("\n".join(f"Written: {path}" for path in (out, isic) if path is not None))
        for note in notes:
            typer.echo(note)
    return done.failed
