"""What is known of the chosen pictures of a part, and what a person says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.inspect.fact_list import FactList
from desktop_app.inspect.flag_panel import FlagPanel
from desktop_app.inspect.reviewing import Facts
from desktop_app.widgets.card import Card
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.flags import Flag

_CHOOSE = (
    "Choose a picture to see what is known of it, and to flag it. Ctrl and a click add another "
    "one, Shift and a click all up to there."
)
_GONE = "The data set is no longer where it was: flags could not be kept."
_COMPARE = "The two chosen pictures side by side, with what is known of each"
_NOT_TWO = "Choose two pictures: a click, then Ctrl and a click."


class ChosenPanel(ScrollColumn):
    """A card to flag the chosen pictures, and one with what is known of the last one.

    Signals:
        comparison_requested: The two chosen pictures are to be seen side by side.
    """

    comparison_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(280, parent)
        self.facts = FactList()
        self.flags = FlagPanel()
        self.compare = QPushButton("Compare")
        self.compare.setToolTip(_COMPARE)
        self.compare.clicked.connect(self.comparison_requested)
        self._hint = QLabel(_CHOOSE)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._about = Card("Chosen picture")
        self._about.header.addWidget(self.compare)
        self._about.body.addWidget(self.facts)
        self._about.body.addWidget(self._hint)
        flag = Card("Flag")
        flag.body.addWidget(self.flags)
        self.column.addWidget(flag)
        self.column.addWidget(self._about)
        self.column.addStretch(1)

    def show_flags(self, flags: Mapping[str, Flag], *, may_undo: bool) -> None:
        """Show how many pictures of the data set are flagged."""
        self.flags.show_flags(flags, may_undo=may_undo)

    def show_chosen(self, facts: Facts, flags: Sequence[Flag | None], *, can_flag: bool) -> None:
        """Show the chosen pictures.

        Args:
            facts: What is known of the last one.
            flags: The flag of each; empty where none is chosen.
            can_flag: Whether their data set is there to keep flags.
        """
        n = len(flags)
        self.facts.setVisible(n > 0)
        self._hint.setVisible(n == 0)
        self._about.set_title("Chosen picture" if n < 2 else f"Last of {n:,} chosen")
        set_usable(self.compare, n == 2, _NOT_TWO)
        if n:
            self.facts.show_facts(facts)
        self.flags.show_chosen(
            flags, "Choose a picture first." if not n else "" if can_flag else _GONE
        )
