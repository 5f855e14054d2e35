"""In which fields the configurations of runs differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.table_text import ask_to_save, table_text
from desktop_app.widgets.usable import set_usable

_LONGEST = 60
"""Characters of a value that are shown; all of them are in its tool tip, and leave with it."""


class DifferenceTable(QWidget):
    """One row a field, one column a run; can be copied and saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        self._header: list[str] = []
        self._rows: list[list[str]] = []
        self.table = QTableWidget()
        self.table.setAccessibleName("What differs in the configurations")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(sizes.px(28))
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMaximumSectionSize(sizes.px(260))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "small")
        self.copy = QPushButton("Copy")
        self.copy.setToolTip("Copies the table, to be pasted into a spreadsheet.")
        self.save = QPushButton("Save as CSV…")
        self.save.setToolTip("Saves the table.")
        buttons = QHBoxLayout()
        buttons.addWidget(self._words, 1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.spacing["close"])
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._on_copy_clicked)
        self.show_differences([], {})

    def show_differences(
        self, titles: Sequence[str], differences: Mapping[str, Sequence[Any]]
    ) -> None:
        """Show in which fields runs differ.

        Args:
            titles: What each run is called.
            differences: The value of each run, by dotted field name.
        """
        self._header = ["Field", *titles]
        self._rows = [[name, *map(_text, values)] for name, values in differences.items()]
        self.table.setColumnCount(len(self._header))
        self.table.setHorizontalHeaderLabels(self._header)
        self.table.setRowCount(len(self._rows))
        for row, cells in enumerate(self._rows):
            for column, text in enumerate(cells):
                short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
                item = QTableWidgetItem(short)
                if short != text:
                    item.setToolTip(text)
                self.table.setItem(row, column, item)
        several = len(titles) > 1
        n = len(self._rows)
        self._words.setText(
            "Select another run to see what differs."
            if not several
            else f"{n:,} field{'s differ' if n != 1 else ' differs'}."
            if n
            else "The configurations are the same."
        )
        for button in (self.copy, self.save):
            set_usable(button, bool(self._rows), "There is nothing in the table.")

    def texts(self) -> list[list[str]]:
        """Return the header and all rows, uncut."""
        return [self._header, *self._rows]

    @Slot()
    def _on_copy_clicked(self) -> None:
        text = table_text(self._header, self._rows, separator="\t")
        QGuiApplication.clipboard().setText(text)

    @Slot()
    def _on_save_clicked(self) -> None:
        ask_to_save(self, "differences", table_text(self._header, self._rows))


def _text(value: Any) -> str:
    """Return a value as a configuration writes it; texts without quotation marks."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
