"""Findings on the records: rows, classes and what is written about the pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.data.checks.finding import Finding, Mend, Severity
from training.data.checks.mends import set_all
from training.data.dataset import Dataset
from training.data.edits import Change, Edit
from training.data.importers.values import NOT_RECORDED

if TYPE_CHECKING:
    import pandas as pd

_SPELT = ("sex", "site", "diagnosis_type", "skin_type")
OLDEST = 120
"""Years; an age beyond it is a slip of the pen."""
FEW = 10
"""Pictures of a class below which nothing can be said of it."""

_KINDS: dict[str, tuple[Severity, str, str]] = {
    "unreadable": (
        "warning",
        "Files that cannot be read",
        "They are left out; copy them again from where they came from.",
    ),
    "unreadable table": (
        "error",
        "Tables that cannot be read",
        "What they say about the pictures is missing; save them again as CSV.",
    ),
    "picture missing": (
        "error",
        "Rows without a picture",
        "A table speaks of pictures that are not there; part of the download may be missing.",
    ),
    "row missing": (
        "warning",
        "Pictures without a row",
        "No table says what they show; they are left out.",
    ),
    "label missing": (
        "warning",
        "Rows that say no class",
        "Their pictures cannot be used for training and are left out.",
    ),
    "unknown class": (
        "error",
        "Rows with a class that is not known",
        "Their pictures are left out; mend the spelling in the table.",
    ),
    "row repeated": (
        "warning",
        "Rows that stand there more than once",
        "One of them counts; see whether they say the same.",
    ),
    "picture ambiguous": (
        "warning",
        "Names that several pictures have",
        "It cannot be told which of them a row means.",
    ),
    "conflicting labels": (
        "error",
        "Pictures that get two classes",
        "Two rows say different things; one of them is wrong.",
    ),
    "conflicting tables": (
        "error",
        "Disagreements between tables",
        "Two tables say different things about one picture; one of them is wrong.",
    ),
    "class spelling": (
        "warning",
        "Classes whose names are nearly the same",
        "They count as different classes; regroup the classes if they are one.",
    ),
    "empty class": (
        "warning",
        "Classes or parts without a picture",
        "A model cannot learn, and a score cannot judge, what there is no picture of.",
    ),
    "age": (
        "warning",
        "Columns with ages that are no numbers",
        "They are read as not recorded.",
    ),
    "patient identity": (
        "warning",
        "Files or groups of files that say who the patient is",
        "LesionLab copies none of it; mind whom you give the files to.",
    ),
    "blank": (
        "note",
        "Columns with values that are not recorded",
        "Blank, 'unknown' and the like are read as one and the same: not recorded.",
    ),
}
_OTHERS: tuple[Severity, str, str] = (
    "note",
    "Remarks from the import",
    "They did not stop the import, but are worth a look.",
)


def check_records(dataset: Dataset) -> list[Finding]:
    """Look at the table of a data set, and at what its import remarked on."""
    return [*_from_import(dataset), *_classes(dataset), *_ages(dataset), *_spellings(dataset)]


def _from_import(dataset: Dataset) -> list[Finding]:
    files: dict[str, list[str]] = {}
    for problem in dataset.problems:
        kind = problem.kind if problem.kind in _KINDS else "other"
        files.setdefault(kind, []).append(f"{problem.file}: {problem.message}")
    findings = []
    for kind, lines in files.items():
        severity, title, meaning = _KINDS.get(kind, _OTHERS)
        findings.append(Finding(kind, title, meaning, severity, len(lines), files=tuple(lines)))
    return findings


def _classes(dataset: Dataset) -> list[Finding]:
    counts = dataset.used.counts()
    findings = []
    if empty := [name for name in dataset.classes if not counts.get(name)]:
        findings.append(
            Finding(
                "empty class",
                "Classes without a picture",
                "A model cannot learn a class of which it sees nothing.",
                "warning",
                len(empty),
                detail=", ".join(empty),
            )
        )
    if few := [f"{name} {n}" for name, n in counts.items() if 0 < n < FEW]:
        findings.append(
            Finding(
                "small class",
                f"Classes with fewer than {FEW} pictures",
                "Their scores rest on a handful of pictures and say little.",
                "warning",
                len(few),
                detail=", ".join(few),
            )
        )
    return findings


def _ages(dataset: Dataset) -> list[Finding]:
    if not dataset.has("age"):
        return []
    import pandas as pd

    used = dataset.used.samples
    written = used["age"] != ""
    years: pd.Series[float] = pd.to_numeric(used["age"], errors="coerce")
    impossible = written & ~years.between(0, OLDEST)
    samples = tuple(used.loc[impossible, "sample_id"])
    if not samples:
        return []
    return [
        Finding(
            "impossible age",
            "Impossible ages",
            f"An age is a number from 0 to {OLDEST}; these distort every reading by age.",
            "warning",
            len(samples),
            samples,
            mend=set_all(samples, "age", "", f"Read {len(samples):,} ages as not recorded"),
        )
    ]


def _spellings(dataset: Dataset) -> list[Finding]:
    """Return values that are one thing in several spellings, or stand for 'not recorded'."""
    used = dataset.used.samples
    changes: list[Change] = []
    told = []
    for column in filter(dataset.has, _SPELT):
        counts = used[column].value_counts()
        best: dict[str, str] = {}
        for value in counts.index:  # the most frequent spelling first
            best.setdefault(_core(value), value)
        better = {
            value: "" if value.casefold() in NOT_RECORDED else best[_core(value)]
            for value in counts.index
        }
        other = {value: new for value, new in better.items() if new != value}
        rows = used[used[column].isin(list(other))]
        changes += [
            Change(sample, column, other[value])
            for sample, value in zip(rows["sample_id"], rows[column], strict=True)
        ]
        told += [f"{column}: {value!r} for {new or 'nothing'!r}" for value, new in other.items()]
    if not changes:
        return []
    title = f"Write {len(changes):,} entries as the others are written"
    return [
        Finding(
            "spelling",
            "Entries in another spelling",
            "One thing counts as several wherever results are read by sex, site or skin type.",
            "warning",
            len(changes),
            tuple(dict.fromkeys(change.sample_id for change in changes)),
            files=tuple(told),
            mend=Mend(title, Edit(title, tuple(changes))),
        )
    ]


def _core(value: str) -> str:
    """Return what two spellings of one thing have in common: letters and digits."""
    return "".join(re.findall(r"[^\W_]+", value.casefold()))
