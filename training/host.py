"""A training in a process of its own: it outlives the window and cannot take it down.

The run folder is all that the two processes share. The child writes events where a run writes them
anyway, and looks in the folder for requests; so whoever opens the folder later can follow and steer
the training as well as who started it.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from training.checkpoints import CheckpointStore
from training.claim import owner
from training.control import Control
from training.errors import LesionLabError, RunError
from training.events import Event, RunEnded, from_json, to_json
from training.locations import current_locations
from training.requests import Request, Value, clear_requests, obeying, send_request
from training.run_log import forget_events
from training.runs import Run

logger = logging.getLogger(__name__)

_BYTES_AT_ONCE = 1 << 18
_DETACHED: dict[str, Any] = (
    # CREATE_NEW_PROCESS_GROUP and CREATE_NO_WINDOW, by which Windows knows them
    {"creationflags": 0x00000200 | 0x08000000}
    if sys.platform == "win32"
    else {"start_new_session": True}
)
"""What lets a process outlive the one that starts it."""


_children: list[subprocess.Popen[bytes]] = []
"""Processes that may live yet, so that Python does not complain when they outlive it."""


class HostedRun:
    """A run that another process trains, as who follows it sees it.

    Attributes:
        run: The run.
    """

    def __init__(
        self, run: Run, process: subprocess.Popen[bytes] | None, *, first_byte: int = 0
    ) -> None:
        self.run = run
        self._process = process
        self._tail = EventTail(run.events_path, first_byte)
        self._began = time.monotonic()
        self._ended = False

    @classmethod
    def start(cls, run: Run, *, more_epochs: int = 0) -> HostedRun:
        """Begin a run, or go on with one, in a new process.

        Args:
            run: As made by `training.trainer.create_run`, or one that was cut off.
            more_epochs: As for `training.trainer.train`.

        Raises:
            RunError: It is done, or being trained already, or no process can be started.
        """
        if run.status == "done" and not more_epochs:
            raise RunError(f"The run {run.name} is done: there is nothing to go on with.")
        if owner(run.path) is not None:
            raise RunError(
                f"The run {run.name} is being trained already.", mend="Follow that training."
            )
        clear_requests(run.path)
        checkpoint = CheckpointStore(run.checkpoints_path).latest()
        kept = checkpoint.events_size if checkpoint else 0
        forget_events(run, kept)
        return cls(run, _spawn(run.path, more_epochs), first_byte=kept)

    @classmethod
    def follow(cls, run: Run) -> HostedRun:
        """Follow a training that another process has started, from its first event on."""
        return cls(run, None)

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        if self._process is not None:
            return self._process.poll() is None
        return owner(self.run.path) is not None

    def request(self, request: Request, value: Value = None) -> None:
        """Steer the training as `Control` does; it obeys within one batch, request after request.

        Args:
            request: What is asked for.
            value: What goes with it: "step" or "epoch" for `allow`, the rate for `learning_rate`.

        Raises:
            ConfigError: The value is not allowed.
            RunError: The run folder cannot be written.
        """
        send_request(self.run.path, request, value)

    def kill(self) -> None:
        """End the process at once; the run can go on from its last checkpoint."""
        import psutil

        pid = self._process.pid if self._process else owner(self.run.path)
        if pid is not None:
            with suppress(psutil.Error):
                psutil.Process(pid).kill()
        if self._process is not None:
            self._process.wait()

    def poll(self) -> list[Event]:
        """Return the events that came since the last call; of very many, the first ones.

        Where the process ended without saying so, a failed `RunEnded` is written and returned.
        """
        running = self.is_running
        events = self._tail.read()
        self._ended |= any(isinstance(event, RunEnded) for event in events)
        if not running and not events and not self._ended and owner(self.run.path) is None:
            self._ended = True
            events.append(self._died())
        return events

    @property
    def ended(self) -> bool:
        """Whether the last event has come."""
        return self._ended

    def _died(self) -> RunEnded:
        code = self._process.returncode if self._process else None
        how = f" (exit status {code})" if code is not None else ""
        event = RunEnded(
            time=time.time(),
            status="failed",
            message=f"The process that trained {self.run.name} was ended from outside{how}.",
            mend="Resume the run: it goes on from its last checkpoint. The folder's process.txt "
            "may tell more; a computer that runs out of memory ends processes in this way.",
            seconds=time.monotonic() - self._began,
        )
        with suppress(OSError), self.run.events_path.open("ab") as stream:
            stream.write(b"\n" + to_json(event).encode() + b"\n")  # a kill may leave half a line
        return event


class EventTail:
    """Reads events while another process appends them.

    Args:
        path: `events.jsonl`.
        first_byte: Where to begin.
    """

    def __init__(self, path: Path, first_byte: int = 0) -> None:
        self._path = path
        self._offset = first_byte

    def read(self) -> list[Event]:
        """Return the events of the lines that were finished since the last call.

        Of very many it returns the first ones, so that who reads them can do something else in
        between.
        """
        try:
            with self._path.open("rb") as stream:
                stream.seek(self._offset)
                data = stream.read(_BYTES_AT_ONCE)
                if len(data) == _BYTES_AT_ONCE:
                    data += stream.readline()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        events = []
        for line in whole.decode("utf-8", errors="replace").splitlines():
            with suppress(RunError):
                events.append(from_json(line))
        return events


def main(arguments: Sequence[str]) -> int:
    """Train the run whose folder is the first argument; return the exit status.

    Args:
        arguments: The folder and, where it is to train further, the number of epochs to add.
    """
    from training.trainer import train

    run = Run.open(Path(arguments[0]))
    more_epochs = int(arguments[1]) if len(arguments) > 1 else 0
    control = Control()
    try:
        with obeying(run.path, control):
            train(
                run,
                locations=current_locations(),
                on_event=_ignore,
                control=control,
                more_epochs=more_epochs,
                ready=True,
            )
    except LesionLabError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the child's output is process.txt
        return 1
    return 0


def _ignore(event: Event) -> None:
    """Events are in the folder already."""


def _spawn(folder: Path, more_epochs: int) -> subprocess.Popen[bytes]:
    """Start a process that does not end with this one."""
    try:
        with (folder / "process.txt").open("wb") as output:
            process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own program
                _command(folder, more_epochs),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **_DETACHED,
            )
        _children[:] = [child for child in _children if child.poll() is None]  # reaps the others
        _children.append(process)
        return process
    except OSError as error:
        raise RunError(
            f"No process can be started for the run {folder.name}: {error.strerror}."
        ) from error


def _command(folder: Path, more_epochs: int) -> list[str]:
    arguments = [str(folder), str(more_epochs)] if more_epochs else [str(folder)]
    if getattr(sys, "frozen", False):
        return [sys.executable, "host", *arguments]
    return [sys.executable, "-m", "training.host", *arguments]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
