"""What every layout yields: pictures with what their place and their tables say about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from training.data.importers.items import Inventory, Item
from training.data.problems import Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Question:
    """Something that the files leave open.

    Attributes:
        role: What is asked for: a role of a column, "class".
        text: The question, for a person.
        options: What can be answered: names of columns.
        chosen: What is taken without an answer; empty where there must be one.
    """

    role: str
    text: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, eq=False)
class Contents:
    """What the sources hold, before any picture is looked at.

    Attributes:
        pictures: The files of pictures that have a class.
        rows: What is known of each of them, in their order: `name` (readable POSIX path within the
            data set, with suffix), `class`, `split`, and those of `METADATA` that are there.
        problems: What a person should know.
        columns: Columns of tables that were understood, with what they stand for.
        questions: What the files leave open.
        collection: Name in the catalogue of the public collection that this is; empty if unknown.
        licence: What the files themselves say about their licence.
        citation: What the files themselves say about whom to credit.
    """

    pictures: Sequence[Item]
    rows: pd.DataFrame
    problems: Sequence[Problem]
    columns: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    collection: str = ""
    licence: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Layout:
    """A way in which people keep pictures and labels.

    Attributes:
        name: What a command calls it.
        title: What people call it.
        fits: Whether the sources look like it.
        read: Reads them; raises DataError where they are not in this layout.
    """

    name: str
    title: str
    fits: Callable[[Inventory], bool]
    read: Callable[[Inventory], Contents]
