"""Data > What leakage does: one recipe on two ways to divide the same pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy

from desktop_app.data.text_table import TextTable
from desktop_app.data.values import LeakageRow
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.page import Page
from desktop_app.widgets.usable import set_usable

_WHAT = (
    "A lesion is often photographed more than once. Where its pictures stand on both sides of a "
    "split, the model is tested on lesions that it has learned by heart, and its scores are too "
    "good to be true. Here the same recipe is trained twice from the same seed: once on a split "
    "picture by picture, once on a split that keeps each lesion on one side. Both runs are kept."
)


class LeakagePage(Page):
    """What is compared, a button to start it, and the numbers side by side.

    Signals:
        comparison_requested: Both trainings are to begin.
    """

    comparison_requested = Signal()

    def __init__(self) -> None:
        super().__init__("What leakage does")
        self._why_not = ""
        what = QLabel(_WHAT)
        what.setWordWrap(True)
        what.setMaximumWidth(current_sizes().px(900))  # longer lines are hard to read
        # A row knows that the text is narrower than the card, and so how high it is.
        row = QHBoxLayout()
        row.addWidget(what, 100)
        row.addStretch(1)
        self._set_up = QLabel()
        self._set_up.setTextFormat(Qt.TextFormat.PlainText)
        self._set_up.setProperty("role", "muted")
        self._set_up.setWordWrap(True)
        self._groups = QLabel()
        self._groups.setTextFormat(Qt.TextFormat.PlainText)
        self._groups.setWordWrap(True)
        self._groups.setProperty("role", "muted")
        self._groups.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = Card()
        about.body.addLayout(row)
        about.body.addWidget(self._set_up)
        self.table = TextTable("Scores side by side")
        self.results = Card("Side by side, with 95 % intervals")
        self.results.header.addWidget(self._groups, 2)
        self.results.body.addWidget(self.table)
        for card in (about, self.results):
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.nothing = EmptyState(
            "Nothing compared yet",
            "Once both are trained, their scores stand here side by side, with what the leak adds.",
            icon="chart",
        )
        self.start = QPushButton("Train both and compare")
        self.start.setProperty("kind", "primary")
        self.start.setToolTip("Train the recipe twice, one training after the other.")
        self.start.clicked.connect(self.comparison_requested)
        self.body.addWidget(about)
        self.body.addWidget(self.results)
        self.body.addWidget(self.nothing, 100)
        self.body.addStretch(1)
        self.forget()
        self.foot.addWidget(self.start)

    def show_set_up(self, dataset: str, recipe: str, why_not: str) -> None:
        """Show what would be compared.

        Args:
            dataset: Name of the data set.
            recipe: What is set up in the Train tab.
            why_not: Why it cannot be compared; empty where it can.
        """
        self.set_subtitle(dataset)
        self._set_up.setText(f"Recipe, as set up in the Train tab: {recipe}.")
        self._why_not = why_not
        self._show_usable()

    def show_rows(self, rows: Sequence[LeakageRow], note: str) -> None:
        """Show the numbers.

        Args:
            rows: The numbers.
            note: How many groups stood on both sides.
        """
        self.end_busy()
        self.table.show_rows(
            ["Part", "Measure", "Split by picture", "Split by lesion", "The leak adds"],
            [(r.part.capitalize(), r.measure, r.by_image, r.by_group, r.difference) for r in rows],
            stretch=True,
        )
        self.table.fit_rows(len(rows), least=3)
        self._groups.setText(note)
        self.nothing.hide()
        self.results.show()

    def forget(self) -> None:
        """Show no numbers of another data set."""
        self.results.hide()
        self.nothing.show()
        self.message.clear()

    def _show_usable(self) -> None:
        why = "Wait until both are trained, or cancel." if self._busy else self._why_not
        set_usable(self.start, not why, why)
