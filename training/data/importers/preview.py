"""What an import would read, for a person to look at before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from training.data.classes import suggest_positive
from training.data.importers.assembly import ordered_classes, terms_of
from training.data.importers.layout import Contents, Layout, Question
from training.data.problems import Problem
from training.data.table import METADATA, SPLITS


@dataclass(frozen=True)
class Preview:
    """What was recognised.

    Attributes:
        layout: Name of the layout.
        title: What people call the layout.
        classes: Pictures of each class, in the order of the data set's classes.
        parts: Pictures that the files assign to "", train, validation and test.
        suggested_positive: Classes that count as malignant by their names.
        columns: Columns of tables that were understood, with what they stand for.
        details: The columns of METADATA that the data set would have.
        questions: What the files leave open; one with nothing chosen must be answered.
        problems: What was found by names and tables alone.
        licence: What may be done with the pictures, where it is known.
        citation: What to cite, where it is known.
    """

    layout: str
    title: str
    classes: Mapping[str, int]
    parts: Mapping[str, int]
    suggested_positive: frozenset[str]
    columns: Mapping[str, str]
    details: tuple[str, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    licence: str
    citation: str

    @property
    def pictures(self) -> int:
        """Number of pictures."""
        return sum(self.classes.values())

    @property
    def can_be_imported(self) -> bool:
        """Whether nothing has to be answered and two classes have pictures."""
        return len(self.classes) > 1 and all(question.chosen for question in self.questions)


def preview_of(layout: Layout, contents: Contents) -> Preview:
    """Return what a person should see of contents."""
    rows = contents.rows
    classes = rows["class"].value_counts()
    parts = rows["split"].value_counts()
    ordered = ordered_classes(rows["class"])
    licence, citation = terms_of(contents)
    return Preview(
        layout=layout.name,
        title=layout.title,
        classes={name: int(classes[name]) for name in ordered},
        parts={part: int(parts.get(part, 0)) for part in SPLITS},
        suggested_positive=suggest_positive(ordered),
        columns=dict(contents.columns),
        details=tuple(column for column in METADATA if column in rows.columns),
        questions=tuple(contents.questions),
        problems=tuple(contents.problems),
        licence=licence,
        citation=citation,
    )
