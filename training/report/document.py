"""A report as plain blocks, whatever it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

MISSING = "not recorded"
"""What stands wherever nobody and nothing says it."""

Tone = Literal["plain", "note", "warning"]


@dataclass(frozen=True)
class Paragraph:
    """A few sentences.

    Attributes:
        text: The sentences.
        tone: Whether it is said in passing, or must not be missed.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Heading:
    """The title of what follows within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Listing:
    """Sentences of equal weight."""

    kind: ClassVar[str] = "listing"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows.

    Attributes:
        caption: What it shows.
        rows: Cells, each row as long as the header.
        header: Names of the columns; empty for a list of names and values.
        note: What has to be known to read it.
        wide: Columns that hold sentences, by number; the others hold names or numbers.
    """

    kind: ClassVar[str] = "table"
    caption: str
    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    note: str = ""
    wide: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A drawing.

    Attributes:
        title: What it shows.
        svg: The drawing, made by `training.report.drawing` alone.
        alt: What is to be seen, for those who do not see it.
        size: Width and height in units of the drawing.
    """

    kind: ClassVar[str] = "figure"
    title: str
    svg: str
    alt: str
    size: tuple[int, int]


@dataclass(frozen=True)
class Picture:
    """An example.

    Attributes:
        jpeg: Bytes without metadata.
        words: What it is and how it was read.
    """

    jpeg: bytes
    words: str


@dataclass(frozen=True)
class Pictures:
    """Examples of one kind, side by side."""

    kind: ClassVar[str] = "pictures"
    title: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Code:
    """Text to copy as it stands.

    Attributes:
        title: What it is.
        text: The text.
        prose: Whether it is sentences, not code.
    """

    kind: ClassVar[str] = "code"
    title: str
    text: str
    prose: bool = False


Block = Paragraph | Heading | Listing | Table | Figure | Pictures | Code


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes:
        key: What links call it.
        title: Its heading.
        blocks: What it says.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """All that is told of a run.

    Attributes:
        title: What it is called.
        subtitle: Which run it is of, and when it was made.
        sections: In the order in which they are read.
        missing: What a reader will look for in vain, and why, in sentences.
        answered: Items that something is recorded for, and items in all, by checklist.
        pictures: How many examples it shows.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    missing: tuple[str, ...] = ()
    answered: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    pictures: int = 0
