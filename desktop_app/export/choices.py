"""The forms to choose from, a line each, and what has become of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.usable import set_usable


@dataclass(frozen=True)
class FormChoice:
    """A form to choose.

    Attributes:
        name: What the engine calls it.
        title: What a person calls it.
        sentence: What it is for.
        missing: What to do before it can be used; empty where nothing is missing.
    """

    name: str
    title: str
    sentence: str
    missing: str = ""


class FormChoices(QWidget):
    """A box for each form, with what it is for beneath; later with what has become of it.

    Attributes:
        boxes: The boxes by name of the form.

    Signals:
        changed: Other forms are chosen.
    """

    changed = Signal()

    def __init__(self, choices: Sequence[FormChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._notes: dict[str, QLabel] = {}
        self._choices = {choice.name: choice for choice in choices}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_sizes().spacing["normal"])
        grid.setColumnStretch(1, 1)
        for row, choice in enumerate(choices):
            box, note = QCheckBox(choice.title), QLabel()
            note.setTextFormat(Qt.TextFormat.PlainText)
            note.setWordWrap(True)
            note.setProperty("role", "muted")
            box.setAccessibleDescription(choice.sentence)
            box.toggled.connect(self.changed)
            self.boxes[choice.name], self._notes[choice.name] = box, note
            grid.addWidget(box, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(note, row, 1)
        self.forget()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the chosen forms, in the order in which they stand."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def forget(self) -> None:
        """Say what each is for again."""
        for name, choice in self._choices.items():
            self._notes[name].setText(choice.missing or choice.sentence)

    def show_outcome(self, name: str, words: str) -> None:
        """Say what has become of one."""
        self._notes[name].setText(words)

    def set_changeable(self, changeable: bool, why: str) -> None:
        """Let other forms be chosen, or say why not."""
        for name, box in self.boxes.items():
            missing = self._choices[name].missing
            set_usable(box, changeable and not missing, missing or why)
