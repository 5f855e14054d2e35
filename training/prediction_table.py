"""The table of what a model says about many pictures: written as it comes, gone on with later.

While it is being made it is called `NAME.csv.part`; only a whole table has its own name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training.batch_prediction import BATCH, BatchRow, predict_pictures
from training.csv_cells import neutral_cell
from training.data.bounded import check_table_size
from training.errors import RunError
from training.evaluation.predictions import POSITIVE, Predictions
from training.evaluation.submission import Challenge, Submission, submission
from training.evaluation.verdict import verdict
from training.files import write_text_atomically
from training.inference import Predictor
from training.progress import Progress, no_progress

if TYPE_CHECKING:
    from training.runs import Run

PART_SUFFIX = ".part"
_CLASS_COLUMN = "probability_"
_WARNINGS_BETWEEN = "; "


@dataclass(frozen=True)
class TableSummary:
    """What a finished table holds.

    Attributes:
        path: The table.
        n: Its rows.
        positive: Pictures read as malignant.
        warned: Pictures with a warning.
        failed: Pictures that cannot be read.
        kept: Rows that were there from before.
    """

    path: Path
    n: int
    positive: int
    warned: int
    failed: int
    kept: int


def model_fingerprint(run: Run) -> str:
    """Return the SHA-256 of a run's model file, in hexadecimal.

    Raises:
        RunError: There is none.
    """
    try:
        with run.model_path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RunError(f"{run.model_path} cannot be read: {error.strerror}.") from error


def write_table(
    predictor: Predictor,
    files: Sequence[Path],
    table: Path,
    threshold: float,
    *,
    resume: bool = False,
    on_progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
    batch_size: int = BATCH,
) -> TableSummary:
    """Write a table with a row for each picture.

    Every row lies in `TABLE.part` as soon as it is known. A later call with `resume` keeps the rows
    of the same model and threshold there, or in a finished table, and asks about the others alone;
    pictures that could not be read are tried again.

    Args:
        predictor: The model.
        files: Pictures, as `training.batch_prediction.picture_files` returns them.
        table: The CSV file to make or replace.
        threshold: A probability of positive of at least this reads as positive.
        resume: Whether to keep rows from before.
        on_progress: Told after each batch; may raise Cancelled.
        cancelled: Whether nobody wants the rest any more.
        batch_size: Pictures that are scored at once.

    Raises:
        RunError: The table cannot be written.
        Cancelled: As asked for; the rows so far stay in `TABLE.part`.
    """
    form = _Form(predictor.run, threshold)
    part = table.with_name(table.name + PART_SUFFIX)
    count = _Count()
    try:
        table.parent.mkdir(parents=True, exist_ok=True)
        kept = form.kept((table, part), files) if resume else {}
        # Rewritten whole, so that a row that was cut off is gone.
        write_text_atomically(part, _lines([form.columns, *kept.values()]))
        count.add(kept.values(), form)
        remaining = [path for path in files if _name(path) not in kept]
        rows = predict_pictures(
            predictor,
            remaining,
            on_progress=_after(len(kept), on_progress),
            cancelled=cancelled,
            batch_size=batch_size,
        )
        with part.open("a", buffering=1, encoding="utf-8", newline="") as stream:
            for row in rows:
                cells = form.cells(row)
                stream.write(_lines([cells]))
                count.add([cells], form)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(table)
    except OSError as error:
        raise RunError(
            f"The table {table} cannot be written: {error.strerror or error}.",
            mend="Choose another place, or make room there; --resume then goes on.",
        ) from error
    return TableSummary(table, count.n, count.positive, count.warned, count.failed, len(kept))


def table_submission(
    run: Run, table: Path, challenge: Challenge | None = None
) -> tuple[Submission, int]:
    """Return a finished table in the form of an ISIC challenge.

    Args:
        run: Whose answers the table holds.
        table: As written by `write_table`.
        challenge: The year; None for the one whose categories fit best.

    Returns:
        The submission, named by the files without folder and suffix; how many pictures are missing
        because they could not be read.

    Raises:
        RunError: The classes do not fit the challenge, or two files have one name.
    """
    form = _Form(run, 0.0)
    rows = list(_rows(table))
    told = [row for row in rows if not row["error"]]
    names = [Path(row["file"]).stem for row in told]
    twice = next((name for name, n in Counter(names).items() if n > 1), None)
    if twice is not None:
        raise RunError(
            f"Two pictures are called {twice}: a submission tells them apart by name alone.",
            mend="Name one folder, or rename one of them.",
        )
    columns = form.class_columns or ("probability",)
    y_score = np.array([[float(row[name]) for name in columns] for row in told], np.float64)
    dataset = run.dataset
    predictions = Predictions(
        part="",
        sample_id=np.array(names, dtype=np.str_),
        y_true=np.zeros(len(told), np.int64),
        y_score=y_score.reshape(len(told), len(columns)),
        classes=dataset.classes,
        positive=dataset.positive,
    )
    return submission(predictions, challenge), len(rows) - len(told)


class _Form:
    """Columns and cells of the table of one model at one threshold."""

    def __init__(self, run: Run, threshold: float) -> None:
        classes = run.dataset.classes if run.n_outputs > 1 else ()
        self.class_columns = tuple(_CLASS_COLUMN + name for name in classes)
        self.columns = (
            "file",
            "probability",
            *self.class_columns,
            "verdict",
            "threshold",
            "warnings",
            "error",
            "model",
            "model_fingerprint",
        )
        self._threshold = threshold
        self._model = neutral_cell(run.name), model_fingerprint(run)

    def cells(self, row: BatchRow) -> tuple[str, ...]:
        """Return the cells of a row, as texts that a spreadsheet does not compute."""
        answer = row.prediction
        numbers = ["" for _ in range(1 + len(self.class_columns))]
        if answer is not None:
            numbers = [repr(answer.probability), *map(repr, answer.class_probabilities.values())]
        return (
            _name(row.path),
            *numbers,
            "" if answer is None else verdict(answer.probability, self._threshold),
            repr(self._threshold),
            _text(_WARNINGS_BETWEEN.join(row.warnings)),
            _text(row.error),
            *self._model,
        )

    def kept(self, tables: Iterable[Path], files: Sequence[Path]) -> dict[str, tuple[str, ...]]:
        """Return the rows of former tables that still hold, by file, in the order of the files."""
        found: dict[str, tuple[str, ...]] = {}
        same = ("threshold", "model_fingerprint"), (repr(self._threshold), self._model[1])
        for row in chain.from_iterable(_rows(table) for table in tables if table.is_file()):
            fits = tuple(row) == self.columns and tuple(map(row.get, same[0])) == same[1]
            if fits and _is_number(row["probability"]):
                found[row["file"]] = tuple(row.values())
        return {name: found[name] for path in files if (name := _name(path)) in found}


@dataclass
class _Count:
    n: int = 0
    positive: int = 0
    warned: int = 0
    failed: int = 0

    def add(self, rows: Iterable[Sequence[str]], form: _Form) -> None:
        """Count rows."""
        at = partial(tuple.index, form.columns)
        for row in rows:
            self.n += 1
            self.positive += row[at("verdict")] == POSITIVE
            self.warned += bool(row[at("warnings")])
            self.failed += bool(row[at("error")])


def _rows(table: Path) -> Iterator[dict[str, str]]:
    """Yield the whole rows of a table; a last one that was cut off is left out.

    Raises:
        RunError: It cannot be read.
    """
    try:
        check_table_size(table)
        with table.open(encoding="utf-8", newline="") as stream:
            lines = csv.reader(_whole_lines(stream))
            columns = next(lines, [])
            for cells in lines:
                if len(cells) == len(columns):
                    yield dict(zip(columns, cells, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise RunError(
            f"The table {table} cannot be read: {error}.", mend="Leave out --resume."
        ) from error


def _whole_lines(stream: Iterable[str]) -> Iterator[str]:
    return (line for line in stream if line.endswith("\n"))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _name(path: Path) -> str:
    """Return how a file is called in the table."""
    return _text(str(path))


def _text(text: str) -> str:
    """Return a text in one line that UTF-8 can say and no spreadsheet computes."""
    sayable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return neutral_cell(" ".join(sayable.splitlines()))


def _is_number(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False


def _after(before: int, progress: Progress) -> Progress:
    """Return progress of the rest of something as progress of the whole."""

    def report(what: str, done: int, total: int) -> None:
        progress(what, before + done, before + total)

    return report
