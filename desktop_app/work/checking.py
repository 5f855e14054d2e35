"""Checks of a data set, mends, and what its split does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.data.values import NamedPicture
from training.data.dataset import Dataset
from training.progress import Progress

if TYPE_CHECKING:
    from training.data.checks.finding import Finding, Mend


@dataclass(frozen=True, eq=False)
class Checked:
    """What the checks found in a data set.

    Attributes:
        dataset: The data set, as it was checked.
        findings: What was found.
        pictures: Every sample that a finding names, by sample name.
        undoable: Title of the last mend; empty where there is none to take back.
    """

    dataset: Dataset
    findings: tuple[Finding, ...]
    pictures: dict[str, NamedPicture]
    undoable: str


@dataclass(frozen=True)
class SplitState:
    """Whether the parts that a data set's files say keep groups of pictures together.

    Attributes:
        leaks: How many groups stand in more than one part.
        word: What a group is called: "lesion", "patient", "picture".
    """

    leaks: int
    word: str


def check(dataset: Dataset, progress: Progress) -> Checked:
    """Make all checks of a data set."""
    from training.data.checks import run_checks
    from training.data.edits import history

    findings = tuple(run_checks(dataset, progress=progress))
    named = {name for finding in findings for name in finding.samples}
    rows = dataset.samples[dataset.samples["sample_id"].isin(named)]
    pictures = {
        name: NamedPicture(dataset.image_path(image), label)
        for name, image, label in zip(rows["sample_id"], rows["image"], rows["class"], strict=True)
    }
    edits = history(dataset)
    return Checked(dataset, findings, pictures, edits[-1].title if edits else "")


def mend_and_check(dataset: Dataset, mend: Mend, progress: Progress) -> Checked:
    """Make a mend, then all checks."""
    from training.data.edits import apply_edit

    return check(apply_edit(dataset, mend.edit), progress)


def undo_and_check(dataset: Dataset, progress: Progress) -> Checked:
    """Take back the last mend, then make all checks."""
    from training.data.edits import undo_last

    return check(undo_last(dataset), progress)


def split_state(dataset: Dataset) -> SplitState:
    """Return whether the parts that the files say tear groups of pictures apart."""
    from training.data.groups import group_ids, group_word, torn_groups

    used = dataset.used
    if not used.samples["split"].ne("").any():
        return SplitState(0, group_word(used))
    leaks = torn_groups(group_ids(used), used.samples["split"]).size
    return SplitState(int(leaks), group_word(used))
