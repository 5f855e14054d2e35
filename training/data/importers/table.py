"""Any table with a column of pictures and a column of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.importers.columns import (
    candidates,
    check_named,
    remembered,
    resolved,
)
from training.data.importers.items import Inventory, base_of, stem_of
from training.data.importers.labelled import matched
from training.data.importers.layout import Contents, Layout, Question
from training.data.importers.tables import Table
from training.data.importers.values import part_in_name, part_of, without_unknown
from training.data.problems import Problem
from training.data.table import METADATA
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_ENOUGH = 0.5
"""Share of the pictures that a table has to name to be taken for theirs unasked."""
_QUESTIONS = {
    "image": "Which column names the picture?",
    "class": "Which column says the class?",
}


def roles_of(inventory: Inventory, table: Table) -> dict[str, str]:
    """Return what the columns of a table stand for: as said, as the last time, or by their names.

    Raises:
        DataError: A person said a role twice.
    """
    mapping = inventory.mapping or remembered(table.columns)
    return resolved(table.columns, mapping)


def _labels_pictures(inventory: Inventory, table: Table) -> bool:
    return {"image", "class"} <= set(roles_of(inventory, table).values())


def _fits(inventory: Inventory) -> bool:
    tables = [table for table in inventory.tables if _labels_pictures(inventory, table)]
    if not inventory.pictures:
        return bool(tables)
    named: set[str] = set()
    for table in tables:
        roles = {role: name for name, role in roles_of(inventory, table).items()}
        said = table.frame[roles["image"]].str.replace("\\", "/").map(base_of).str.lower()
        named |= {*said, *said.map(stem_of)}
    known = sum(stem_of(item.name).lower() in named for item in inventory.pictures)
    return known >= _ENOUGH * len(inventory.pictures)


def _read(inventory: Inventory) -> Contents:
    import pandas as pd

    if not inventory.tables:
        raise DataError(
            "There is no table that can be read.",
            mend="Import a .csv, .tsv or .xlsx file together with the pictures.",
            problems=inventory.table_problems,
        )
    check_named([name for table in inventory.tables for name in table.columns], inventory.mapping)
    labels: list[pd.DataFrame] = []
    details: list[pd.DataFrame] = []
    problems: list[Problem] = []
    columns: dict[str, str] = {}
    questions: list[Question] = []
    for table in inventory.tables:
        roles = roles_of(inventory, table)
        frame = _renamed(table, roles, problems)
        if {"image", "class"} <= set(roles.values()):
            labels.append(frame)
            questions += _open_choices(table, roles)
            columns |= roles
        elif "image" in roles.values() and set(roles.values()) & set(METADATA):
            details.append(frame)
            columns |= roles
    if not labels:
        return _unanswered(inventory)
    return matched(
        inventory,
        pd.concat(labels, ignore_index=True).fillna(""),
        pd.concat(details, ignore_index=True).fillna("") if details else None,
        problems=problems,
        columns=columns,
        questions=questions,
    )


def _renamed(table: Table, roles: dict[str, str], problems: list[Problem]) -> pd.DataFrame:
    """Return the used columns of a table by their roles, with 'unknown' and the like as ''."""
    frame = table.frame[list(roles)].rename(columns=roles)
    for role in frame.columns:
        if role != "image":
            frame[role] = without_unknown(frame[role])
    split = frame["split"] if "split" in frame.columns else None
    frame["split"] = part_in_name(base_of(table.called))
    if split is not None:
        parts = {value: part_of(value) for value in split.unique()}
        unknown = sorted(value for value, part in parts.items() if part is None)
        if unknown:
            said = ", ".join(repr(value[:40]) for value in unknown[:5])
            problems.append(
                Problem(
                    table.called,
                    f"{said}: no part that is known; these rows are divided anew.",
                    "unknown part",
                )
            )
        frame["split"] = split.map({value: part or "" for value, part in parts.items()})
    return frame.assign(table=table.called)


def _open_choices(table: Table, roles: dict[str, str]) -> list[Question]:
    """Return what could also be meant."""
    chosen = {role: name for name, role in roles.items()}
    questions = []
    for role, text in _QUESTIONS.items():
        options = dict.fromkeys([chosen[role], *candidates(table.columns, role)])
        if len(options) > 1:
            questions.append(Question(role, text, tuple(options), chosen[role]))
    return questions


def _unanswered(inventory: Inventory) -> Contents:
    """Return that a person has to say what the columns of the largest table stand for."""
    import pandas as pd

    table = max(inventory.tables, key=lambda table: len(table.frame))
    roles = {role: name for name, role in roles_of(inventory, table).items()}
    return Contents(
        pictures=(),
        rows=pd.DataFrame({"name": [], "class": [], "split": []}, dtype=str),
        problems=[*inventory.problems, *inventory.table_problems],
        columns={name: role for role, name in roles.items()},
        questions=[
            Question(role, text, table.columns, roles.get(role, ""))
            for role, text in _QUESTIONS.items()
        ],
    )


LAYOUT = Layout("table", "table of pictures", _fits, _read)
