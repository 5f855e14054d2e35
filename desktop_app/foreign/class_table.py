"""A row for each output of a model: what it is called, and whether it counts as malignant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop_app.theme import current_colours, current_sizes
from training.data.classes import suggest_positive

_OUTPUT, _NAME, _POSITIVE = range(3)
_HEADER = (
    ("Output", "Its place among the model's outputs"),
    ("Class", "Type over it; several names can be pasted, one a line"),
    ("Malignant", "Whether the class counts as malignant (space bar)"),
)
_LONGEST = 100
"""Characters of a name, as `training.foreign.description` allows."""
_CHECKED = Qt.ItemDataRole.CheckStateRole


class _NameDelegate(QStyledItemDelegate):
    """Invites to write a name where there is none."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if not index.data():
            option.text = "Type its name"
            option.palette.setColor(QPalette.ColorRole.Text, QColor(current_colours().muted))
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay


class ClassTable(QTableWidget):
    """Names are typed or pasted; what is malignant is suggested until a person says it.

    Signals:
        changed: Another name, or another choice.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADER), parent)
        self._said: set[int] = set()
        self._named = False
        self.setAccessibleName("Classes in the order of the model's outputs")
        for column, (name, meaning) in enumerate(_HEADER):
            item = QTableWidgetItem(name)
            item.setToolTip(meaning)
            self.setHorizontalHeaderItem(column, item)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Or each cell that is set looks at a thousand others.
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_sizes().px(36))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setItemDelegateForColumn(_NAME, _NameDelegate(self))
        self.itemChanged.connect(self._on_item_changed)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, without blanks around them; empty where there is none yet."""
        return tuple(self._item(row, _NAME).text().strip() for row in range(self.rowCount()))

    @property
    def positive(self) -> tuple[str, ...]:
        """The names that are checked."""
        rows = enumerate(self.names)
        checked = Qt.CheckState.Checked
        return tuple(
            name for row, name in rows if self._item(row, _POSITIVE).checkState() == checked
        )

    @property
    def is_named(self) -> bool:
        """Whether a person, or the file beside the model, has named classes."""
        return self._named

    @property
    def why_not(self) -> str:
        """Why the classes cannot be used so; empty where they can."""
        names, positive = self.names, self.positive
        if not all(names):
            return f"Name the class of output {self._item(names.index(''), _OUTPUT).text()}."
        twice = next((name for name, count in Counter(names).items() if count > 1), None)
        if twice is not None:
            return f"Two outputs are called {twice}."
        if not positive:
            return "Check the classes that count as malignant."
        return "Leave at least one class that is not malignant." if positive == names else ""

    def show_outputs(
        self, outputs: Sequence[str], names: Sequence[str] = (), positive: Collection[str] = ()
    ) -> None:
        """Show the outputs of another model.

        Args:
            outputs: What each is.
            names: Its class, where that is known.
            positive: The names that count as malignant, where that is known.
        """
        self._said, self._named = set(), False
        with QSignalBlocker(self):
            self.setRowCount(len(outputs))
            for row, output in enumerate(outputs):
                place, name, checked = (QTableWidgetItem() for _ in _HEADER)
                place.setText(output)
                place.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                checked.setFlags(place.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                checked.setCheckState(Qt.CheckState.Unchecked)
                for column, item in enumerate((place, name, checked)):
                    self.setItem(row, column, item)
        self.name_all(names)
        self._named = bool(names)
        if positive:
            self._said = set(range(len(outputs)))
            self._check(positive)
        if outputs:
            self.setCurrentCell(0, _NAME)

    def name_all(self, names: Sequence[str]) -> None:
        """Name the outputs from the first on; what counts as malignant is suggested."""
        with QSignalBlocker(self):
            for row, name in enumerate(names[: self.rowCount()]):
                self._item(row, _NAME).setText(name[:_LONGEST])
        self._suggest()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take names from the clipboard, one a line or with commas between them."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()[: _LONGEST * (self.rowCount() + 1)]
            names = text.splitlines() if "\n" in text.strip() else text.split(",")
            row = max(0, self.currentRow())
            before = [] if len(names) >= self.rowCount() else list(self.names[:row])
            self._named = True
            self.name_all([*before, *(name.strip().strip("\"'") for name in names)])
        else:
            super().keyPressEvent(event)

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        if item is None:
            raise IndexError(row, column)
        return item

    def _check(self, positive: Collection[str], rows: Collection[int] | None = None) -> None:
        with QSignalBlocker(self):
            for row, name in enumerate(self.names):
                if rows is None or row in rows:
                    state = Qt.CheckState.Checked if name in positive else Qt.CheckState.Unchecked
                    self._item(row, _POSITIVE).setCheckState(state)
        self._tell_apart()
        self.viewport().update()

    def _suggest(self) -> None:
        unsaid = set(range(self.rowCount())) - self._said
        self._check(suggest_positive(self.names), unsaid)

    def _tell_apart(self) -> None:
        """Let cells be read aloud by what they are about."""
        role = Qt.ItemDataRole.AccessibleTextRole
        with QSignalBlocker(self):
            for row, name in enumerate(self.names):
                output = self._item(row, _OUTPUT).text()
                checked = self._item(row, _POSITIVE).checkState() == Qt.CheckState.Checked
                self._item(row, _NAME).setData(role, f"Class of output {output}: {name or 'none'}")
                words = "malignant" if checked else "not malignant"
                self._item(row, _POSITIVE).setData(role, f"{name or output}: {words}")

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _POSITIVE:
            self._said.add(item.row())
            self._tell_apart()
        else:
            self._named = True
            self._suggest()
        self.changed.emit()
