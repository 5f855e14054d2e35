"""Messages to and from a browser: the client's side of a WebSocket (RFC 6455)."""

from __future__ import annotations

import base64
import os
import socket
import struct

from training.errors import LesionLabError

_ANSWER_SECONDS = 600
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class BrowserError(LesionLabError):
    """The browser does not start, or what it was given fails there."""


class WebSocket:
    """The little of RFC 6455 that a DevTools client needs: text, whole or in pieces."""

    def __init__(self, port: int, path: str) -> None:
        """Connect.

        Args:
            port: Of this computer.
            path: Of what is steered there.

        Raises:
            BrowserError: It is refused.
            OSError: Nothing listens there.
        """
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS)
        self._stream = self._socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(request.encode())
        status = self._stream.readline()
        while self._stream.readline().strip():
            pass
        if b" 101 " not in status:
            self.close()
            raise BrowserError(f"The browser refuses to be steered: {status.decode().strip()}.")

    def close(self) -> None:
        """Disconnect."""
        self._stream.close()
        self._socket.close()

    def send(self, text: str) -> None:
        """Send a message."""
        self._frame(_TEXT, text.encode())

    def receive(self) -> str:
        """Return the next message.

        Raises:
            OSError: The other side has ended, or says nothing for ten minutes.
        """
        parts = []
        while True:
            first, second = self._read(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._read(8))
            payload = self._read(length)
            kind = first & 0x0F
            if kind == _PING:
                self._frame(_PONG, payload)
            elif kind == _CLOSE:
                raise ConnectionError("it has ended")
            elif kind != _PONG:
                parts.append(payload)
                if first & 0x80:
                    return b"".join(parts).decode()

    def _frame(self, kind: int, payload: bytes) -> None:
        """Send a frame; the mask, which a client must name, is zero and changes nothing."""
        size = len(payload)
        if size < 126:
            head = struct.pack(">BB", 0x80 | kind, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack(">BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack(">BBQ", 0x80 | kind, 0x80 | 127, size)
        self._socket.sendall(head + bytes(4) + payload)

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if data is None or len(data) < size:
            raise ConnectionError("it has ended")
        return data
