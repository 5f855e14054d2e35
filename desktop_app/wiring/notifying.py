"""Tells who is elsewhere how far a training is, and that it has ended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop_app.launcher import show_in_launcher
from desktop_app.train.pace import Pace
from desktop_app.widgets.icons import icon
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.events import Event, RunEnded, RunStarted, StepEnded

_TITLE = "LesionLab"
_ENDED = {
    "done": "The training is done",
    "stopped": "The training was stopped",
    "failed": "The training has failed",
}


class NotifyWiring(Wiring):
    """The window's title and the launcher show how far a training is.

    When it ends while another window is in use, the system says so, where it can; else the
    window's entry in the taskbar asks for attention.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._pace: Pace | None = None
        self._name = ""
        self._unseen = 0
        self._tray: QSystemTrayIcon | None = None
        parts.window.check_notifications(parts.settings.notifications)
        parts.window.attended.connect(self._on_attended)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.session.failed.connect(self._on_failed)
        self.commands = {"notifications": self._toggle}

    def notify(self, title: str, words: str) -> None:
        """Tell something, unless the window is in use or nobody wants to know.

        Args:
            title: What has happened.
            words: More about it.
        """
        window = self._parts.window
        if not self._parts.settings.notifications or window.isActiveWindow():
            return
        self._unseen += 1
        _show_badge(self._unseen)
        QApplication.alert(window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            tray = self._tray_icon()
            tray.show()  # what is not shown cannot say anything
            tray.showMessage(title, words, tray.icon())

    def _tray_icon(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("app"), self)
            self._tray.setToolTip(_TITLE)
            self._tray.activated.connect(self._come_back)
            self._tray.messageClicked.connect(self._come_back)
        return self._tray

    @Slot()
    def _on_attended(self) -> None:
        """Take back what asked for attention, once the window has it."""
        if self._unseen:
            self._unseen = 0
            _show_badge(0)
            if self._tray is not None:
                self._tray.hide()

    @Slot()
    def _come_back(self) -> None:
        window = self._parts.window
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if state in ("starting", "idle"):
            self._pace, self._name = None, ""
            self._show_pace()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        steps = [event for event in events if isinstance(event, StepEnded)]
        for event in events:
            if isinstance(event, RunStarted):
                self._pace, self._name = Pace(), Path(event.run).name
            if self._pace is not None and not isinstance(event, StepEnded):
                self._pace.take(event)
        if self._pace is not None and steps:
            self._pace.take_steps(steps)
        end = events[-1]
        if isinstance(end, RunEnded) and end.status in _ENDED:
            self.notify(_ENDED[end.status], end.message or self._name)
            self._pace = None
        self._show_pace()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """Tell of a failure that no event has told of: the run could not begin."""
        if not self._name:
            words = error.message if isinstance(error, LesionLabError) else type(error).__name__
            self.notify(_ENDED["failed"], words)

    def _show_pace(self) -> None:
        pace = self._pace
        share = None if pace is None else min(1.0, pace.steps_done / pace.steps)
        percentage = "" if share is None else f"{int(100 * share)} %  ·  "
        self._parts.window.setWindowTitle(f"{percentage}{_TITLE}")
        show_in_launcher(share)

    def _toggle(self) -> None:
        settings = self._parts.settings
        settings.notifications = not settings.notifications
        self._parts.window.check_notifications(settings.notifications)


def _show_badge(number: int) -> None:
    """Show a number on the program's icon, where the desktop does that; 0 takes it away."""
    qt = QApplication.instance()
    if isinstance(qt, QApplication):
        qt.setBadgeNumber(number)
