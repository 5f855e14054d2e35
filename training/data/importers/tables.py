"""Tables as people have them: CSV and TSV in any encoding, Excel's XLSX. All values are text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.data.importers.columns import plain
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MAX_TABLES = 100
"""Tables that are read of one import; a folder with more is something else."""
MAX_BYTES = 500_000_000
MAX_TOTAL_BYTES = 1_000_000_000
"""Size of all tables of one import together."""
MAX_ROWS = 2_000_000
MAX_CELLS = 30_000_000
"""The archive of ISIC, the largest public collection, has 16 million."""
MAX_COLUMNS = 1_000
MAX_SHEET_BYTES = 1_000_000_000
"""Unpacked size of an XLSX file."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that no text has; the table of samples could not be read again with some of them."""
_DELIMITERS = ",;\t|"
_XLSX_RATIO = 500
"""Unpacked bytes for one packed byte; tables shrink far more than pictures."""
_RATIO_FROM = 50_000_000


@dataclass(frozen=True, eq=False)
class Table:
    """A table.

    Attributes:
        called: What to call its file for people.
        frame: Its rows; every value is text without blanks around it. Where the first row is no
            header, columns are still called after it.
    """

    called: str
    frame: pd.DataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.frame.columns)


def read_table(read: Callable[[], bytes], size: int, called: str) -> Table:
    """Read a table.

    Args:
        read: Returns the file's bytes.
        size: Bytes that it claims to have.
        called: What to call it for people.

    Raises:
        DataError: It is no table, or too large a one.
    """
    if size > MAX_BYTES:
        raise _too_large(called)
    data = read()
    rows = _xlsx_rows(data, called) if data.startswith(b"PK") else _text_rows(data, called)
    return Table(called, _framed(rows, called))


def _text_rows(data: bytes, called: str) -> list[list[str]]:
    text = _CONTROL.sub("", _decoded(data))
    first = text.lstrip().partition("\n")[0]
    if first.startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        delimiter, text = first[4], text.lstrip().partition("\n")[2]
    else:
        delimiter = max(_DELIMITERS, key=first.count)
        if not first.count(delimiter):
            raise DataError(
                f"{called} is no table: its first line has one column only.",
                mend="Columns are separated by commas, semicolons, tabs or |.",
            )
    try:
        # The csv module bounds the length of a cell by itself.
        return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), called)
    except csv.Error as error:
        raise DataError(f"{called} cannot be read as a table: {error}.") from error


def _decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16, or else in Windows' Western European."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    start = data[:1000]
    if start.count(0) > len(start) // 3:  # UTF-16 without its mark: every other byte is 0
        return data.decode("utf-16-be" if start[0] == 0 else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _xlsx_rows(data: bytes, called: str) -> list[list[str]]:
    """Return the rows of the first sheet. Formulas stay text."""
    import openpyxl

    try:
        _check_unpacked_size(data, called)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            sheet = book.worksheets[0]
            # What a file claims of its own size is not to be relied on.
            sheet.reset_dimensions()
            return _bounded(
                ([_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)),
                called,
            )
        finally:
            book.close()
    except DataError:
        raise
    except Exception as error:  # openpyxl raises many types on damaged files
        raise DataError(
            f"{called} cannot be read as an Excel table: {error}.",
            mend="Save it again, or as CSV.",
        ) from error


def _check_unpacked_size(data: bytes, called: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for entry in opened.infolist():
            if (
                entry.file_size > _RATIO_FROM
                and entry.file_size > _XLSX_RATIO * entry.compress_size
            ):
                raise _too_large(called)
        if sum(entry.file_size for entry in opened.infolist()) > MAX_SHEET_BYTES:
            raise _too_large(called)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # Excel has no whole numbers
    return str(value)


def _bounded(rows: Iterable[Sequence[str]], called: str) -> list[list[str]]:
    """Return the rows that are not empty.

    Raises:
        DataError: They are too many.
    """
    kept: list[list[str]] = []
    known: dict[str, str] = {}  # most cells say what others say: one text in memory for all
    cells = 0
    for row in rows:
        if any(row):
            kept.append([known.setdefault(cell, cell) for cell in row])
            cells += len(row)
            if len(row) > MAX_COLUMNS or len(kept) > MAX_ROWS or cells > MAX_CELLS:
                raise _too_large(called)
    return kept


def _framed(rows: list[list[str]], called: str) -> pd.DataFrame:
    """Return rows as a frame with unique column names."""
    import pandas as pd

    while rows and rows[0] and not rows[0][-1]:
        rows[0].pop()  # spreadsheets leave empty columns at the end
    if len(rows) < 2 or len(rows[0]) < 2:
        raise DataError(f"{called} is no table: it needs two columns and two rows.")
    width = len(rows[0])
    for number, row in enumerate(rows):
        if any(row[width:]):
            raise DataError(
                f"{called}, row {number + 1}: it has more values than the first row has columns.",
                mend="Put values that contain the separator in double quotes.",
            )
        if len(row) != width:
            row[width:] = [""] * (width - len(row))
    header = [name.strip() or f"column {place + 1}" for place, name in enumerate(rows[0])]
    keys = [plain(name) or name for name in header]
    names = [
        name if key not in keys[:place] else f"{name} ({place + 1})"
        for place, (key, name) in enumerate(zip(keys, header, strict=True))
    ]
    frame = pd.DataFrame(rows[1:], columns=names, dtype=str)
    for name in names:
        frame[name] = frame[name].str.strip()
    return frame


def _too_large(called: str) -> DataError:
    return DataError(
        f"{called} is larger than a table of samples can be.",
        mend="Keep only the rows and columns that are needed.",
    )
