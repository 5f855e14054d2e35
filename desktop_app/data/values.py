"""What the pages about data show and ask for, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from training.config import PARTS
from training.data.problems import Problem

ROLES = {
    "image": "Picture",
    "class": "Label",
    "split": "Part of the split",
    "lesion_id": "Lesion or group",
    "patient_id": "Patient",
    "age": "Age",
    "sex": "Sex",
    "site": "Site",
    "skin_type": "Skin type",
}
"""What a column of a table can stand for, and how that is called on the screen."""
NEEDED_ROLES = ("image", "class")


@dataclass(frozen=True)
class TableFacts:
    """A table whose columns somebody has to explain.

    Attributes:
        file: Name of the table.
        header: Its columns.
        rows: The first rows, as text.
        roles: Role by column, as guessed or remembered.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportFacts:
    """What was recognised in some files, before a picture is read.

    Attributes:
        sources: Names of the files and folders.
        layout: How their layout is called.
        counts: Pictures by class and part; "" is the part of those whose files do not say.
        name: What to call the data set, unless somebody has a better name.
        taken: Names that data sets have already.
        columns: Metadata columns that were found.
        problems: What a person should know about the files.
        positive: Classes whose names say that they are malignant.
        licence: What may be done with the pictures, where it is known.
        table: A table whose columns are to be explained; None where there is none.
        in_folders: Whether pictures lie in folders, and could stay there; those of archives always
            become part of the data set.
    """

    sources: tuple[str, ...]
    layout: str
    counts: Mapping[str, Mapping[str, int]]
    name: str = ""
    taken: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    positive: frozenset[str] = frozenset()
    licence: str = ""
    table: TableFacts | None = None
    in_folders: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have pictures, in the usual order, "" last."""
        there = {part for by_part in self.counts.values() for part, n in by_part.items() if n}
        return tuple(part for part in (*PARTS, "") if part in there)

    @property
    def class_counts(self) -> dict[str, int]:
        """Pictures of each class in all."""
        return {name: sum(by_part.values()) for name, by_part in self.counts.items()}


@dataclass(frozen=True)
class ImportChoice:
    """What a person said about the import.

    Attributes:
        positive: Classes that count as malignant.
        copy: Whether pictures of folders are copied, or referred to in their place.
        mapping: Role by column ("" for one that is not used), where a table had to be explained.
        name: What to call the data set and its folder; empty for the name that was suggested.
    """

    positive: tuple[str, ...]
    copy: bool
    mapping: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class LeakageRow:
    """One number, both ways, in words.

    Attributes:
        part: "validation" or "test".
        measure: What is measured.
        by_image: On the split by picture, with its interval.
        by_group: On the split by lesion, with its interval.
        difference: How much the leak adds.
    """

    part: str
    measure: str
    by_image: str
    by_group: str
    difference: str


@dataclass(frozen=True)
class NamedPicture:
    """A picture of a data set.

    Attributes:
        file: Where it is.
        label: Its class.
    """

    file: Path
    label: str
