"""Findings on the records: rows, classes and what is written about the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.checks.finding import Finding, Severity
from training.data.checks.mends import set_all
from training.data.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

OLDEST = 120
"""Years; an age beyond it is a slip of the pen."""
FEW = 10
"""Pictures of a class below which nothing can be said of it."""

_KINDS: dict[str, tuple[Severity, str, str]] = {
    "unreadable": (
        "warning",
        "files that cannot be read",
        "They are left out; copy them again from where they came from.",
    ),
    "picture missing": (
        "error",
        "rows without a picture",
        "A table speaks of pictures that are not there; part of the download may be missing.",
    ),
    "row missing": (
        "warning",
        "pictures without a row",
        "No table says what they show; they are left out.",
    ),
    "label missing": (
        "warning",
        "rows that say no class",
        "Their pictures cannot be used for training and are left out.",
    ),
    "unknown class": (
        "error",
        "rows with a class that is not known",
        "Their pictures are left out; mend the spelling in the table.",
    ),
    "blank": (
        "note",
        "columns with values that are not recorded",
        "Blank, 'unknown' and the like are read as one and the same: not recorded.",
    ),
}
_OTHERS: tuple[Severity, str, str] = (
    "note",
    "remarks from the import",
    "They did not stop the import, but are worth a look.",
)


def check_records(dataset: Dataset) -> list[Finding]:
    """Look at the table of a data set, and at what its import remarked on."""
    return [*_from_import(dataset), *_classes(dataset), *_ages(dataset)]


def _from_import(dataset: Dataset) -> list[Finding]:
    files: dict[str, list[str]] = {}
    for problem in dataset.problems:
        kind = problem.kind if problem.kind in _KINDS else "other"
        files.setdefault(kind, []).append(f"{problem.file}: {problem.message}")
    findings = []
    for kind, lines in files.items():
        severity, title, meaning = _KINDS.get(kind, _OTHERS)
        findings.append(
            Finding(
                kind, f"{len(lines):,} {title}", meaning, severity, len(lines), files=tuple(lines)
            )
        )
    return findings


def _classes(dataset: Dataset) -> list[Finding]:
    counts = dataset.used.counts()
    findings = []
    if empty := [name for name in dataset.classes if not counts.get(name)]:
        findings.append(
            Finding(
                "empty class",
                f"{len(empty)} classes without a picture: {', '.join(empty)}",
                "A model cannot learn a class of which it sees nothing.",
                "warning",
                len(empty),
            )
        )
    if few := [f"{name} ({n})" for name, n in counts.items() if 0 < n < FEW]:
        findings.append(
            Finding(
                "small class",
                f"{len(few)} classes with fewer than {FEW} pictures: {', '.join(few)}",
                "Their scores rest on a handful of pictures and say little.",
                "warning",
                len(few),
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
            f"{len(samples):,} impossible ages",
            f"An age is a number from 0 to {OLDEST}; these distort every reading by age.",
            "warning",
            len(samples),
            samples,
            mend=set_all(samples, "age", "", f"Read {len(samples):,} ages as not recorded"),
        )
    ]
