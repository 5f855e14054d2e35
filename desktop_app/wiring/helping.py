"""Help: the guide, the keyboard map, the log, and what the program is made of."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.help.about_dialog import AboutDialog
from desktop_app.help.guide import FIRST
from desktop_app.help.key_dialog import KeyDialog
from desktop_app.help.keys import keys_of
from desktop_app.help.log_dialog import LogDialog
from desktop_app.help.topics import topic_at
from desktop_app.help.window import GuideWindow
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.about import details, installed_parts, read_log
from training.environment import package_versions
from training.logs import LOG_NAME

_HELPED = "has_help"


class HelpWiring(Wiring):
    """Opens what the Help menu offers; F1 opens the page that belongs to what is looked at.

    Attributes:
        guide: The window of the guide; None before it was first opened.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self.guide: GuideWindow | None = None
        parts.window.closed.connect(self._on_closed)
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            qt.focusChanged.connect(self._on_focus_changed)
        self.commands = {
            "guide": self.show_topic,
            "keys": self._show_keys,
            "log": self._show_log,
            "logs": self._open_logs,
            "about": self._show_about,
        }

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Let a dialog that is new have help too: the window's own key does not reach it."""
        top = now.window() if now is not None else None
        if top is None or top is self._parts.window or top.property(_HELPED):
            return
        top.setProperty(_HELPED, True)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), top)
        key.setWhatsThis("Guide")
        key.activated.connect(self.show_topic)

    @Slot()
    def show_topic(self) -> None:
        """Open the guide at the page that belongs to what is looked at."""
        guide = self.guide
        if guide is not None and guide.isActiveWindow():
            self.show_guide(FIRST)
            return
        focus = QApplication.focusWidget() or QApplication.activeModalWidget()
        self.show_guide(topic_at(focus, self._parts.window.shown))

    def show_guide(self, name: str) -> None:
        """Open the guide at a page."""
        if self.guide is None:
            self.guide = GuideWindow()
        self.guide.show_page(name)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()

    @Slot()
    def _on_closed(self) -> None:
        if self.guide is not None:
            self.guide.close()
            self.guide.deleteLater()
            self.guide = None

    def _show_keys(self) -> None:
        _ = self._parts.tabs.train  # their keys are to be among them
        KeyDialog(keys_of(self._parts.window), self._parts.window).open()

    def _show_about(self) -> None:
        dialog = AboutDialog(package_versions(), self._parts.window)
        job = self._parts.jobs.run("", lambda _progress: _rows())
        job.succeeded.connect(dialog.show_parts)
        dialog.open()

    def _show_log(self) -> None:
        dialog = LogDialog(self._parts.window)
        dialog.folder_wanted.connect(self._open_logs)
        dialog.wanted.connect(partial(self._read_log, dialog))
        self._read_log(dialog)
        dialog.open()

    def _read_log(self, dialog: LogDialog) -> None:
        path = self._parts.locations.logs / LOG_NAME

        def work(_progress: object) -> tuple[str, str, str]:
            log = read_log(path)
            return str(log.path), log.lines, details(log.last_error)

        job = self._parts.jobs.run("", work)
        job.succeeded.connect(dialog.show_log)

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._parts.locations.logs)))


def _rows() -> list[tuple[str, str, str]]:
    return [(part.name, part.version, part.licence) for part in installed_parts()]
