"""What a new data set is called."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from training.data.dataset_name import LONGEST, why_not_name


class NameField(QWidget):
    """A field with a name that was suggested, and why another one cannot be taken.

    Attributes:
        field: The field.

    Signals:
        changed: Another name was written.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: frozenset[str] = frozenset()
        self.field = QLineEdit()
        self.field.setAccessibleName("Name of the data set")
        self.field.setToolTip("Its folder among your data sets is called so, too.")
        self.field.setMaxLength(LONGEST)
        self._why = QLabel()
        self._why.setProperty("role", "warning")
        self._why.setWordWrap(True)
        self._why.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addWidget(self.field)
        layout.addWidget(self._why)
        self.field.textChanged.connect(self._on_text_changed)

    @property
    def name(self) -> str:
        """What is written."""
        return self.field.text().strip()

    @property
    def why_not(self) -> str:
        """Why the name cannot be taken; empty where it can."""
        return self._why.text()

    def forget(self) -> None:
        """Take the next suggestion, whatever was written."""
        self.field.setModified(False)

    def suggest(self, name: str, taken: Collection[str]) -> None:
        """Suggest a name; one that a person wrote stays.

        Args:
            name: The name.
            taken: Names that data sets have already.
        """
        self._taken = frozenset(taken)
        if not self.field.isModified():
            self.field.setText(name)
        self._on_text_changed()

    @Slot()
    def _on_text_changed(self) -> None:
        self._why.setText(why_not_name(self.name, self._taken))
        self._why.setVisible(bool(self._why.text()))
        self.changed.emit()
