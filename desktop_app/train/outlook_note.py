"""What is to be said of a training before it starts, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.theme import set_look

SHOWN = 2


class OutlookNote(QLabel):
    """The first few doubts, or why a training cannot start; hidden while there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "warning")
        self.hide()

    def show_outlook(self, doubts: Sequence[str], refusal: str) -> None:
        """Show what is to be said.

        Args:
            doubts: What is doubtful, in sentences; the tool tip has all of them.
            refusal: Why it cannot start; empty where it can.
        """
        lines = [refusal] if refusal else [*doubts[:SHOWN]]
        more = 0 if refusal else len(doubts) - SHOWN
        if more > 0:
            lines.append(f"And {more:,} more.")
        set_look(self, "role", "error" if refusal else "warning")
        self.setText("\n".join(lines))
        self.setToolTip("" if refusal else "\n".join(doubts))
        self.setVisible(bool(lines))
