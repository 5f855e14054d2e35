"""One spelling for one thing: what is not recorded, ages, sexes, sites, parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.data.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

NOT_RECORDED = frozenset(
    {"", "unknown", "nan", "na", "n/a", "#n/a", "null", "none", "-", "?", "not recorded"}
)
"""What people and programs write where they do not know, in lower case."""

_SEXES = {"m": "male", "man": "male", "f": "female", "w": "female", "woman": "female"}
_SITES = {
    "head and neck": "head/neck",
    "head & neck": "head/neck",
    "head-neck": "head/neck",
    "lower extremities": "lower extremity",
    "upper extremities": "upper extremity",
    "oral and genital": "oral/genital",
    "palms and soles": "palms/soles",
}
_PARTS = {
    "train": "train",
    "training": "train",
    "valid": "validation",
    "val": "validation",
    "validation": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
    "holdout": "test",
}
_NUMBER = re.compile(r"\s*(-?\d{1,4})(?:[.,]0*)?\s*|\s*(-?\d{1,4}[.,]\d{1,3})\s*")


def cleaned(column: pd.Series[str], role: str, called: str) -> tuple[pd.Series[str], list[Problem]]:
    """Return the values of a column of metadata in one spelling, and what had to be changed.

    Args:
        column: Values as the source has them.
        role: One of `training.data.table.METADATA`.
        called: What to call the table for people.
    """
    values = without_unknown(column)
    blank = int(values.eq("").sum())
    problems = []
    if blank:
        problems.append(
            Problem(called, f"{role}: not recorded in {blank:,} of {len(values):,} rows.", "blank")
        )
    if role == "age":
        ages = values.map({value: _age(value) for value in values.unique()})
        lost = int((ages.eq("") & values.ne("")).sum())
        if lost:
            example = values[ages.eq("") & values.ne("")].iloc[0]
            problems.append(
                Problem(
                    called,
                    f"age: {lost:,} values are no number, such as {example[:40]!r}.",
                    "no number",
                )
            )
        return ages, problems
    if role in _SPELT:
        # One text in memory for each value, not for each row.
        return values.map({value: _SPELT[role](value) for value in values.unique()}), problems
    return values, problems


def without_unknown(column: pd.Series[str]) -> pd.Series[str]:
    """Return values with '' for everything that means that nothing is known."""
    return column.mask(column.str.lower().isin(NOT_RECORDED), "")


def part_of(text: str) -> str | None:
    """Return the part that a word stands for: '' for a blank one, None for an unknown one."""
    lowered = text.strip().lower()
    return "" if lowered in NOT_RECORDED else _PARTS.get(lowered)


def part_in_name(name: str) -> str:
    """Return the part that the name of a file or folder says, or ''.

    'ISIC_2019_Training_Input' is of the training part, 'train' is, and 'contest' is of none.
    """
    words = re.findall(r"[a-z]+", name.lower())
    found = {_PARTS[word] for word in words if word in _PARTS}
    return found.pop() if len(found) == 1 else ""


def _age(value: str) -> str:
    match = _NUMBER.fullmatch(value)
    if not match:
        return ""
    return match[1] or match[2].replace(",", ".").rstrip("0")


def _skin_type(value: str) -> str:
    """Return a Fitzpatrick type as '1' to '6' where it is one."""
    word = value.strip().lower().removeprefix("fitzpatrick").removeprefix("type").strip()
    romans = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
    if re.fullmatch(r"[1-6](\.0+)?", word):
        return word[0]
    return romans.get(word, value)


def _sex(value: str) -> str:
    return _SEXES.get(value.lower(), value.lower())


def _site(value: str) -> str:
    name = " ".join(value.lower().split()).replace(" / ", "/")
    return _SITES.get(name, name)


_SPELT = {"sex": _sex, "site": _site, "skin_type": _skin_type}
"""What writes a value of a role as the others are written."""
