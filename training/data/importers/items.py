"""The files that an import is given, whether they lie in a folder or in an archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from training.data.importers.columns import ColumnMapping
from training.data.importers.tables import MAX_TABLES, MAX_TOTAL_BYTES, Table, read_table
from training.data.kinds import is_arrays, is_description, is_idx, is_picture, is_table
from training.data.problems import Problem
from training.errors import DataError


@dataclass(frozen=True, slots=True)
class Item:
    """A file.

    Attributes:
        source: Title of the folder or archive that it lies in; empty for a file given by itself.
        name: Readable POSIX path within its source.
        size: Bytes, as far as its place says.
        read: Returns its bytes; raises DataError or OSError.
        path: Where it lies, if it is a file of its own.
        temporary: Whether it was unpacked for this import and may be moved away.
    """

    source: str
    name: str
    size: int
    read: Callable[[], bytes]
    path: Path | None = None
    temporary: bool = False

    @property
    def called(self) -> str:
        """What to call it for people."""
        return f"{self.source}/{self.name}" if self.source else self.name


@dataclass(frozen=True)
class Inventory:
    """Everything that an import is given. Tables are read when somebody asks for them.

    Attributes:
        items: The useful files, in a fixed order.
        others: Names of visible files that an import has no use for, as `Item.called`.
        problems: What had to be passed over.
        scratch: A folder for temporary files; it need not exist.
        mapping: What a person says of columns.
        only_looking: Whether this is a preview: pictures of tar archives are not there to be read.
    """

    items: Sequence[Item]
    others: Sequence[str]
    problems: Sequence[Problem]
    scratch: Path
    mapping: ColumnMapping = field(default_factory=dict)
    only_looking: bool = False

    @cached_property
    def pictures(self) -> tuple[Item, ...]:
        """Files named like pictures."""
        return tuple(item for item in self.items if is_picture(item.name))

    @cached_property
    def descriptions(self) -> tuple[Item, ...]:
        """JSON files."""
        return tuple(item for item in self.items if is_description(item.name))

    @cached_property
    def idx_files(self) -> tuple[Item, ...]:
        """Files named like those of MNIST."""
        return tuple(item for item in self.items if is_idx(item.name))

    @cached_property
    def array_files(self) -> tuple[Item, ...]:
        """Archives of NumPy arrays."""
        return tuple(item for item in self.items if is_arrays(item.name))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that could be read."""
        return self._read_tables[0]

    @property
    def table_problems(self) -> tuple[Problem, ...]:
        """Why tables could not be read."""
        return self._read_tables[1]

    def forget_tables(self) -> None:
        """Give back the memory of the tables; they are read again when somebody asks for them."""
        vars(self).pop("_read_tables", None)

    @cached_property
    def _read_tables(self) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
        tables, problems, total = [], [], 0
        candidates = [item for item in self.items if is_table(item.name)]
        for item in candidates[:MAX_TABLES]:
            if total + item.size > MAX_TOTAL_BYTES:
                reason = f"With it, the tables have more than {MAX_TOTAL_BYTES / 1e6:,.0f} MB."
                problems.append(Problem(item.called, reason, "unreadable table"))
                continue
            total += item.size
            try:
                tables.append(read_table(item.read, item.size, item.called))
            except DataError as error:
                # A text file that is no table is usually a licence or a note.
                if not item.name.lower().endswith(".txt"):
                    problems.append(Problem(item.called, error.message, "unreadable table"))
            except OSError as error:
                reason = f"It cannot be read: {error.strerror or error}."
                problems.append(Problem(item.called, reason, "unreadable table"))
        problems += [
            Problem(item.called, f"More than {MAX_TABLES} tables are not read.", "unreadable table")
            for item in candidates[MAX_TABLES:]
        ]
        return tuple(tables), tuple(problems)


def base_of(name: str) -> str:
    """Return the last part of a POSIX path."""
    return name.rpartition("/")[2]


def stem_of(name: str) -> str:
    """Return the last part of a POSIX path without its suffix."""
    base = base_of(name)
    return base.rpartition(".")[0] or base  # pathlib takes ten times as long, for every file
