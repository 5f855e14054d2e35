"""What an import would read, for a person to look at before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from training.data.classes import suggest_positive
from training.data.importers.assembly import ordered_classes, terms_of
from training.data.importers.layout import Contents, Layout, Question
from training.data.importers.tables import Table
from training.data.problems import Problem
from training.data.table import METADATA, SPLITS

EXCERPT_ROWS = 6
LONGEST_CELL = 1000


@dataclass(frozen=True)
class TableExcerpt:
    """The beginning of a table.

    Attributes:
        file: What to call the table for people.
        columns: Names of its columns.
        rows: Its first rows, at most `EXCERPT_ROWS`; each cell at most `LONGEST_CELL` characters.
        roles: What its columns are taken for, by their names, as far as that is known.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    roles: Mapping[str, str]


@dataclass(frozen=True)
class Preview:
    """What was recognised.

    Attributes:
        layout: Name of the layout.
        title: What people call the layout.
        counts: Pictures by class and part, in the order of the data set's classes; "" is the part
            of those whose files do not say. A part without pictures is left out.
        suggested_positive: Classes that count as malignant by their names.
        columns: Columns of tables that were understood, with what they stand for.
        details: The columns of METADATA that the data set would have.
        questions: What the files leave open; one with nothing chosen must be answered.
        problems: What was found by names and tables alone.
        licence: What may be done with the pictures, where it is known.
        citation: What to cite, where it is known.
        collection: Name of the public collection that this is, in the catalogue; empty for others.
        table: The table with most rows, where it is for people to say what its columns are.
    """

    layout: str
    title: str
    counts: Mapping[str, Mapping[str, int]]
    suggested_positive: frozenset[str]
    columns: Mapping[str, str]
    details: tuple[str, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    licence: str
    citation: str
    collection: str
    table: TableExcerpt | None

    @property
    def classes(self) -> dict[str, int]:
        """Pictures of each class."""
        return {name: sum(by_part.values()) for name, by_part in self.counts.items()}

    @property
    def parts(self) -> dict[str, int]:
        """Pictures that the files assign to "", train, validation and test."""
        return {
            part: sum(by_part.get(part, 0) for by_part in self.counts.values()) for part in SPLITS
        }

    @property
    def pictures(self) -> int:
        """Number of pictures."""
        return sum(self.classes.values())

    @property
    def can_be_imported(self) -> bool:
        """Whether nothing has to be answered and two classes have pictures."""
        return len(self.classes) > 1 and all(question.chosen for question in self.questions)


def preview_of(layout: Layout, contents: Contents, tables: Sequence[Table] = ()) -> Preview:
    """Return what a person should see of contents.

    Args:
        layout: In which layout they were read.
        contents: What was read.
        tables: The tables among the files.
    """
    rows = contents.rows
    found: dict[str, dict[str, int]] = {}
    for key, count in rows[["class", "split"]].value_counts(sort=False).items():
        name, part = map(str, cast("tuple[str, str]", key))
        found.setdefault(name, {})[part] = int(count)
    ordered = ordered_classes(found)
    licence, citation = terms_of(contents)
    return Preview(
        layout=layout.name,
        title=layout.title,
        counts={name: found[name] for name in ordered},
        suggested_positive=suggest_positive(ordered),
        columns=dict(contents.columns),
        details=tuple(column for column in METADATA if column in rows.columns),
        questions=tuple(contents.questions),
        problems=tuple(contents.problems),
        licence=licence,
        citation=citation,
        collection=contents.collection,
        table=_excerpt(tables, contents.columns) if layout.name == "table" and tables else None,
    )


def _excerpt(tables: Sequence[Table], roles: Mapping[str, str]) -> TableExcerpt:
    """Return the beginning of the table that has most rows."""
    table = max(tables, key=lambda table: len(table.frame))
    rows = table.frame.head(EXCERPT_ROWS).itertuples(index=False)
    return TableExcerpt(
        file=table.called,
        columns=table.columns,
        rows=tuple(tuple(str(cell)[:LONGEST_CELL] for cell in row) for row in rows),
        roles={column: role for column, role in roles.items() if column in table.columns},
    )
