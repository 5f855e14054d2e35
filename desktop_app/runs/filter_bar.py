"""What narrows the table of runs: words, status, data set; and grouping it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop_app.runs.columns import STATUSES
from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox


class FilterBar(QWidget):
    """One row above the table.

    Signals:
        changed: Another part of the runs is wanted.
        grouped: Whether the runs are to stand below their data sets (bool).
    """

    changed = Signal()
    grouped = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        self.text = QLineEdit()
        self.text.setPlaceholderText("Search title, data set, recipe, note")
        self.text.setAccessibleName("Search the runs")
        self.text.setToolTip("Shows the runs in which all of these words stand (Ctrl+F).")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(sizes.px(420))
        self.status = ChoiceBox("Status of the runs that are shown")
        self.status.set_choices(
            [("Every status", ""), *((word, name) for name, (word, *_) in STATUSES.items())]
        )
        self.dataset = ChoiceBox("Data set of the runs that are shown")
        self.group = QCheckBox("Group by data set")
        self.group.setToolTip("Puts the runs of a data set below its name.")
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.spacing["normal"])
        row.addWidget(self.text, 3)
        row.addWidget(self.status)
        row.addWidget(self.dataset)
        row.addWidget(self.group)
        row.addStretch(1)
        row.addWidget(self.count)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._on_find)
        self.text.textChanged.connect(self.changed)
        self.status.chosen.connect(self.changed)
        self.dataset.chosen.connect(self.changed)
        self.group.toggled.connect(self.grouped)
        self.show_datasets(())

    def show_datasets(self, names: Sequence[str]) -> None:
        """Offer data sets; the one that is chosen stays so, where it is still there."""
        chosen = self.dataset.choice or ""
        self.dataset.set_choices([("Every data set", ""), *((name, name) for name in names)])
        self.dataset.set_choice(chosen)

    def show_count(self, shown: int, total: int) -> None:
        """Show how many of the runs are shown."""
        self.count.setText(f"{shown:,} of {total:,} shown" if shown != total else "")

    def clear(self) -> None:
        """Let all runs be shown."""
        self.status.set_choice("")
        self.dataset.set_choice("")
        self.text.clear()
        self.changed.emit()

    @Slot()
    def _on_find(self) -> None:
        self.text.setFocus()
        self.text.selectAll()
