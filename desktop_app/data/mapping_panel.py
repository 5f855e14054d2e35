"""What each column of an unknown table is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.data.text_table import TextTable
from desktop_app.data.values import NEEDED_ROLES, ROLES, TableFacts
from desktop_app.theme import current_sizes

_FIELDS_IN_A_ROW = 3
_NONE = "(none)"


class MappingPanel(QWidget):
    """A choice of column for each role, above the first rows of the table.

    Attributes:
        fields: The choice of each role.
        preview: The first rows.

    Signals:
        changed: Another column was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        spacing = current_sizes().spacing
        self._header: tuple[str, ...] = ()
        self.fields: dict[str, QComboBox] = {}
        self._why = QLabel()
        self._why.setProperty("role", "warning")
        self._why.setWordWrap(True)
        self.preview = TextTable("First rows of the table")
        grid = QGridLayout()
        grid.setHorizontalSpacing(spacing["normal"])
        grid.setVerticalSpacing(spacing["tight"])
        for number, (role, title) in enumerate(ROLES.items()):
            row, column = divmod(number, _FIELDS_IN_A_ROW)
            field = QComboBox()
            field.setAccessibleName(f"Column with: {title}")
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(8)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            field.currentIndexChanged.connect(self._on_changed)
            label = QLabel(f"{title} *" if role in NEEDED_ROLES else title)
            label.setBuddy(field)
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            self.fields[role] = field
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["close"])
        layout.addLayout(grid)
        layout.addWidget(self._why)
        layout.addWidget(self.preview)

    @property
    def mapping(self) -> dict[str, str]:
        """The role of each column; "" for one that is not used."""
        columns = {column: role for role, column in self._columns().items()}
        return {column: columns.get(column, "") for column in self._header}

    @property
    def why_not(self) -> str:
        """Why the choice cannot be taken; empty where it can."""
        return self._why.text()

    def show_table(self, table: TableFacts) -> None:
        """Ask about a table."""
        self._header = table.header
        self.preview.show_rows(table.header, table.rows)
        self.preview.fit_rows(len(table.rows))
        columns = {role: column for column, role in table.roles.items()}
        for role, field in self.fields.items():
            field.blockSignals(True)
            field.clear()
            field.addItem(_NONE, None)
            for name in table.header:
                field.addItem(name, name)
            field.setCurrentIndex(max(0, field.findData(columns.get(role))))
            field.blockSignals(False)
        self._show_why()

    def _columns(self) -> dict[str, str]:
        """Return the column of each role that has one."""
        return {
            role: str(field.currentData())
            for role, field in self.fields.items()
            if field.currentData() is not None
        }

    def _show_why(self) -> None:
        by_role = self._columns()
        missing = [ROLES[role] for role in NEEDED_ROLES if role not in by_role]
        columns = list(by_role.values())
        twice = sorted({column for column in columns if columns.count(column) > 1})
        if missing:
            text = f"Choose the column with: {', '.join(missing)}."
        elif twice:
            text = f"One column cannot be two things: {', '.join(twice)}."
        else:
            text = ""
        self._why.setText(text)
        self._why.setVisible(bool(text))

    @Slot()
    def _on_changed(self) -> None:
        self._show_why()
        self.changed.emit()
