"""Lets work happen so rarely that it does not show in the time of a training."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SHARE = 0.005
"""Share of the time that one kind of work may take."""


class CostLimit:
    """Remembers how long work took when it was last done, and says when it may be done again."""

    def __init__(self) -> None:
        self._ended = time.monotonic()
        self._cost = 0.0

    def allows(self, *, every: float = 0.0) -> bool:
        """Return whether the work may be done now.

        Args:
            every: Seconds that have to lie between, even where it costs nothing.
        """
        return time.monotonic() - self._ended >= max(every, self._cost / SHARE)

    def begin(self) -> None:
        """Count from now on; what was done before was something else."""
        self._ended = time.monotonic()

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Do the work within this."""
        began = time.monotonic()
        yield
        self._ended = time.monotonic()
        self._cost = self._ended - began
