"""The runs as a model: flat, or below the data sets that they were trained on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QIcon

from desktop_app.runs.arrangement import Arrangement, arrange
from desktop_app.runs.columns import COLUMNS, NAMES, STATUSES, metrics_text, status_of
from desktop_app.theme import current_colours, theme_events
from desktop_app.widgets.icons import icon

if TYPE_CHECKING:
    from training.run_store import RunSummary

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EDITABLE = ("title", "note")
_NO_DATASET = "Data set not known"


class RunTableModel(QAbstractItemModel):
    """One row a run; while they are grouped, one row a data set with its runs below it.

    It filters and sorts itself, in one reset: a proxy would ask for each cell twice a comparison,
    which takes a quarter of a second for a thousand runs.

    Attributes:
        arrangement: How the runs are shown.

    Signals:
        renamed: Folder of a run (Path) and its new title (str).
        annotated: Folder of a run (Path) and its new note (str).
        starred: Folder of a run (Path) and whether it has a star (bool).
    """

    renamed = Signal(object, str)
    annotated = Signal(object, str)
    starred = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.arrangement = Arrangement()
        self._runs: list[RunSummary] = []
        self._groups: list[tuple[str, list[RunSummary]]] = [("", [])]
        self._waiting: frozenset[str] = frozenset()
        self._folded: set[str] = set()
        self._icons: dict[tuple[str, str], QIcon] = {}
        theme_events().changed.connect(self._on_theme_changed)

    @property
    def runs(self) -> list[RunSummary]:
        """All runs, also those that are not shown."""
        return list(self._runs)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show runs in place of those before, the newest first."""
        self._runs = list(runs)
        self._fill()

    def arrange(self, **changes: Any) -> None:
        """Show other runs, or in another way: fields of `Arrangement`."""
        self.arrangement = replace(self.arrangement, **changes)
        self._fill()

    def show_waiting(self, waiting: Collection[str]) -> None:
        """Show which runs are in the queue, by their folders."""
        if self._waiting != frozenset(waiting):
            self._waiting = frozenset(waiting)
            self._tell_all_changed()

    def show_epochs(self, path: Path, done: int) -> None:
        """Show how many epochs of a run are done, and that it is being trained."""
        for run in self._runs:
            if run.path == path:
                self._put(replace(run, epochs_done=done, running=True))
                return

    def run_at(self, index: Index) -> RunSummary | None:
        """Return the run of a row; None for a data set."""
        if not index.isValid() or self.is_group(index):
            return None
        return self._groups[max(0, index.internalId() - 1)][1][index.row()]

    def is_group(self, index: Index) -> bool:
        """Return whether a row is a data set."""
        return self.arrangement.grouped and not index.internalId()

    def is_folded(self, index: Index) -> bool:
        """Return whether the runs of a data set are folded away."""
        return self._groups[index.row()][0] in self._folded

    def show_folded(self, index: Index, folded: bool) -> None:
        """Show whether the runs of a data set are folded away."""
        name = self._groups[index.row()][0]
        (self._folded.add if folded else self._folded.discard)(name)
        cell = self.index(index.row(), 0)
        self.dataChanged.emit(cell, cell)

    def rows(self) -> list[QModelIndex]:
        """Return the first cells of all runs that are shown, as they stand."""
        if not self.arrangement.grouped:
            return [self.index(row, 0) for row in range(self.rowCount())]
        groups = [self.index(row, 0) for row in range(self.rowCount())]
        return [self.index(row, 0, g) for g in groups for row in range(self.rowCount(g))]

    def status(self, run: RunSummary) -> str:
        """Return the status of a run, with those in the queue told apart."""
        return status_of(run, self._waiting)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the data set that a run stands below, where they are grouped."""
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows stand below one, or at the top."""
        if not parent.isValid():
            return len(self._groups) if self.arrangement.grouped else len(self._groups[0][1])
        below = self.is_group(parent) and parent.column() == 0
        return len(self._groups[parent.row()][1]) if below else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's
        """Return how many columns there are."""
        return len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: titles and notes can be written."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        if not self.is_group(index):
            flags |= Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
            if NAMES[index.column()] in _EDITABLE:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column, what it means, or where it stands."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return column.meaning
            case Qt.ItemDataRole.AccessibleTextRole:
                return column.title or column.meaning
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows or says."""
        run = self.run_at(index)
        if run is None:
            return self._group_data(index, role)
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                is_status = column.name == "status"
                return STATUSES[self.status(run)][0] if is_status else column.text(run)
            case Qt.ItemDataRole.EditRole:
                return run.note if column.name == "note" else column.text(run)
            case Qt.ItemDataRole.DecorationRole:
                return self._decoration(run, column.name)
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return _RIGHT
            case Qt.ItemDataRole.ToolTipRole:
                return _tool_tip(run, column.name)
            case Qt.ItemDataRole.AccessibleTextRole if column.name == "star":
                return "Starred" if run.starred else "Not starred"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a new title or note, which is told and shown at once."""
        run, text = self.run_at(index), str(value).strip()
        if run is None or role != Qt.ItemDataRole.EditRole:
            return False
        if NAMES[index.column()] == "title":
            title = "" if text == run.name else text
            if title != run.title:
                self._put(replace(run, title=title))
                self.renamed.emit(run.path, title)
        elif text != run.note:
            self._put(replace(run, note=text))
            self.annotated.emit(run.path, text)
        return True

    def star(self, paths: Collection[Path], starred: bool) -> None:
        """Give runs a star, or take it away; told and shown at once."""
        for run in self.runs:
            if run.path in paths and run.starred != starred:
                self._put(replace(run, starred=starred))
                self.starred.emit(run.path, starred)

    def _fill(self) -> None:
        self.beginResetModel()
        self._groups = arrange(self._runs, self.arrangement, self.status)
        self.endResetModel()

    def _put(self, run: RunSummary) -> None:
        """Take in what is new of a run; it keeps its place until the runs are arranged again."""
        self._runs = [run if each.path == run.path else each for each in self._runs]
        for number, (_, members) in enumerate(self._groups):
            for row, each in enumerate(members):
                if each.path == run.path:
                    members[row] = run
                    grouped = self.arrangement.grouped
                    parent = self.index(number, 0) if grouped else QModelIndex()
                    self._tell_changed(parent, row, row)

    def _tell_all_changed(self) -> None:
        parents = [QModelIndex()]
        if self.arrangement.grouped:
            parents += [self.index(row, 0) for row in range(self.rowCount())]
        for parent in parents:
            if self.rowCount(parent):
                self._tell_changed(parent, 0, self.rowCount(parent) - 1)

    def _tell_changed(self, parent: QModelIndex, first: int, last: int) -> None:
        end = self.index(last, len(COLUMNS) - 1, parent)
        self.dataChanged.emit(self.index(first, 0, parent), end)

    def _group_data(self, index: Index, role: int) -> Any:
        if not index.isValid() or index.column():
            return None
        name, members = self._groups[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            n = len(members)
            return f"{name or _NO_DATASET}  ·  {n:,} run{'s' if n != 1 else ''}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon("style-right" if name in self._folded else "style-down", "muted")
        if role == Qt.ItemDataRole.ToolTipRole:
            return "A click folds it, and so do the keys Left and Right."
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _decoration(self, run: RunSummary, column: str) -> QIcon | None:
        if column == "star":
            return self._icon("star-filled" if run.starred else "star", "accent_text")
        if column == "status":
            return self._icon(*STATUSES[self.status(run)][1:])
        return None

    def _icon(self, name: str, token: str) -> QIcon:
        if (name, token) not in self._icons:  # drawn once a theme, not once a row
            self._icons[name, token] = icon(name, getattr(current_colours(), token))
        return self._icons[name, token]

    def _on_theme_changed(self) -> None:
        self._icons.clear()
        self._tell_all_changed()


def _tool_tip(run: RunSummary, column: str) -> str | None:
    tips = {
        "title": f"{run.title}\n{run.path}".strip(),
        "status": run.damage,
        "note": run.note,
        "dataset": run.dataset,
        "recipe": run.recipe,
    }
    text = metrics_text(run) if column.startswith("val_") else tips.get(column, "")
    return text or None
