"""How long work tells what it has done, and learns that it is no longer wanted."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called often by long work.

    An implementation may raise `training.errors.Cancelled`: the work then cleans up after itself
    and lets the exception pass.
    """

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report progress.

        Args:
            what: What is being done, for a person: "Reading pictures".
            done: Units finished so far.
            total: Units in all; 0 where unknown.
        """


def no_progress(what: str, done: int, total: int) -> None:
    """Ignore progress."""
