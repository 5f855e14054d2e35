"""Inspect > Group classes: to which group of a person's own each class belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.evaluation.class_groups import nevus_groups
from training.evaluation.predictions import NEGATIVE, POSITIVE

_ABOUT = (
    "Write the same group beside classes that belong together. Only the reading changes: the model "
    "stays as it is, and the probability of a group is the sum of its classes'."
)
_FEW = "A matrix needs at least two groups."
_EMPTY = "Every class needs a group: {} has none."
_LONGEST = 60


class GroupsDialog(QDialog):
    """A field for each class, and what the groups hold.

    Signals:
        chosen: Group by class, for every class (dict).
    """

    chosen = Signal(object)

    def __init__(
        self,
        classes: Sequence[str],
        positive: Sequence[str],
        groups: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            classes: What the model tells apart.
            positive: Those that count as malignant.
            groups: Group by class to begin with; a class that is not named stands for itself.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setWindowTitle("Group classes")
        sides = {name: POSITIVE if name in positive else NEGATIVE for name in classes}
        nevus = nevus_groups(classes)
        self._usual: dict[str, Mapping[str, str]] = {"sides": sides, "all": {}}
        self.usual = ChoiceBox("Groups to start from")
        choices = [
            ("Start from…", ""),
            ("Benign and malignant", "sides"),
            ("Every class by itself", "all"),
        ]
        if nevus is not None:
            self._usual["nevus"] = nevus.groups
            choices.append((nevus.title, "nevus"))
        self.usual.set_choices(choices)
        self.fields = {name: self._field(name, groups.get(name, name)) for name in classes}
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setProperty("role", "muted")
        self._told.setAccessibleName("The groups")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("Use these groups")
        self.ok.setProperty("kind", "primary")
        self._lay_out(buttons)
        self._show_groups()
        self.usual.chosen.connect(self._on_usual_chosen)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)

    @property
    def groups(self) -> dict[str, str]:
        """Group by class."""
        return {name: " ".join(field.text().split()) for name, field in self.fields.items()}

    def _field(self, name: str, group: str) -> QLineEdit:
        field = QLineEdit(group)
        field.setAccessibleName(f"Group of {name}")
        field.setMaxLength(_LONGEST)
        field.setCursorPosition(0)
        field.textChanged.connect(self._show_groups)
        return field

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        sizes = current_sizes()
        about = QLabel(_ABOUT)
        about.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(sizes.spacing["normal"])
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(self.fields.items()):
            label = QLabel(name.replace("&", "&&"))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        card = Card("Class and its group")
        card.header.addWidget(self.usual)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        column = ScrollColumn(480)
        column.column.addWidget(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(sizes.spacing["section"],) * 4)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(about)
        layout.addWidget(column, 1)
        layout.addWidget(self._told)
        layout.addWidget(buttons)
        self.resize(sizes.px(560), min(sizes.px(640), sizes.px(300 + 42 * len(self.fields))))

    @Slot()
    def _show_groups(self) -> None:
        groups: dict[str, list[str]] = {}
        for name, group in self.groups.items():
            groups.setdefault(group, []).append(name)
        nowhere = groups.pop("", [])
        why = _EMPTY.format(nowhere[0]) if nowhere else _FEW if len(groups) < 2 else ""
        told = " · ".join(f"{group}: {', '.join(names)}" for group, names in groups.items())
        self._told.setText(why or told)
        set_usable(self.ok, not why, why)

    @Slot(str)
    def _on_usual_chosen(self, name: str) -> None:
        for class_name, field in self.fields.items():
            if name:
                field.setText(self._usual[name].get(class_name, class_name))
                field.setCursorPosition(0)

    @Slot()
    def _on_accepted(self) -> None:
        self.accept()
        self.chosen.emit(self.groups)
