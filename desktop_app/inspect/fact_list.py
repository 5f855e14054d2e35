"""What is known of one picture, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes

_UNKNOWN = "not recorded"


class FactList(QWidget):
    """What each fact is called and, below, what is known; it can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_sizes().spacing["normal"])
        self.setAccessibleName("What is known of the picture")

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Names and what is said of each."""
        return self._facts

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts; an empty one was not recorded."""
        self._facts = tuple((name, said or _UNKNOWN) for name, said in facts)
        self.setAccessibleDescription("; ".join(f"{name}: {said}" for name, said in self._facts))
        while (item := self._column.takeAt(0)) is not None:
            if (shown := item.widget()) is not None:
                shown.setParent(None)
                shown.deleteLater()
        for name, said in self._facts:
            self._column.addWidget(_fact(name, said))


def _fact(name: str, said: str) -> QWidget:
    pair, heading, value = QWidget(), QLabel(name), QLabel(said)
    heading.setProperty("role", "small")
    value.setTextFormat(Qt.TextFormat.PlainText)
    value.setWordWrap(True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    layout = QVBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(heading)
    layout.addWidget(value)
    return pair
