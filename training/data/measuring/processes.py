"""Processes that look at pictures for an import, as Python's lock lets threads do so in turns only.

A process is started by multiprocessing's "spawn", imports Pillow and NumPy alone, and is told and
answers over a pipe. It ends when the pipe does: also when this process is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.data.measuring.looking import Look, Seen

FEWEST = 500
"""Pictures for fewer than which starting processes takes longer than they save."""
_MOST = 8
_SECONDS_TO_END = 5.0


class Lookers:
    """Looks at pictures, in other processes where that helps. Used as a context manager.

    Attributes:
        count: How many batches are looked at side by side.
    """

    def __init__(self) -> None:
        self.count = min(os.cpu_count() or 1, _MOST)
        self._stopped = threading.Event()
        self._processes: list[_Process] = []
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()

    def __enter__(self) -> Lookers:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes."""
        self.stop()
        for process in self._processes:
            process.end()

    def start(self, pictures: int) -> None:
        """Start processes, unless they run or would not help. Returns before they are ready.

        Args:
            pictures: How many pictures there will be.
        """
        if self._processes or pictures < FEWEST or self.count < 2 or not _may_spawn():
            return
        for _ in range(self.count):
            try:
                process = _Process()
            except OSError:  # no more processes or files allowed: threads do it
                break
            self._processes.append(process)
            self._idle.put(process)

    def stop(self) -> None:
        """Leave off, at once where processes look and after the present picture otherwise."""
        self._stopped.set()
        for process in self._processes:
            process.stop()

    def look_at(self, looks: Sequence[Look]) -> list[Seen | str]:
        """Look at pictures; may be called from several threads at once. See `looking.look_at`.

        Raises:
            OSError: A copy cannot be written.
        """
        from training.data.measuring.looking import look_at

        with contextlib.suppress(queue.Empty):
            process = self._idle.get_nowait()
            with contextlib.suppress(EOFError, ConnectionError):
                answer = process.ask(looks)
                self._idle.put(process)
                if isinstance(answer, Exception):
                    raise answer
                return answer
        # No process, or one that was ended from outside, perhaps for want of memory.
        return look_at(looks, lambda: not self._stopped.is_set())


class _Process:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(there,), daemon=True)
        with there:
            self._process.start()

    def ask(self, looks: Sequence[Look]) -> list[Seen | str] | Exception:
        self._pipe.send(looks)
        answer: list[Seen | str] | Exception = self._pipe.recv()
        return answer

    def stop(self) -> None:
        self._process.terminate()

    def end(self) -> None:
        self._process.join(_SECONDS_TO_END)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        self._process.close()
        self._pipe.close()


def _serve(pipe: Connection) -> None:
    """Answer until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asks
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is imported, which is now
    from training.data.measuring.looking import look_at

    with pipe, contextlib.suppress(EOFError, ConnectionError):
        while True:
            looks = pipe.recv()
            answer: list[Seen | str] | Exception
            try:
                answer = look_at(looks)
            except Exception as error:  # told where it was asked
                answer = error
            pipe.send(answer)


def _may_spawn() -> bool:
    """Return whether a new process may run.

    A spawned process imports the main module again. Scripts that do not mind that would begin anew,
    so that only entry points made by installers or run with `-m` of a package are trusted.
    """
    if multiprocessing.current_process().daemon:
        return False
    main = sys.modules["__main__"]
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        return str(spec.name).rpartition(".")[2] == "__main__"
    is_script = str(getattr(main, "__file__", "")).endswith(".py")
    return bool(getattr(sys, "frozen", False)) or not is_script
