"""Who is elsewhere learns how far a training is, and that it has ended; without a training."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import launcher
from desktop_app.app import Application
from desktop_app.launcher import show_in_launcher
from desktop_app.wiring import notifying
from training.errors import TrainingError
from training.events import EpochEnded, Event, RunEnded, RunStarted, StepEnded

STARTED = RunStarted(
    time=1.0,
    run="/runs/first",
    epochs=4,
    steps_per_epoch=5,
    validation_steps=1,
    counts={"train": 40},
)
DONE = RunEnded(time=9.0, status="done", seconds=8.0)
FAILED = RunEnded(time=9.0, status="failed", message="The disk is full.", mend="Make room.")


def steps(count: int) -> list[Event]:
    """Return the first steps of a run of five an epoch."""
    return [
        StepEnded(time=2.0 + n, epoch=n // 5, step=n % 5, logs={"loss": 1.0}) for n in range(count)
    ]


class Desktop:
    """What the desktop was asked to do, in place of a real one."""

    def __init__(self) -> None:
        self.alerts = 0
        self.badges: list[int] = []
        self.messages: list[tuple[str, str]] = []
        self.shares: list[float | None] = []


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    desktop = Desktop()

    def alert(*_: object) -> None:
        desktop.alerts += 1

    monkeypatch.setattr(QApplication, "alert", alert)
    monkeypatch.setattr(
        QApplication, "setBadgeNumber", lambda _, number: desktop.badges.append(number)
    )
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _: None)
    monkeypatch.setattr(
        QSystemTrayIcon,
        "showMessage",
        lambda _, title, text, *__: desktop.messages.append((title, text)),
    )
    monkeypatch.setattr(notifying, "show_in_launcher", desktop.shares.append)
    return desktop


@pytest.fixture
def tell(application: Application) -> Callable[..., None]:
    """Return what lets the session tell events, as a training does."""
    return lambda *events: application.session.events_arrived.emit(list(events))


@pytest.fixture
def elsewhere(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another window be in use."""
    monkeypatch.setattr(application.window, "isActiveWindow", lambda: False)


def test_title_and_launcher_show_how_far_it_is(
    application: Application, desktop: Desktop, tell: Callable[..., None]
) -> None:
    assert application.window.windowTitle() == "LesionLab"
    tell(STARTED)
    assert application.window.windowTitle() == "0 %  ·  LesionLab"
    tell(*steps(7))
    assert application.window.windowTitle() == "35 %  ·  LesionLab"
    tell(EpochEnded(time=9.0, epoch=1, logs={}, seconds=1.0, best=True), DONE)
    assert application.window.windowTitle() == "LesionLab"
    assert desktop.shares[:2] == [0.0, 0.35]
    assert desktop.shares[-1] is None


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("end", "message"),
    [
        (DONE, ("The training is done", "first")),
        (FAILED, ("The training has failed", "The disk is full.")),
    ],
)
def test_an_end_is_told_to_who_is_elsewhere(
    application: Application,
    desktop: Desktop,
    tell: Callable[..., None],
    end: RunEnded,
    message: tuple[str, str],
) -> None:
    tell(STARTED, *steps(2))
    assert not desktop.messages
    tell(end)

    assert desktop.messages == [message]
    assert desktop.alerts == 1
    assert desktop.badges == [1]


def test_who_comes_back_to_the_window_is_not_reminded_any_more(
    qtbot: QtBot, application: Application, desktop: Desktop, tell: Callable[..., None]
) -> None:
    elsewhere = QWidget()
    qtbot.addWidget(elsewhere)
    elsewhere.show()
    elsewhere.activateWindow()
    qtbot.waitUntil(elsewhere.isActiveWindow)
    tell(STARTED, DONE)
    assert desktop.badges == [1]

    application.window.activateWindow()
    qtbot.waitUntil(lambda: desktop.badges == [1, 0])


@pytest.mark.usefixtures("elsewhere")
def test_who_closes_the_window_is_not_reminded_any_more(
    application: Application, desktop: Desktop, tell: Callable[..., None]
) -> None:
    tell(STARTED, DONE)
    assert application.window.close()

    assert desktop.badges == [1, 0]


@pytest.mark.usefixtures("elsewhere")
def test_a_run_that_cannot_begin_is_told_once(application: Application, desktop: Desktop) -> None:
    application.session.failed.emit(TrainingError("There is no memory."))

    assert desktop.messages == [("The training has failed", "There is no memory.")]


def test_who_looks_at_the_window_is_told_nothing(
    qtbot: QtBot, application: Application, desktop: Desktop, tell: Callable[..., None]
) -> None:
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)
    tell(STARTED, DONE)

    assert desktop.messages == []
    assert desktop.alerts == 0


@pytest.mark.usefixtures("elsewhere")
def test_who_wants_no_notification_gets_none_also_the_next_time(
    application: Application, desktop: Desktop, tell: Callable[..., None]
) -> None:
    application.window.command.emit("notifications")
    tell(STARTED, DONE)
    assert desktop.messages == []
    assert desktop.alerts == 0
    assert not application._settings.notifications

    application.window.command.emit("notifications")
    tell(STARTED, DONE)
    assert len(desktop.messages) == 1


@pytest.mark.usefixtures("elsewhere")
def test_a_desktop_without_a_tray_is_no_error(
    application: Application,
    desktop: Desktop,
    tell: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    tell(STARTED, DONE)

    assert desktop.messages == []
    assert desktop.alerts == 1


def test_a_desktop_without_a_bus_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "_shown", None)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    show_in_launcher(0.5)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nothing/there")
    show_in_launcher(0.5)
    show_in_launcher(None)
