"""A message in its place: what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes, set_look
from desktop_app.widgets.icons import set_icon

Kind = Literal["info", "warning", "error"]
_TOKENS = {"info": "accent_text", "warning": "warning", "error": "error"}
_NAMES = {"info": "Note", "warning": "Warning", "error": "Error"}


class MessageBar(QFrame):
    """A message that a person can put away; hidden while there is none.

    As high as its words need at its width, and no higher.

    Signals:
        dismissed: The person has put the message away.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        spacing = current_sizes().spacing
        self._icon = QLabel()
        self._message = QLabel()
        self._mend = QLabel()
        self._mend.setProperty("role", "muted")
        text = QVBoxLayout()
        text.setSpacing(spacing["tight"])
        for label in (self._message, self._mend):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.addWidget(label)
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setAccessibleName("Dismiss this message")
        close.setToolTip("Dismiss")
        set_icon(close, "cross", "muted")
        close.clicked.connect(self._on_close_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(
            spacing["normal"], spacing["close"], spacing["close"], spacing["close"]
        )
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        self._actions = QHBoxLayout()
        layout.addLayout(self._actions)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Stay as high as the words need."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            # A size policy would take the height of the hint, in which words wrap elsewhere.
            needed = self.heightForWidth(self.width())
            if needed > 0:  # Qt says -1 before there is anything to lay out
                self.setMaximumHeight(needed)
        return done

    def show_message(self, kind: Kind, message: str, mend: str = "") -> None:
        """Show a message.

        Args:
            kind: How serious it is; shown by icon and edge, and read out.
            message: What is the matter.
            mend: What to do about it.
        """
        set_look(self, "kind", kind)
        set_icon(self._icon, kind, _TOKENS[kind])
        self._message.setText(message)
        self._mend.setText(mend)
        self._mend.setVisible(bool(mend))
        self.setAccessibleName(f"{_NAMES[kind]}: {message}")
        self.setAccessibleDescription(mend)
        self.show()

    def add_action(self, button: QAbstractButton) -> None:
        """Add a button for what is to be done about it, before the one that puts it away."""
        self._actions.addWidget(button)

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """Show sentences without capital and full stop, a line each; none takes the bar away."""
        if warnings:
            self.show_message("warning", "\n".join(f"{w[:1].upper()}{w[1:]}." for w in warnings))
        else:
            self.clear()

    def clear(self) -> None:
        """Take the message away."""
        self.hide()

    def _on_close_clicked(self) -> None:
        self.hide()
        self.dismissed.emit()
