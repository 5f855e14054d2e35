"""Ctrl-C in the terminal, while Qt waits for events."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Slot


class InterruptWatcher(QObject):
    """Lets Python see Ctrl-C at once, where Qt would let it see it at the next event.

    A signal writes to a socket; Qt watches the socket and calls a slot; Python's own handler runs
    before that slot does, and raises KeyboardInterrupt there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._previous = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def close(self) -> None:
        """Stop watching."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._previous)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_activated(self) -> None:
        self._reader.recv(4096)
