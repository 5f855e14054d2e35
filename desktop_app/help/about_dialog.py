"""What LesionLab is, in which version, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.help.text_dialog import TextDialog, TextTable, search_field

_WHAT = "LesionLab trains, judges and uses skin-lesion classifiers on this computer."
_CAUTION = "For research and education. It is not a medical device. Licence: Apache-2.0"


class AboutDialog(TextDialog):
    """Versions at once; all parts with their licences as soon as they were read.

    Attributes:
        search: Words to look for among the parts.
        table: The parts.
        state: How many parts there are, or that they are being read.
    """

    def __init__(self, versions: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Show what is known at once.

        Args:
            versions: Of the main parts, by name.
            parent: Qt's parent.
        """
        super().__init__("About LesionLab", (680, 600), parent)
        self._versions = dict(versions)
        own = self._versions.get("lesionlab", "")
        title = QLabel(f"LesionLab {own}" if own[:1].isdigit() else "LesionLab")
        title.setProperty("role", "title")
        main = "  ·  ".join(f"{n} {v}" for n, v in self._versions.items() if n != "lesionlab")
        labels = [QLabel(_WHAT), QLabel(_CAUTION), QLabel(main)]
        labels[2].setProperty("role", "muted")
        self.state = QLabel("Reading the licences of all parts…")
        self.state.setProperty("role", "muted")
        self.table = TextTable("Installed parts", ("Part", "Version", "Licence"))
        self.search = search_field("Search the parts", self.table)
        for widget in (title, *labels, self.search, self.table, self.state):
            self.rows.addWidget(widget)
        for label in labels:
            label.setWordWrap(True)
        self.search.setFocus()
        self.copy.setToolTip("Put versions and licences on the clipboard.")

    @Slot(object)
    def show_parts(self, parts: Sequence[tuple[str, str, str]]) -> None:
        """Show all parts: name, version and licence of each."""
        self.table.show_rows(parts)
        self.table.show_those_with(self.search.text())
        self.state.setText(f"{len(parts):,} parts, with what each states as its licence.")

    def text(self) -> str:
        """Return versions, then the parts that are shown."""
        versions = [f"{name} {version}" for name, version in self._versions.items()]
        parts = ["\t".join(row) for row in self.table.shown()]
        return "\n".join((_CAUTION, *versions, "", *parts))
