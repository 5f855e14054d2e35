"""Data > What leakage does: one recipe on two ways to divide the same pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.data.page import Page
from desktop_app.data.progress_line import ProgressLine
from desktop_app.data.text_table import TextTable
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.usable import set_usable

_WHAT = (
    "A lesion is often photographed more than once. Where its pictures stand on both sides of a "
    "split, the model is tested on lesions that it has learned by heart, and its scores are too "
    "good to be true. Here the same recipe is trained twice from the same seed: once on a split "
    "picture by picture, once on a split that keeps each lesion on one side. Both runs are kept."
)


@dataclass(frozen=True)
class LeakageRow:
    """One number, both ways, in words.

    Attributes:
        part: "validation" or "test".
        measure: What is measured.
        by_image: On the split by picture, with its interval.
        by_group: On the split by lesion, with its interval.
        difference: How much the leak adds.
    """

    part: str
    measure: str
    by_image: str
    by_group: str
    difference: str


class LeakagePage(Page):
    """What is compared, a button to start it, and the numbers side by side.

    Signals:
        comparison_requested: Both trainings are to begin.
        cancel_requested: They are to be stopped.
    """

    comparison_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What leakage does", parent)
        self._busy = False
        self._why_not = ""
        self.message = MessageBar()
        what = QLabel(_WHAT)
        what.setWordWrap(True)
        what.setMaximumWidth(current_sizes().px(900))
        self._set_up = QLabel()
        self._set_up.setTextFormat(Qt.TextFormat.PlainText)
        self._set_up.setProperty("role", "muted")
        self._set_up.setWordWrap(True)
        self._groups = QLabel()
        self._groups.setTextFormat(Qt.TextFormat.PlainText)
        self._groups.setWordWrap(True)
        about = Card()
        for label in (what, self._set_up):
            about.body.addWidget(label)
        about.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table = TextTable("Scores side by side")
        self.results = Card("Side by side, with 95 % intervals")
        self.results.body.addWidget(self.table, 1)
        self.results.body.addWidget(self._groups)
        self.results.hide()
        self.progress = ProgressLine()
        self.start = QPushButton("Train both and compare")
        self.start.setProperty("kind", "primary")
        self.start.setToolTip("Train the recipe twice, one training after the other.")
        self.start.clicked.connect(self.comparison_requested)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.body.addWidget(self.message)
        self.body.addWidget(about)
        self.body.addWidget(self.results, 1)
        self.body.addStretch()
        self.foot.insertWidget(0, self.progress, 100)
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
        self._groups.setText(note)
        self.results.show()

    def forget(self) -> None:
        """Show no numbers of another data set."""
        self.results.hide()
        self.message.clear()

    def show_failure(self, message: str, mend: str) -> None:
        """Show why there is no comparison."""
        self.message.show_message("error", message, mend)

    def show_busy(self, what: str) -> None:
        """Show that the trainings have begun."""
        self._busy = True
        self.message.clear()
        self.progress.start(what)
        self._show_usable()

    @Slot()
    def end_busy(self) -> None:
        """Show that the trainings have ended."""
        self._busy = False
        self.progress.end()
        self._show_usable()

    def _show_usable(self) -> None:
        why = "Wait until both are trained, or cancel." if self._busy else self._why_not
        set_usable(self.start, not why, why)
