"""A dialog around words or a table that can be searched and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes

_TITLE_BAR = 40


class TextDialog(QDialog):
    """Words that a person may want elsewhere.

    Attributes:
        rows: The layout of what is shown, above the buttons.
        buttons: Copy and Close, and what is added.
    """

    def __init__(self, title: str, size: tuple[int, int], parent: QWidget | None) -> None:
        """Make the dialog.

        Args:
            title: Its title.
            size: Width and height at scale 1.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sizes = current_sizes()
        room = parent.window().size() if parent is not None else self.maximumSize()
        self.resize(
            min(sizes.px(size[0]), room.width()),
            min(sizes.px(size[1]), room.height() - _TITLE_BAR),
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(sizes.spacing["section"],) * 4)
        outer.setSpacing(sizes.spacing["normal"])
        self.rows = QVBoxLayout()
        self.rows.setSpacing(sizes.spacing["close"])
        outer.addLayout(self.rows, 1)
        self.buttons = QDialogButtonBox()
        self.copy = self.buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy_clicked)
        close = QPushButton("Close")
        close.setProperty("kind", "primary")
        close.setDefault(True)
        self.buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.rejected.connect(self.reject)
        outer.addWidget(self.buttons)

    def text(self) -> str:
        """Return what is copied."""
        raise NotImplementedError

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


class TextTable(QTableWidget):
    """Rows of words, of which those with certain words can be shown alone."""

    def __init__(self, name: str, header: Sequence[str], parent: QWidget | None = None) -> None:
        """Make an empty table.

        Args:
            name: What it shows.
            header: Titles of the columns; the last one takes what room is left.
            parent: Qt's parent.
        """
        super().__init__(0, len(header), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(header))
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows and no others."""
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(row, column, item)
        for column in range(self.columnCount() - 1):
            self.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )

    @Slot(str)
    def show_those_with(self, words: str) -> None:
        """Hide the rows in which one of these words is not."""
        wanted = words.casefold().split()
        for row in range(self.rowCount()):
            said = " ".join(self._texts(row)).casefold()
            self.setRowHidden(row, not all(word in said for word in wanted))

    def shown(self) -> list[list[str]]:
        """Return the rows that are not hidden."""
        rows = range(self.rowCount())
        return [self._texts(row) for row in rows if not self.isRowHidden(row)]

    def _texts(self, row: int) -> list[str]:
        items = (self.item(row, column) for column in range(self.columnCount()))
        return [item.text() if item is not None else "" for item in items]


def search_field(name: str, table: TextTable) -> QLineEdit:
    """Return a field that looks through a table while one writes."""
    field = QLineEdit()
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    field.setClearButtonEnabled(True)
    field.textChanged.connect(table.show_those_with)
    return field
