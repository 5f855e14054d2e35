"""Reading files of a data set's folder that may come from a stranger: none may fill the memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MAX_JSON_BYTES = 300_000_000
"""The description of a million problems has some 200 MB."""


@dataclass(frozen=True)
class TableLimits:
    """How large a table may be.

    The largest public collection has half a million pictures; its table has 150 MB.

    Attributes:
        file_bytes: Size of the file.
        line_bytes: Length of a line.
        rows: Lines, with the header.
        columns: Columns.
        cells: Rows times columns.
    """

    file_bytes: int = 500_000_000
    line_bytes: int = 1 << 20
    rows: int = 2_000_000
    columns: int = 500
    cells: int = 40_000_000


LIMITS = TableLimits()


def read_text_table(path: Path, limits: TableLimits = LIMITS) -> pd.DataFrame:
    """Read a CSV file, every value as text, after looking how large it is.

    Args:
        path: The file.
        limits: What it may have at most.

    Raises:
        DataError: It is larger than a table of pictures is.
        OSError: It cannot be read.
        ValueError: It is no table.
    """
    import pandas as pd

    check_table_size(path, limits)
    # Everything stays text: a class may be called NA, and an identifier 007.
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def check_table_size(path: Path, limits: TableLimits = LIMITS) -> None:
    """Check that a CSV file is no larger than a table of pictures is, without keeping any of it.

    Args:
        path: The file.
        limits: What it may have at most.

    Raises:
        DataError: It has too many bytes, lines or columns, or a line that is too long.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise _too_large(path, f"{_megabytes(size)}, more than {_megabytes(limits.file_bytes)}")
    lines, columns, waiting = 0, 0, 0
    with path.open("rb") as stream:
        # A line longer than two pieces leaves one without an end of line.
        while piece := stream.read(limits.line_bytes):
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            if waiting + (len(piece) if first < 0 else first) > limits.line_bytes:
                reason = f"a line of more than {limits.line_bytes:,} bytes"
                raise _too_large(path, reason)
            if not lines:
                columns += piece.count(b",", 0, first if first >= 0 else len(piece))
            waiting = waiting + len(piece) if first < 0 else len(piece) - last - 1
            # pandas takes a lone carriage return for the end of a line, too.
            lines += piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
            if lines > limits.rows:
                raise _too_large(path, f"more than {limits.rows:,} rows")
    columns += 1
    if columns > limits.columns:
        raise _too_large(path, f"{columns:,} columns, more than {limits.columns:,}")
    if lines * columns > limits.cells:
        raise _too_large(path, f"{lines:,} rows of {columns:,} columns")


def read_json_bytes(path: Path, max_bytes: int = MAX_JSON_BYTES) -> bytes:
    """Return the bytes of a JSON file.

    Raises:
        DataError: It is too large.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise _too_large(path, f"{_megabytes(size)}, more than {_megabytes(max_bytes)}")
    return path.read_bytes()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _too_large(path: Path, what: str) -> DataError:
    return DataError(
        f"{path} is larger than such a file of a data set can be: it has {what}.",
        mend="It was hardly written by this program: import the data set again.",
    )
