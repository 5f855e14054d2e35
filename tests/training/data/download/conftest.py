"""A server of one's own, and no way to any other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.data.web import WebServer, serving


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that reaches for the network, and let none wait."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", f"The test opens a socket to {address}."
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("training.data.download.transfer.PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        yield server
