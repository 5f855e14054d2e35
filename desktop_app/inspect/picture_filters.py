"""Boxes that choose among the pictures by class, part, sex and site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.inspect.picture_index import TextColumn
from desktop_app.inspect.picture_search import Condition, OneOf
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox

_ANY = "any"
_IS = "="
_PLURALS = {"class": "classes", "part": "parts", "sex": "sexes", "site": "sites"}


class PictureFilters(QWidget):
    """One box a column; a column with a single value has none.

    Signals:
        changed: Column (str) and its new Condition, or None where any value will do.
    """

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {column: ChoiceBox(column.capitalize()) for column in _PLURALS}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        for column, box in self.boxes.items():
            box.setProperty("column", column)
            box.chosen.connect(self._on_chosen)
            layout.addWidget(box)
        layout.addStretch(1)

    def set_columns(self, columns: Mapping[str, TextColumn]) -> None:
        """Offer the values that there are; all are chosen."""
        for column, box in self.boxes.items():
            names = columns[column].names if column in columns else ()
            values = [(name or "not recorded", _IS + name) for name in names]
            box.set_choices([(f"All {_PLURALS[column]}", _ANY), *values])
            box.setVisible(len(names) > 1)

    def show_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show conditions in the boxes, as far as there are boxes for them."""
        values = {c.column: c.value for c in conditions if isinstance(c, OneOf)}
        for column, box in self.boxes.items():
            box.set_choice(_IS + values[column] if column in values else _ANY)

    def _on_chosen(self, choice: str) -> None:
        column = str(self.sender().property("column"))
        self.changed.emit(column, None if choice == _ANY else OneOf(column, choice[len(_IS) :]))
