"""Asking a server on a thread of its own, so that nobody has to wait with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import Empty, Full, Queue
from typing import cast

from training.data.download.line import Line
from training.data.download.web import Reply, open_reply

TICK = 0.1
"""Seconds after which whoever waits is told that nothing has come."""
_AHEAD = 8
"""Pieces that are fetched before they are asked for."""
_END = b""


@contextmanager
def open_patiently(
    url: str, offset: int, validator: str, waiting: Callable[[], None]
) -> Iterator[Reply]:
    """Ask for a file as `web.open_reply` does, from another thread.

    Args:
        url: Its address.
        offset: Bytes that are there already.
        validator: What the server called the content that those bytes are of.
        waiting: Called ten times a second as long as nothing comes; what it raises ends the
            waiting at once, and the connection with it.

    Raises:
        Failure: As `web.open_reply` does.
    """
    courier = _Courier(url, offset, validator)
    courier.start()
    try:
        reply = cast(Reply, courier.next(waiting))
        yield replace(reply, pieces=_pieces(courier, waiting))
    finally:
        courier.dismiss()


def _pieces(courier: _Courier, waiting: Callable[[], None]) -> Iterator[bytes]:
    while piece := cast(bytes, courier.next(waiting)):
        yield piece


class _Courier(threading.Thread):
    """Fetches a reply and its pieces, and hands them over in order."""

    def __init__(self, url: str, offset: int, validator: str) -> None:
        super().__init__(name="download", daemon=True)
        self._asked = (url, offset, validator)
        self._line = Line()
        self._brought: Queue[Reply | bytes | BaseException] = Queue(_AHEAD)
        self._dismissed = threading.Event()

    def run(self) -> None:
        """Bring everything, the reason why there is no more at the end."""
        try:
            with open_reply(*self._asked, line=self._line) as reply:
                self._hand_over(reply)
                for piece in reply.pieces:
                    if not self._hand_over(piece):
                        return
            self._hand_over(_END)
        except BaseException as error:  # raised again where it is waited for
            self._hand_over(error)

    def next(self, waiting: Callable[[], None]) -> Reply | bytes:
        """Return what comes next."""
        while True:
            try:
                brought = self._brought.get(timeout=TICK)
            except Empty:
                waiting()
                continue
            if isinstance(brought, BaseException):
                raise brought
            return brought

    def dismiss(self) -> None:
        """End the connection, and wait until the thread has noticed; not while it connects."""
        self._dismissed.set()
        self._line.cut()
        self.join(10 * TICK)

    def _hand_over(self, brought: Reply | bytes | BaseException) -> bool:
        """Wait until there is room, and return whether it is still wanted."""
        while not self._dismissed.is_set():
            with suppress(Full):
                self._brought.put(brought, timeout=TICK)
                return True
        return False
