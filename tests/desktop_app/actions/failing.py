"""What work ends with that fails."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop_app.jobs import Job
from tests.desktop_app.conftest import WAIT
from training.errors import LesionLabError


def failure_of(qtbot: QtBot, start: Callable[[], Job]) -> LesionLabError:
    """Return what work ends with that nobody connected a handler to."""
    with capture_exceptions() as caught, qtbot.waitSignal(start().finished, timeout=WAIT):
        pass
    [(_, error, _)] = caught
    assert isinstance(error, LesionLabError)
    return error
