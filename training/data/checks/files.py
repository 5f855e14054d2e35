"""Findings on the files of a data set: whether they are still there, and still the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from training.data.checks.facts import FACTS
from training.data.checks.finding import Finding
from training.data.checks.mends import leave_out
from training.data.dataset import Dataset


def check_files(dataset: Dataset) -> list[Finding]:
    """Look whether the pictures in use are there, and have the bytes that they had.

    Only files that were written after the import looked at them are read.
    """
    facts = dataset.root / FACTS
    seen = facts.stat().st_mtime_ns if facts.is_file() else 0
    used = dataset.used.samples
    gone, changed = [], []
    for sample, image, sha256 in zip(used["sample_id"], used["image"], used["sha256"], strict=True):
        path = dataset.image_path(image)
        try:
            written = path.stat().st_mtime_ns
            if written > seen and _hash(path) != sha256:
                changed.append(sample)
        except OSError:
            gone.append(sample)
    findings = []
    if gone:
        findings.append(
            Finding(
                "picture gone",
                f"{len(gone):,} pictures are no longer in their place",
                "A training needs them: put them back, or leave them out.",
                "error",
                len(gone),
                tuple(gone),
                mend=leave_out(gone, "picture gone"),
            )
        )
    if changed:
        findings.append(
            Finding(
                "picture changed",
                f"{len(changed):,} pictures have changed since the import",
                "A training refuses them: import the data set again, or leave them out.",
                "error",
                len(changed),
                tuple(changed),
                mend=leave_out(changed, "picture changed"),
            )
        )
    return findings


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
