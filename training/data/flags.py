"""Samples that a person has flagged: a wrong label, or not to be used.

A flag stands in the column `excluded` of the data set's table, so that the next training leaves the
sample out; it is an edit, and can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from training.data.dataset import Dataset
from training.data.edits import Change, Edit, apply_edit, history, undo_last
from training.data.table import EXCLUDED
from training.errors import DataError

Kind = Literal["label error", "exclude"]
LABEL_ERROR: Kind = "label error"
EXCLUDE: Kind = "exclude"
HEADER = ("sample", "flag", "note")

_TITLE = "Flag "
_BY_HAND = "excluded by hand"


@dataclass(frozen=True)
class Flag:
    """What a person says of a sample.

    Attributes:
        kind: "label error": its label is doubted; "exclude": it is not to be used.
        note: Why; empty where nothing was said.
    """

    kind: Kind
    note: str = ""

    @property
    def reason(self) -> str:
        """What stands in the table."""
        note = " ".join(self.note.split())
        if self.kind == LABEL_ERROR:
            return f"{LABEL_ERROR}: {note}" if note else LABEL_ERROR
        return note or _BY_HAND

    @classmethod
    def of(cls, reason: str) -> Flag:
        """Return what a reason in the table says, whoever has put it there."""
        kind, _, note = reason.partition(":")
        if kind == LABEL_ERROR:
            return cls(LABEL_ERROR, note.strip())
        return cls(EXCLUDE, "" if reason == _BY_HAND else reason)


def set_flags(dataset: Dataset, sample_ids: Sequence[str], flag: Flag | None) -> Dataset:
    """Flag samples, or take their flags away; undone together.

    Args:
        dataset: The data set.
        sample_ids: The samples.
        flag: What to say of each; None takes back what was said, and they are used again.

    Returns:
        The data set as it is now on the disk.

    Raises:
        DataError: There is no such sample.
    """
    said = "no flag" if flag is None else flag.kind
    reason = "" if flag is None else flag.reason
    which = sample_ids[0] if len(sample_ids) == 1 else f"{len(sample_ids):,} samples"
    changes = tuple(Change(sample_id, EXCLUDED, reason) for sample_id in sample_ids)
    return apply_edit(dataset, Edit(f"{_TITLE}{which}: {said}", changes))


def may_undo_flag(dataset: Dataset) -> bool:
    """Return whether the last edit of a data set was a flag."""
    edits = history(dataset)
    return bool(edits) and edits[-1].title.startswith(_TITLE)


def undo_flag(dataset: Dataset) -> Dataset:
    """Take back what was flagged last, be it one sample or several.

    Raises:
        DataError: The last edit of the data set was none, or something else.
    """
    if not may_undo_flag(dataset):
        raise DataError(
            f"The last change of {dataset.name} was not a flag.",
            mend="Choose a flagged picture and take its flag away.",
        )
    return undo_last(dataset)


def flags_of(dataset: Dataset) -> dict[str, Flag]:
    """Return the flag of every sample that has one, by name, in the order of the table."""
    samples = dataset.samples
    if EXCLUDED not in samples.columns:
        return {}
    flagged = samples[samples[EXCLUDED].ne("")]
    return {
        name: Flag.of(reason)
        for name, reason in zip(flagged["sample_id"], flagged[EXCLUDED], strict=True)
    }


def flag_rows(flags: Mapping[str, Flag]) -> list[tuple[str, str, str]]:
    """Return a table of flags, with the columns `HEADER`."""
    return [(name, flag.kind, flag.note) for name, flag in flags.items()]
