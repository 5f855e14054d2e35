"""How a person steers a training that runs on another thread."""

from __future__ import annotations

import threading


class Control:
    """Requests to a running training, looked at in every training and validation batch.

    Attributes:
        stop_requested: Stop within one batch and keep what was learned.
        abandon_requested: Also leave out the evaluation that follows a stop (the program closes).
    """

    def __init__(self) -> None:
        self.stop_requested = threading.Event()
        self.abandon_requested = threading.Event()

    def stop(self) -> None:
        """Stop the training; what was learned is kept and evaluated."""
        self.stop_requested.set()

    def abandon(self) -> None:
        """Stop the training; what was learned is kept, but not evaluated."""
        self.abandon_requested.set()
        self.stop_requested.set()
