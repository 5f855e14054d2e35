"""What happened in a run, in words, and the end of its log file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.event_words import event_lines
from desktop_app.widgets.card import Card
from training.events import Event

_MILLISECONDS = 1000
_LINES = 20_000
"""The last lines that are kept; a run of ten thousand epochs has twice that."""
_NOTHING_LOGGED = "Nothing was logged. Warnings, and what failed, stand here with their cause."


class LogPage(QWidget):
    """Two texts that can be copied; renewed once a second while they are looked at.

    Attributes:
        events: What happened, in words.
        log: The end of the log file.
        copies: The buttons that copy them.

    Signals:
        log_wanted: The log file is looked at; its end comes back by `show_log`.
    """

    log_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = 0
        self._live = False
        self.events = _text("What happened", "Nothing has happened yet.")
        self.log = _text("log.txt of the run", _NOTHING_LOGGED)
        self.log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copies: list[QPushButton] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["normal"])
        for text in (self.events, self.log):
            card = Card(text.accessibleName())
            copy = QPushButton("Copy")
            self.copies.append(copy)
            copy.setProperty("kind", "quiet")
            copy.setAccessibleName(f"Copy: {text.accessibleName()}")
            copy.setToolTip("Copies the whole text to the clipboard.")
            copy.clicked.connect(lambda _=False, text=text: _copy(text))
            card.header.addWidget(copy)
            card.body.addWidget(text, 1)
            layout.addWidget(card, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.log_wanted)

    def set_live(self, live: bool) -> None:
        """Say whether the run goes on, so that the log file grows."""
        self._live = live
        self._look_or_rest()

    def clear(self) -> None:
        """Forget the run."""
        self._shown = 0
        self.events.clear()
        self.log.clear()

    def show_events(self, told: Sequence[Event]) -> None:
        """Show what was told so far, in order; what was shown before is not written again.

        Args:
            told: All events of the run that are worth a line.
        """
        lines = event_lines(told[self._shown :])
        self._shown = len(told)
        if lines:
            self.events.appendPlainText("\n".join(lines))

    def show_log(self, text: str) -> None:
        """Show the end of the log file."""
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the log file."""
        super().showEvent(event)
        self.log_wanted.emit()
        self._look_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more."""
        super().hideEvent(event)
        self._look_or_rest()

    def _look_or_rest(self) -> None:
        if self._live and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()


def _text(name: str, empty: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setAccessibleName(name)
    text.setPlaceholderText(empty)
    text.setMaximumBlockCount(_LINES)
    text.setTabChangesFocus(True)
    text.setMinimumHeight(current_sizes().px(60))
    return text


def _copy(text: QPlainTextEdit) -> None:
    QGuiApplication.clipboard().setText(text.toPlainText())
