"""A folder that a person may move elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop_app.theme import current_sizes


class FolderRow(QWidget):
    """The folder, to be written or chosen.

    Attributes:
        field: The folder.
        browse: Asks for another one.

    Signals:
        entered: What was written (Path), once Enter is pressed or the field is left.
        browse_requested: A dialog of the system is to ask for it.
    """

    entered = Signal(object)
    browse_requested = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """Make the row.

        Args:
            what: What the folder is of: "data sets".
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._folder = ""
        self.field = QLineEdit()
        self.field.setAccessibleName(f"Folder of the {what}")
        self.browse = QPushButton("Choose…")
        self.browse.setAccessibleName(f"Choose the folder of the {what}")
        self.browse.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_sizes().spacing["close"])
        row.addWidget(self.field, 1)
        row.addWidget(self.browse)
        self.field.editingFinished.connect(self._on_edited)
        self.browse.clicked.connect(self.browse_requested)

    def show_folder(self, folder: Path) -> None:
        """Show which folder it is."""
        self._folder = str(folder)
        self.field.setText(self._folder)
        self.field.setCursorPosition(0)
        self.field.setToolTip(self._folder)

    @Slot()
    def _on_edited(self) -> None:
        text = self.field.text().strip()
        if not text:
            self.field.setText(self._folder)
        elif text != self._folder:
            self.entered.emit(Path(text).expanduser())
