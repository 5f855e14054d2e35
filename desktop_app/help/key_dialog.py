"""The keyboard map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.help.keys import Key
from desktop_app.help.text_dialog import TextDialog, TextTable, search_field

_ABOUT = (
    "Tab goes to the next control, arrows move within lists, curves and sliders, the menu key "
    "opens what can be done with a plot or a row. Pages that were not opened yet are not listed."
)


class KeyDialog(TextDialog):
    """Every key with where it works and what it does; what is shown can be copied.

    Attributes:
        search: Words to look for.
        table: The keys.
    """

    def __init__(self, keys: Sequence[Key], parent: QWidget | None = None) -> None:
        """Show keys.

        Args:
            keys: In the order of their rows.
            parent: Qt's parent.
        """
        super().__init__("Keyboard", (680, 620), parent)
        self.table = TextTable("Keys", ("Key", "What it does", "Where"))
        self.table.show_rows([(key.native, key.words, key.place) for key in keys])
        self.search = search_field("Search the keys", self.table)
        about = QLabel(_ABOUT)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        for widget in (self.search, self.table, about):
            self.rows.addWidget(widget)
        self.copy.setToolTip("Put the keys that are shown on the clipboard, one a line.")
        self.search.setFocus()

    def text(self) -> str:
        """Return the keys that are shown, one a line."""
        return "\n".join("\t".join(row) for row in self.table.shown())
