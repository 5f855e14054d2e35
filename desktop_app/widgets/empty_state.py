"""What a view shows when it has nothing to show yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon


class EmptyState(QWidget):
    """A title, a sentence, and what can be done about it.

    Signals:
        action_triggered: The text of the action that was chosen.
    """

    action_triggered = Signal(str)

    def __init__(
        self,
        title: str,
        text: str,
        actions: Sequence[str] = (),
        *,
        icon: str = "picture",
        parent: QWidget | None = None,
    ) -> None:
        """Make the view.

        Args:
            title: What is missing.
            text: Where it comes from, in one sentence.
            actions: Texts of the buttons, the main one first.
            icon: Name of an icon.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        sizes = current_sizes()
        layout = QVBoxLayout(self)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addStretch(1)
        picture = QLabel()
        picture.setProperty("icon_size", 40)
        set_icon(picture, icon, "muted")
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        sentence = QLabel(text)
        sentence.setProperty("role", "muted")
        sentence.setMaximumWidth(sizes.px(440))
        for label in (picture, heading, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not picture)
        # A label with a maximum width that is aligned in its layout would be as narrow as a word.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(sentence, 100)
        row.addStretch(1)
        layout.addWidget(picture)
        layout.addWidget(heading)
        layout.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(sizes.spacing["close"])
        buttons.addStretch(1)
        for number, action in enumerate(actions):
            button = QPushButton(action)
            if number == 0:
                button.setProperty("kind", "primary")
            button.clicked.connect(self._on_clicked)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(2)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.action_triggered.emit(button.text())
