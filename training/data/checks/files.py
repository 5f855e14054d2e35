"""Findings on the files of a data set: whether they are still there, and still the same."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from training.data.checks.facts import FACTS
from training.data.checks.finding import Finding
from training.data.checks.mends import leave_out
from training.data.dataset import Dataset
from training.data.stamps import Stamps


def check_files(dataset: Dataset) -> list[Finding]:
    """Look whether the pictures in use are there, and have the bytes that they had.

    Only files are read whose size or time is another than when they were last read; where nobody
    has noted that, those that were written after the import.
    """
    facts = dataset.root / FACTS
    seen = facts.stat().st_mtime_ns if facts.is_file() else 0
    used = dataset.used.samples
    columns = (used[column].tolist() for column in ("sample_id", "image", "sha256"))
    stamps, folder = Stamps(dataset.root), str(dataset.root)
    gone, changed = [], []
    for sample, image, sha256 in zip(*columns, strict=True):
        try:  # a Path takes twice as long
            about = os.stat(os.path.join(folder, image))  # noqa: PTH116, PTH118
            if stamps.fits(image, about):
                continue
            if not stamps.knows(image) and about.st_mtime_ns <= seen:
                continue
            if _hash(dataset.image_path(image)) == sha256:
                stamps.note(image, about)
            else:
                changed.append(sample)
        except OSError:
            gone.append(sample)
    with suppress(OSError):  # a folder that cannot be written is checked all the same
        stamps.save()
    findings = []
    if gone:
        findings.append(
            Finding(
                "picture gone",
                "Pictures no longer in their place",
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
                "Pictures changed since the import",
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
