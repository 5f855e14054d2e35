"""What is folded away under a title, and made when it is first unfolded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.tab_order import tab_through


class Fold(QWidget):
    """A title with an arrow, and below it what it unfolds to.

    Attributes:
        header: The title; it is checked while unfolded.
        content: What is folded away; None until it was unfolded once.
    """

    def __init__(
        self, title: str, make: Callable[[], QWidget], parent: QWidget | None = None
    ) -> None:
        """Make it, folded.

        Args:
            title: The title.
            make: Makes the content.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.content: QWidget | None = None
        self._title, self._make = title, make
        self.header = QToolButton()
        self.header.setText(title)
        self.header.setProperty("kind", "quiet")
        self.header.setCheckable(True)
        self.header.setArrowType(Qt.ArrowType.RightArrow)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.header.toggled.connect(self._on_toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_sizes().spacing["tight"])
        self._column.addWidget(self.header, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def is_unfolded(self) -> bool:
        """Whether the content can be seen."""
        return self.header.isChecked()

    def unfold(self, unfolded: bool = True) -> None:
        """Show or hide the content."""
        self.header.setChecked(unfolded)

    def show_note(self, note: str) -> None:
        """Say something of the content beside the title."""
        self.header.setText(f"{self._title}  ·  {note}" if note else self._title)

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:
        if self.content is None:
            self.content = self._make()
            self._column.addWidget(self.content)
            tab_through(self.header, self.content)
        self.content.setVisible(unfolded)
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self.header.setArrowType(arrow)
