"""Follows a training in another process without costing the window's thread anything."""

from __future__ import annotations

import threading
from collections.abc import Callable

from training.events import Event
from training.host import HostedRun
from training.requests import Request, Value
from training.runs import Run

Put = Callable[[Event], None]

LOOK_SECONDS = 0.04
"""Between two looks at the run folder, where the last one found nothing."""


class Follower:
    """Reads a run folder on a thread of its own and puts what it finds on a queue.

    Args:
        hosted: The training.
        put: Takes the events, on that thread.

    Attributes:
        error: Why the folder can no longer be read.
    """

    def __init__(self, hosted: HostedRun, put: Put) -> None:
        self._hosted = hosted
        self._put = put
        self._leave = threading.Event()
        self._over = threading.Event()
        self.error: OSError | None = None
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    @property
    def run(self) -> Run:
        """The run that is followed."""
        return self._hosted.run

    @property
    def over(self) -> bool:
        """Whether all events are on the queue and the process is gone, or there is an error."""
        return self._over.is_set()

    def request(self, request: Request, value: Value = None) -> None:
        """Steer the training; see `HostedRun.request`."""
        self._hosted.request(request, value)

    def leave(self) -> None:
        """Follow no longer; the training goes on."""
        self._leave.set()
        self._thread.join()

    def _follow(self) -> None:
        try:
            while not self._leave.is_set():
                events = self._hosted.poll()
                for event in events:
                    self._put(event)
                if self._hosted.ended and not self._hosted.run.is_running:
                    break  # while its process is there, it could not be resumed yet
                if not events:
                    self._leave.wait(LOOK_SECONDS)
        except OSError as error:
            self.error = error
        self._over.set()
