"""Which runs the open one is set beside, and which of them is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.choice_box import ChoiceBox


class OtherRuns(QWidget):
    """One run is replaced by the next that is chosen; once there are several, more are added.

    Attributes:
        box: The runs that are offered; shows the one that is looked at.

    Signals:
        changed: The runs to compare with are others than before, or are to be read again.
        chosen_changed: Another one of them is looked at.
        folder_requested: A run is to be chosen from a folder.
    """

    changed = Signal()
    chosen_changed = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folders: list[Path] = []
        self._chosen: Path | None = None
        self._offered: list[tuple[str, Path]] = []
        self._is_adding = False
        self.box = ChoiceBox("The other run")
        self.box.setMinimumWidth(current_sizes().px(220))
        self.browse = QPushButton("Choose a folder…")
        self.browse.setToolTip("Compare with a run that is not in the table of runs")
        self.add = QPushButton("Add another run…")
        self.add.setToolTip("Compare with a further run; all of them then stand in a table")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        for widget in (QLabel("beside"), self.box, self.browse, self.add):
            layout.addWidget(widget)
        self.box.chosen.connect(self._on_box_chosen)
        self.browse.clicked.connect(self.folder_requested)
        self.add.clicked.connect(self._on_add_clicked)
        self._offer()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The runs to compare with."""
        return tuple(self._folders)

    @property
    def chosen(self) -> Path | None:
        """The run that is looked at; None where there is none."""
        return self._chosen

    def title(self, folder: Path) -> str:
        """Return what a run is called."""
        return next((title for title, path in self._offered if path == folder), folder.name)

    def show_runs(self, runs: Sequence[tuple[str, Path]]) -> None:
        """Offer runs: what each is called, and its folder."""
        self._offered = list(runs)
        self._offer()

    def clear(self) -> None:
        """Compare with no run."""
        self._folders, self._chosen, self._is_adding = [], None, False
        self._offer()

    def take(self, folder: Path) -> None:
        """Compare with a run, and look at it."""
        if folder not in self._folders:
            is_one_of_several = self._is_adding or len(self._folders) > 1
            self._folders = [*(self._folders if is_one_of_several else ()), folder]
        self._look_at(folder)
        self.changed.emit()

    def choose(self, folder: Path) -> None:
        """Look at one of the runs; nothing is done about one that was taken away."""
        if folder in self._folders:
            before = self._chosen
            self._look_at(folder)
            if folder != before:
                self.chosen_changed.emit()

    def remove(self, folder: Path) -> None:
        """Compare with a run no longer; the next one is looked at in its place."""
        if folder not in self._folders:
            return
        place = self._folders.index(folder)
        self._folders.remove(folder)
        if folder == self._chosen:
            left = self._folders
            self._look_at(left[min(place, len(left) - 1)] if left else None)
        self.changed.emit()

    def _look_at(self, folder: Path | None) -> None:
        self._chosen, self._is_adding = folder, False
        self._offer()

    def _offer(self) -> None:
        choices = [("Choose a run…" if self._offered else "There is no other run", "")]
        choices += [(title, str(path)) for title, path in self._offered]
        known = {path for _, path in self._offered}
        choices += [(path.name, str(path)) for path in self._folders if path not in known]
        self.box.set_choices(choices)
        self.box.set_choice("" if self._is_adding else str(self._chosen or ""))
        self.add.setEnabled(bool(self._folders))

    @Slot(str)
    def _on_box_chosen(self, folder: str) -> None:
        if folder:
            self.take(Path(folder))

    @Slot()
    def _on_add_clicked(self) -> None:
        self._is_adding = True
        self.box.set_choice("")
        self.box.setFocus()
        self.box.showPopup()
