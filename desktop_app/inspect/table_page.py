"""What pages with one table about a part have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.inspect.part_page import PartPage
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.estimate_table import EstimateCard


class TablePage(PartPage):
    """The part, another choice and a line of words above a table; shows the test part first.

    Attributes:
        choice: The other choice.
        about: The line of words.
        card: The table.
    """

    def __init__(self, title: str, choice: str, parent: QWidget | None = None) -> None:
        """Make a page without a run.

        Args:
            title: What the table is called.
            choice: What is chosen beside the part, as a screen reader says it.
            parent: Qt's parent.
        """
        super().__init__("test", parent)
        self.choice = ChoiceBox(choice)
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.card = EstimateCard(title)
        spacing = current_sizes().spacing
        top = QHBoxLayout()
        top.addWidget(self.part)
        top.addWidget(self.choice)
        top.addWidget(self.about, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, spacing["normal"], 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(top)
        layout.addWidget(self.card, 1)

    def _show_part(self) -> None:
        self.card.table.show_rows((), ())
