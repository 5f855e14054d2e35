"""In which fields the configurations of runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

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
from desktop_app.widgets.field_difference import FieldDifference
from desktop_app.widgets.table_text import ask_to_save, table_text
from desktop_app.widgets.usable import set_usable

_LONGEST = 60
"""Characters of a value that are shown; all of them are in its tool tip, and leave with it."""


class DifferenceTable(QWidget):
    """One row a field, by group, one column a run; can be copied and saved, with dotted names."""

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
        self.show_differences([], [])

    def show_differences(
        self, titles: Sequence[str], differences: Sequence[FieldDifference]
    ) -> None:
        """Show in which fields runs differ.

        Args:
            titles: What each run is called.
            differences: Fields with the value of each run; those of a group side by side.
        """
        self._header = ["Group", "Field", "Name", *titles]
        self._rows = [[d.group, d.label, d.name, *d.values] for d in differences]
        self.table.clear()
        self.table.setColumnCount(1 + len(titles))
        self.table.setHorizontalHeaderLabels(["Field", *titles])
        self.table.setRowCount(0)
        self.table.clearSpans()
        for group, fields in groupby(differences, attrgetter("group")):
            self._add_group(group)
            for field in fields:
                self._add_field(field)
        self._say(len(titles))

    def _add_group(self, title: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        item = QTableWidgetItem(title)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(row, 0, item)
        if self.table.columnCount() > 1:
            self.table.setSpan(row, 0, 1, self.table.columnCount())

    def _add_field(self, field: FieldDifference) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate((field.label, *field.values)):
            short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            item = QTableWidgetItem(short)
            if column == 0:
                item.setToolTip(f"{field.name}\n{field.about}".strip())
            elif short != text:
                item.setToolTip(text)
            self.table.setItem(row, column, item)

    def _say(self, runs: int) -> None:
        n = len(self._rows)
        self._words.setText(
            "Select another run to see what differs."
            if runs < 2
            else f"{n:,} field{'s differ' if n != 1 else ' differs'}."
            if n
            else "The configurations are the same."
        )
        self.setAccessibleDescription(self._words.text())
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
