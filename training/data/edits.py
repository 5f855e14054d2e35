"""Changes to the table of a data set that can be undone, the last one first.

Every edit is kept as `edits/NNNN.json` beside the table, with the values that it replaced. Pictures
are never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from training.data.bounded import read_json_bytes
from training.data.dataset import TABLE, Dataset
from training.data.table import read_samples, write_samples
from training.errors import DataError
from training.files import write_text_atomically

if TYPE_CHECKING:
    import pandas as pd

EDITS = "edits"
"""Folder of the edits within that of the data set."""
_KEPT = ("sample_id", "image", "sha256")
"""Columns that say which picture a row is about."""


@dataclass(frozen=True)
class Change:
    """One cell of the table.

    Attributes:
        sample_id: The row.
        column: The column; made where the table lacks it.
        new: The text to put there.
    """

    sample_id: str
    column: str
    new: str


@dataclass(frozen=True)
class Edit:
    """Changes that belong together.

    Attributes:
        title: What they do, for a person.
        changes: The cells.
    """

    title: str
    changes: tuple[Change, ...]


def apply_edit(dataset: Dataset, edit: Edit) -> Dataset:
    """Change the table of a data set, and keep what it takes to undo it.

    Returns:
        The data set as it is now on the disk.

    Raises:
        DataError: A sample is unknown, a column says which picture a row is about, or a new value
            is not allowed; nothing is then changed.
    """
    changed = _changed(dataset.samples, edit.changes)
    before = _values_at(dataset.samples, edit.changes)
    number = max((int(file.stem) for file in _files(dataset)), default=0) + 1
    path = dataset.root / EDITS / f"{number:04}.json"
    record = _Record(title=edit.title, changes=edit.changes, old=before)
    # The record first: a crash between the two leaves one that undoes nothing, not a lost value.
    write_text_atomically(path, record.model_dump_json(indent=1) + "\n")
    try:
        return _saved(dataset, changed)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def undo_last(dataset: Dataset) -> Dataset:
    """Take back the last edit.

    Returns:
        The data set as it is now on the disk.

    Raises:
        DataError: There is no edit, or its record cannot be read.
    """
    files = _files(dataset)
    if not files:
        raise DataError(f"The data set {dataset.name} has no edit that could be undone.")
    record = _read(files[-1])
    back = tuple(
        replace(change, new=value or "")
        for change, value in zip(record.changes, record.old, strict=True)
    )
    samples = _changed(dataset.samples, back)
    made = {
        change.column
        for change, value in zip(record.changes, record.old, strict=True)
        if value is None
    }
    restored = _saved(dataset, samples.drop(columns=sorted(made)))
    files[-1].unlink()
    return restored


def history(dataset: Dataset) -> list[Edit]:
    """Return the edits that can be undone, the last one at the end.

    Raises:
        DataError: The record of one cannot be read.
    """
    records = [_read(path) for path in _files(dataset)]
    return [Edit(record.title, record.changes) for record in records]


class _Record(BaseModel):
    """What the file of an edit holds."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    title: str
    changes: tuple[Change, ...]
    old: tuple[str | None, ...]
    """The value that each change replaced; None where the table lacked the column."""


def _files(dataset: Dataset) -> list[Path]:
    return sorted(
        (path for path in (dataset.root / EDITS).glob("*.json") if path.stem.isdecimal()),
        key=lambda path: int(path.stem),
    )


def _read(path: Path) -> _Record:
    try:
        record = _Record.model_validate_json(read_json_bytes(path))
    except (OSError, ValidationError) as error:
        raise DataError(
            f"The edit {path} cannot be read: {error}.",
            mend="Delete the file; what it changed then stays as it is.",
        ) from error
    if len(record.old) != len(record.changes):
        raise DataError(
            f"The edit {path} has another number of changes than of old values.",
            mend="Delete the file; what it changed then stays as it is.",
        )
    return record


def _saved(dataset: Dataset, samples: pd.DataFrame) -> Dataset:
    """Write a table after reading it back as the program would, and open the data set."""
    checked = dataset.root / EDITS / f".{TABLE}"
    try:
        write_samples(checked, samples)
        read_samples(checked, dataset.classes)
        checked.replace(dataset.root / TABLE)
    finally:
        checked.unlink(missing_ok=True)
    return Dataset.open(dataset.root)


def _changed(samples: pd.DataFrame, changes: tuple[Change, ...]) -> pd.DataFrame:
    """Return a table with changes; a column that it lacks is made, and empty elsewhere."""
    rows = _rows(samples, changes)
    samples = samples.copy()
    for column in dict.fromkeys(change.column for change in changes):
        if column in _KEPT:
            raise DataError(f"The column {column} says which picture a row is about; it stays.")
        if column not in samples.columns:
            samples[column] = ""
        chosen = [place for place, change in enumerate(changes) if change.column == column]
        values = samples[column].to_numpy(dtype=object, copy=True)
        values[rows[chosen]] = [changes[place].new for place in chosen]
        samples[column] = values
    return samples


def _values_at(samples: pd.DataFrame, changes: tuple[Change, ...]) -> tuple[str | None, ...]:
    columns = {
        change.column: samples[change.column].to_numpy(dtype=object)
        for change in changes
        if change.column in samples.columns
    }
    return tuple(
        columns[change.column][row] if change.column in columns else None
        for change, row in zip(changes, _rows(samples, changes), strict=True)
    )


def _rows(samples: pd.DataFrame, changes: tuple[Change, ...]) -> NDArray[np.int64]:
    """Return the row of every change."""
    import pandas as pd

    rows = pd.Index(samples["sample_id"]).get_indexer([change.sample_id for change in changes])
    if (rows < 0).any():
        unknown = changes[int((rows < 0).argmax())].sample_id
        raise DataError(f"The data set has no sample {unknown!r}.")
    return np.asarray(rows, dtype=np.int64)
