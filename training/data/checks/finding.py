"""What a check has found, in words and in samples, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from training.data.edits import Edit

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""The worst first."""


@dataclass(frozen=True)
class Mend:
    """What can be done about a finding; it can be undone.

    Attributes:
        title: What it does, for a button: "Leave out 12 copies".
        edit: The changes to the table.
    """

    title: str
    edit: Edit


@dataclass(frozen=True)
class Finding:
    """Something that a person should know about a data set.

    Attributes:
        kind: Short machine name: "exact duplicates".
        title: What was found, such as "Exact copies"; `heading` adds how many.
        meaning: One sentence that says what it means for training and its scores.
        severity: "error" makes scores wrong or samples unusable, "warning" may do so, "note" is
            good to know.
        count: How many there are of what the title speaks of.
        samples: `sample_id` of the samples that it is about; those that belong together (copies of
            one picture, pictures of one lesion) stand side by side.
        files: Files that it is about which are no samples.
        mend: What can be done about it; None where only a person can.
        detail: More on what the title speaks of, such as the names of the classes.
    """

    kind: str
    title: str
    meaning: str
    severity: Severity
    count: int
    samples: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    mend: Mend | None = None
    detail: str = ""

    @property
    def heading(self) -> str:
        """What was found and how many, for a person: "Exact copies: 12"."""
        return f"{self.title}: {self.count:,}" + (f" ({self.detail})" if self.detail else "")
