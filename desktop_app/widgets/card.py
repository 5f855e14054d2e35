"""Cards: the titled panels that a tab is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes


class Card(QFrame):
    """A panel with a title.

    Attributes:
        header: The title's row; what is added stands at its right.
        body: The layout for what the card holds.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        spacing = current_sizes().spacing
        layout = QVBoxLayout(self)
        margin = spacing["wide"]
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing["normal"])
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.header = QHBoxLayout()
        self.header.addWidget(self._title, 1)
        layout.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing["normal"])
        layout.addLayout(self.body, 1)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Show a title, or none when it is empty."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)


class MetricCard(QFrame):
    """One number with its name and, smaller, its uncertainty."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        spacing = current_sizes().spacing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(
            spacing["wide"], spacing["normal"], spacing["wide"], spacing["normal"]
        )
        layout.setSpacing(0)
        heading = QLabel(name)
        heading.setProperty("role", "muted")
        self._value = QLabel()
        self._value.setProperty("role", "display")
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail = QLabel()
        self._detail.setProperty("role", "small")
        self._detail.setWordWrap(True)
        for label in (heading, self._value, self._detail):
            layout.addWidget(label)
        layout.addStretch(1)
        self.clear()

    def set_value(self, value: str, detail: str = "", tooltip: str = "") -> None:
        """Show a number.

        Args:
            value: The number as it is to be read: "0.81".
            detail: What it rests on: "95 % interval 0.71-0.88 · n = 150".
            tooltip: How it was computed.
        """
        self._value.setText(value)
        self._detail.setText(detail)
        self.setToolTip(tooltip)
        self.setAccessibleName(f"{self._name}: {value}")
        self.setAccessibleDescription(detail)

    def clear(self) -> None:
        """Show that there is no number yet."""
        self.set_value("–", "Not yet known")
