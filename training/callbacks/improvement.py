"""Whether an epoch is better than all before it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from training.errors import TrainingError


class Improvement:
    """Watches one number of the logs.

    Args:
        monitor: Name of the log; smaller is better for losses, larger for everything else.
    """

    def __init__(self, monitor: str) -> None:
        self._monitor = monitor
        self._best = math.inf

    def seen(self, logs: Mapping[str, Any] | None) -> bool:
        """Return whether an epoch's logs are the best so far, and remember them if so.

        Raises:
            TrainingError: The training does not report the number.
        """
        if self._monitor not in (logs or {}):
            raise TrainingError(
                f"This training does not report {self._monitor}, which decides what is kept.",
                mend=f"Set optimisation.monitor to one of {', '.join(sorted(logs or {}))}.",
            )
        value = float((logs or {})[self._monitor])
        smaller_is_better = value if self._monitor.endswith("loss") else -value
        better = smaller_is_better < self._best
        if better:
            self._best = smaller_is_better
        return better

    def reset(self) -> None:
        """Forget all epochs."""
        self._best = math.inf

    @property
    def state(self) -> float | None:
        """What to remember over a resume, as a JSON value."""
        return None if math.isinf(self._best) else self._best

    @state.setter
    def state(self, state: float | None) -> None:
        self._best = math.inf if state is None else state
