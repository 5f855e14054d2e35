"""One check box a class: which of them count as malignant?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes


class ClassChoice(QWidget):
    """Check boxes with counts, and why a choice cannot be taken.

    Attributes:
        boxes: The check box of each class.

    Signals:
        changed: Another choice was made.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(current_sizes().spacing["tight"])
        self._why = QLabel()
        self._why.setProperty("role", "warning")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._column)
        layout.addWidget(self._why)

    @property
    def positive(self) -> tuple[str, ...]:
        """The classes that are checked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    @property
    def why_not(self) -> str:
        """Why the choice cannot be taken; empty where it can."""
        return self._why.text()

    def show_classes(self, counts: Mapping[str, int], checked: Collection[str]) -> None:
        """Ask about classes.

        Args:
            counts: Pictures of each class.
            checked: The classes that are checked at first.
        """
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        for name, count in counts.items():
            # An ampersand in a name is no shortcut.
            box = QCheckBox(f"{name}  ({count:,})".replace("&", "&&"))
            box.setChecked(name in checked)
            box.toggled.connect(self._on_toggled)
            self.boxes[name] = box
            self._column.addWidget(box)
        self._on_toggled()

    @Slot()
    def _on_toggled(self) -> None:
        checked = len(self.positive)
        if checked == 0:
            self._why.setText("Check at least one class.")
        elif checked == len(self.boxes):
            self._why.setText("Leave at least one class unchecked.")
        else:
            self._why.clear()
        self._why.setVisible(bool(self._why.text()))
        self.changed.emit()
