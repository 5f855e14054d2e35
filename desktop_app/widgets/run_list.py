"""Runs that wait for somebody: each with what it was, and one thing that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card

SHOWN = 2
"""What the start page has room for in a small window."""


@dataclass(frozen=True)
class RunRow:
    """A run in the list.

    Attributes:
        path: Its folder.
        title: Its name.
        words: What it was about and how far it came.
        action: What can be done: "Resume", "Follow".
    """

    path: str
    title: str
    words: str
    action: str


class RunList(Card):
    """The newest few runs that are not done; hidden while there are none.

    Signals:
        chosen: Folder of the run whose button was pressed (str).
    """

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._rows: list[QWidget] = []
        self._more = QLabel()
        self._more.setProperty("role", "small")
        self.header.addWidget(self._more)
        self.body.setSpacing(current_sizes().spacing["close"])
        self.hide()

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """Show runs in place of those before, the newest first."""
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(run) for run in runs[:SHOWN]]
        more = len(runs) - SHOWN
        self._more.setText(f"{more:,} more: View > Runs" if more > 0 else "")
        for row in self._rows:
            self.body.addWidget(row)
        self.setVisible(bool(runs))

    def _row(self, run: RunRow) -> QWidget:
        title, words = QLabel(run.title), QLabel(run.words)
        words.setProperty("role", "muted")
        text = QVBoxLayout()
        text.setSpacing(0)
        for label in (title, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            text.addWidget(label)
        button = QPushButton(run.action)
        button.setProperty("run", run.path)
        button.setAccessibleName(f"{run.action} {run.title}")
        button.setAccessibleDescription(run.words)
        button.clicked.connect(self._on_clicked)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(text, 1)
        layout.addWidget(button)
        return row

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(str(button.property("run")))
