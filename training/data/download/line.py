"""A connection to a server that another thread can cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Line:
    """The sockets of a request, wherever it is sent on to. May be cut from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def session(self) -> requests.Session:
        """Return a session whose connections are on this line."""
        session = requests.Session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter(self))
        return session

    def add(self, connected: socket.socket) -> None:
        """Note a connection; it is cut at once where the line is."""
        with self._lock:
            self._sockets.append(connected)
            if self._is_cut:
                _cut(connected)

    def cut(self) -> None:
        """End all connections: whoever reads from one is told that nothing more comes."""
        with self._lock:
            self._is_cut = True
            for connected in self._sockets:
                _cut(connected)


class _Adapter(HTTPAdapter):
    """Notes the connections that it makes."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = _noted(type(pool).ConnectionCls, self._line)
        return pool


def _noted(kind: Any, line: Line) -> Any:
    """Return a class of connections that note their sockets."""

    class Noted(kind):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            line.add(self.sock)

    return Noted


def _cut(connected: socket.socket) -> None:
    # It may be closed already, or within the encryption of a proxy and no socket of its own; its
    # reader then waits until the server has been silent for too long.
    with suppress(OSError, TypeError):
        # Not the method of an encrypted socket, which would take away what its reader works with.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
