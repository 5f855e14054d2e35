"""Changes that several checks propose."""

from __future__ import annotations

from collections.abc import Sequence

from training.data.checks.finding import Mend
from training.data.edits import Change, Edit


def leave_out(samples: Sequence[str], reason: str) -> Mend:
    """Return the mend that leaves samples out of training, splits and counts."""
    title = f"Leave out {len(samples):,} picture{'s' * (len(samples) != 1)}"
    changes = tuple(Change(sample, "excluded", reason) for sample in samples)
    return Mend(title, Edit(f"{title}: {reason}", changes))


def set_all(samples: Sequence[str], column: str, value: str, title: str) -> Mend:
    """Return the mend that gives samples one value in a column."""
    changes = tuple(Change(sample, column, value) for sample in samples)
    return Mend(title, Edit(title, changes))
