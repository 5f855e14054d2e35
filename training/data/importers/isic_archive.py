"""The ISIC archive: `metadata.csv` of its download tool, or its older JSON files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from training.data.importers.columns import plain
from training.data.importers.items import Inventory, Item
from training.data.importers.labelled import matched
from training.data.importers.layout import Contents, Layout, Question
from training.data.importers.metadata import column, details_of, has_columns, labels_of, understood
from training.data.importers.tables import Table
from training.data.importers.values import without_unknown
from training.data.problems import Problem
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_CLASS_COLUMNS = (
    "diagnosis",
    "diagnosis_1",
    "diagnosis_2",
    "diagnosis_3",
    "diagnosis_4",
    "diagnosis_5",
    "benign_malignant",
)
"""Columns that can say the class; the first one that is there does, unless a person says so."""
_MAX_DESCRIPTION = 1_000_000
_NAMED = 5


def _fits(inventory: Inventory) -> bool:
    if any(_is_archive_table(table) for table in map(_without_prefixes, inventory.tables)):
        return True
    return any(_description(item) for item in inventory.descriptions[:_NAMED])


def _read(inventory: Inventory) -> Contents:
    tables = [
        table for table in map(_without_prefixes, inventory.tables) if _is_archive_table(table)
    ]
    described, problems = _described(inventory.descriptions)
    tables += described
    if not tables:
        raise DataError(
            "There is neither a table nor a JSON file of the ISIC archive.",
            mend="Import metadata.csv, with a column isic_id, together with the pictures.",
        )
    question = _which_class(inventory, tables)
    parts = []
    for table in tables:
        images, classes = _images(table), column(table, question.chosen)
        if images is not None and classes is not None:
            parts.append((table, images, without_unknown(classes)))
    licences = _distinct(tables, "copyright_license")
    return matched(
        inventory,
        labels_of(parts),
        details_of(tables),
        problems=problems,
        columns=understood(tables, {question.chosen: "class"}),
        questions=[question],
        licence=", ".join(licences),
        citation="; ".join(_distinct(tables, "attribution")),
    )


def _without_prefixes(table: Table) -> Table:
    """Return a table with its columns called as today, where `meta.clinical.sex` is `sex`."""
    names = [name.rpartition(".")[2] for name in table.columns]
    names = ["isic_id" if name == "name" else name for name in names]
    if len(set(names)) < len(names):
        return table
    return Table(table.called, table.frame.set_axis(names, axis=1))


def _images(table: Table) -> pd.Series[str] | None:
    return column(table, "isic_id", "image_id")


def _is_archive_table(table: Table) -> bool:
    """Return whether a table is the archive's; others have a column `diagnosis` as well."""
    if has_columns(table, "isic_id"):
        return any(has_columns(table, name) for name in _CLASS_COLUMNS)
    return has_columns(table, "benign_malignant", "diagnosis") and _images(table) is not None


def _which_class(inventory: Inventory, tables: list[Table]) -> Question:
    options = tuple(
        name for name in _CLASS_COLUMNS if any(has_columns(table, name) for table in tables)
    )
    said = [name for name, role in inventory.mapping.items() if role == "class"]
    if said and not any(column(table, plain(said[0])) is not None for table in tables):
        raise DataError(f"There is no column {said[0]}.", mend=f"Choose {', '.join(options)}.")
    return Question(
        "class", "Which column says the class?", options, plain(said[0]) if said else options[0]
    )


def _distinct(tables: list[Table], name: str) -> list[str]:
    found: dict[str, None] = {}
    for table in tables:
        values = column(table, name)
        if values is not None:
            found |= dict.fromkeys(values[values.ne("")].unique())
    return sorted(found)


def _described(items: Iterable[Item]) -> tuple[list[Table], list[Problem]]:
    """Return the archive's JSON files as one table, and those that are none."""
    import pandas as pd

    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    called = ""
    for item in items:
        row = _description(item)
        if row:
            called = called or item.source or item.name
            rows.append(row)
        else:
            problems.append(
                Problem(item.called, "It does not describe a picture.", "unreadable table")
            )
    if not rows:
        return [], problems
    return [Table(called, pd.DataFrame(rows, dtype=str).fillna(""))], problems


def _description(item: Item) -> dict[str, str]:
    """Return what a JSON file says of its picture; nothing if it is not one of the archive's."""
    if item.size > _MAX_DESCRIPTION:
        return {}
    try:
        described = json.loads(item.read())
        meta = described["meta"]
        pairs = [*_plain_pairs(meta["clinical"]), *_plain_pairs(meta.get("acquisition") or {})]
        return {**dict(pairs), "isic_id": str(described["name"]).strip()}
    except (DataError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _plain_pairs(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, str | int | float):
            yield str(name), str(value).strip()


LAYOUT = Layout("isic_archive", "ISIC archive", _fits, _read)
