"""The menu of what was opened last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class RecentMenu(QMenu):
    """Data sets, then runs, then a way to forget them.

    Signals:
        dataset_chosen: Folder of a data set (Path).
        run_chosen: Folder of a run (Path).
        missing_removed: What is not there any more is to be forgotten.
        cleared: All of it is to be forgotten.
    """

    dataset_chosen = Signal(object)
    run_chosen = Signal(object)
    missing_removed = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open re&cent", parent)
        self.setToolTipsVisible(True)
        self._places: dict[QAction, tuple[Path, str]] = {}
        self._remove_missing: QAction | None = None
        self.show_recent((), ())

    def show_recent(self, datasets: Sequence[Path], runs: Sequence[Path]) -> None:
        """Show folders, the newest first."""
        self.clear()
        self._places.clear()
        self._remove_missing = None
        self._add("Data sets", datasets, self.dataset_chosen.emit)
        self._add("Runs", runs, self.run_chosen.emit)
        if not self._places:
            self.addAction("Nothing was opened yet").setEnabled(False)
            return
        self.addSeparator()
        self._remove_missing = self.addAction("&Remove what is missing")
        self._remove_missing.triggered.connect(self.missing_removed)
        self._remove_missing.setEnabled(False)
        self.addAction("&Clear this list").triggered.connect(self.cleared)

    def mark_missing(self, missing: Collection[Path]) -> None:
        """Say which of them are not there any more."""
        for action, (path, text) in self._places.items():
            action.setText(f"{text} (missing)" if path in missing else text)
            action.setEnabled(path not in missing)
        if self._remove_missing is not None:
            self._remove_missing.setEnabled(bool(missing))

    def _add(self, title: str, folders: Sequence[Path], choose: Callable[[Path], object]) -> None:
        if folders:
            self.addSection(title)
        for folder in folders:
            text = folder.name.replace("&", "&&")
            action = self.addAction(text)
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, folder=folder: choose(folder))
            self._places[action] = folder, text
