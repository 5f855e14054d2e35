"""What the classes of another data set are to the open run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.choice_box import ChoiceBox
from desktop_app.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from training.external import ClassGuess

_UNKNOWN = "?"
_LEFT_OUT = "-"
_CLASS = "="
_ABOUT = "Each class of the data set, and the class of the run that it is taken for."


class ClassMapping(QWidget):
    """One row a class: its name, how many pictures, and the run's class to choose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, ChoiceBox] = {}
        self._rows: QWidget | None = None
        self._card = Card()
        about = QLabel(_ABOUT)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self._card.body.addWidget(about)
        column = ScrollColumn(560)
        column.column.addWidget(self._card)
        column.column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)

    @property
    def unknown(self) -> list[str]:
        """Classes of the data set for which nothing is chosen yet."""
        return [name for name, box in self.boxes.items() if box.choice == _UNKNOWN]

    @property
    def mapping(self) -> dict[str, str]:
        """Class of the run by class of the data set; "" for one that is left out."""
        chosen = {name: box.choice or _LEFT_OUT for name, box in self.boxes.items()}
        return {name: "" if c == _LEFT_OUT else c[len(_CLASS) :] for name, c in chosen.items()}

    def show_guess(self, guess: ClassGuess, classes: Sequence[str]) -> None:
        """Offer the run's classes for each class of a data set.

        Args:
            guess: What is chosen at first.
            classes: Those of the run.
        """
        self._card.set_title(f"{guess.name} · {guess.n:,} pictures")
        if self._rows is not None:
            self._rows.setParent(None)
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_sizes().spacing["normal"])
        grid.setColumnStretch(3, 1)
        self.boxes = {}
        for row, (name, chosen) in enumerate(guess.mapping.items()):
            box = self.boxes[name] = ChoiceBox(f"Class of the run for {name}")
            box.set_choices(
                [
                    *([("Choose…", _UNKNOWN)] if chosen is None else []),
                    *((known, _CLASS + known) for known in classes),
                    ("Leave out", _LEFT_OUT),
                ]
            )
            if chosen is not None:
                box.set_choice(_CLASS + chosen if chosen else _LEFT_OUT)
            label = QLabel(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            count = QLabel(f"{guess.counts[name]:,} pictures →")
            count.setProperty("role", "muted")
            for column, widget in enumerate((label, count, box)):
                grid.addWidget(widget, row, column)
        self._card.body.addWidget(self._rows)
