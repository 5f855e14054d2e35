"""`samples.csv`: the readable table of a data set, one row a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import PARTS
from training.data.bounded import LIMITS, TableLimits, read_text_table
from training.errors import DataError
from training.files import replace_atomically

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("sample_id", "image", "class", "split", "sha256")
"""Columns that every table has. Others may follow; they are read and kept as text."""
METADATA = (
    "lesion_id",
    "patient_id",
    "age",
    "sex",
    "site",
    "diagnosis_type",
    "skin_type",
)
"""Columns that a table has where its source does, all text; empty where nothing is recorded."""
EXCLUDED = "excluded"
"""Column of the reasons why samples are not used; empty where they are. Absent if all are used."""
SPLITS = ("", *PARTS)
"""What `split` may say; empty where the files do not say it."""

_LEAVES_FOLDER = r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[A-Za-z]:(?![/\\])|\x00"
"""A step upwards, or a Windows path relative to another drive's current folder."""


def read_samples(
    path: Path, classes: Sequence[str], *, limits: TableLimits = LIMITS
) -> pd.DataFrame:
    """Read and check a table of samples. Pictures are not looked at.

    Args:
        path: The table.
        classes: The classes that it may name.
        limits: How large it may be.

    Raises:
        DataError: It cannot be read, is too large, lacks a column, or a row has a value that is not
            allowed.
    """
    try:
        samples = read_text_table(path, limits)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read as a table: {error}.", mend="Import the data set again."
        ) from error
    missing = [column for column in COLUMNS if column not in samples.columns]
    if missing:
        raise DataError(
            f"{path} has no column {', '.join(missing)}.",
            mend=f"It needs {', '.join(COLUMNS)}, separated by commas.",
        )
    if samples.empty:
        raise DataError(f"{path} has no samples.", mend="Import the data set again.")
    _check_rows(path, samples, classes)
    return samples


def used_rows(samples: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the samples that are used: those that nobody has excluded."""
    return samples[samples[EXCLUDED].eq("")] if EXCLUDED in samples.columns else samples


def write_samples(path: Path, samples: pd.DataFrame) -> None:
    """Write a table of samples in one step."""
    replace_atomically(
        path,
        lambda temporary: samples.to_csv(
            temporary, index=False, lineterminator="\n", encoding="utf-8"
        ),
    )


def _check_rows(path: Path, samples: pd.DataFrame, classes: Sequence[str]) -> None:
    ids, images = samples["sample_id"], samples["image"]
    checks: tuple[tuple[str, pd.Series[bool], str], ...] = (
        ("sample_id", ids.eq("") | ids.duplicated(), "Every sample needs a name of its own."),
        (
            "image",
            images.eq("") | images.str.contains(_LEAVES_FOLDER, na=True),
            "A picture lies in the data set's folder, or has an absolute path.",
        ),
        ("class", ~samples["class"].isin(classes), f"Classes: {', '.join(classes)}."),
        ("split", ~samples["split"].isin(SPLITS), f"Parts: {', '.join(PARTS)}, or nothing."),
        (
            "sha256",
            ~samples["sha256"].str.fullmatch("[0-9a-f]{64}", na=False),
            "It is the SHA-256 of the picture's bytes, 64 hexadecimal digits.",
        ),
    )
    for column, bad, mend in checks:
        if bad.any():
            row = int(bad.to_numpy().argmax())
            value = samples[column].iloc[row]
            raise DataError(
                f"{path}, row {row + 2}: {column} = {value!r} is not allowed.", mend=mend
            )
