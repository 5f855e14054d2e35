"""Published checklists, each item answered from the run or from what a person wrote.

The items are in `resources/report/checklists`, in our own words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resources import resource_path
from training.report.document import MISSING, Block, Heading, Paragraph, Section, Table

NAMES = ("clear-derm", "stard-ai", "tripod-ai")


@dataclass(frozen=True)
class Item:
    """Something that a report should say.

    Attributes:
        number: What the publication calls it, or its place in our list of additions.
        group: The heading that it stands under.
        asks: What it asks for, in our words.
        answers: Keys of `training.report.answers`, each of which answers it at least in part.
    """

    number: str
    group: str
    asks: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """A published checklist.

    Attributes:
        name: Its file.
        title: What people call it.
        source: The publication.
        note: What has to be known of its numbering.
        items: What it asks for.
    """

    name: str
    title: str
    source: str
    note: str
    items: tuple[Item, ...]

    def answered(self, answers: Mapping[str, str]) -> tuple[int, int]:
        """Return how many items something is recorded for, and how many there are."""
        n = sum(any(key in answers for key in item.answers) for item in self.items)
        return n, len(self.items)


@cache
def checklists() -> tuple[Checklist, ...]:
    """Return all of them."""
    return tuple(map(_read, NAMES))


def _read(name: str) -> Checklist:
    path = resource_path(f"report/checklists/{name}.toml")
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(
        Item(row["number"], row["group"], row["asks"], tuple(row["answers"]))
        for row in values["item"]
    )
    return Checklist(name, values["title"], values["source"], values["note"], items)


def checklist_section(answers: Mapping[str, str]) -> Section:
    """Return all checklists with their answers."""
    blocks: list[Block] = [
        Paragraph(
            "Items are in our own words. “Answered” says that something is recorded, not that it "
            "suffices: that is for the reader to judge. What only a person knows comes from "
            "report.toml in the run folder.",
            "note",
        )
    ]
    for each in checklists():
        n, of = each.answered(answers)
        blocks += [Heading(each.title), Paragraph(f"{each.source} {each.note}", "note")]
        rows = tuple(
            (item.number, item.group, item.asks, _answer(item, answers)) for item in each.items
        )
        blocks.append(
            Table(
                f"{each.title}: {n} of {of} items answered",
                rows,
                ("Item", "Part", "What is asked", "Answer"),
                wide=frozenset({1, 2, 3}),
            )
        )
    return Section("checklists", "Checklists", tuple(blocks))


def _answer(item: Item, answers: Mapping[str, str]) -> str:
    return " ".join(answers[key] for key in item.answers if key in answers) or MISSING
