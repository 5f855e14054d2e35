"""The runs that wait to be trained, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes, set_look
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable


@dataclass(frozen=True)
class QueueRow:
    """A run that waits.

    Attributes:
        path: Its folder.
        title: What it is called.
        words: What it is to be trained on, and how.
    """

    path: Path
    title: str
    words: str


class QueuePanel(QWidget):
    """The order of the runs, and whether the next one begins by itself.

    Signals:
        moved: Folder of a run (Path) and its new place, from 0 (int).
        removed: Folder of a run that is to leave the queue (Path).
        toggled: Whether the queue is to go on (bool).
    """

    moved = Signal(object, int)
    removed = Signal(object)
    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        self._rows: list[QueueRow] = []
        self._going_on = False
        self.list = QListWidget()
        self.list.setAccessibleName("Runs that wait, the next one first")
        self.list.setAlternatingRowColors(True)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self.go = QPushButton()
        self.up, self.down = QPushButton("Move up"), QPushButton("Move down")
        self.remove = QPushButton("Remove")
        self.up.setToolTip("Lets the selected run begin earlier (Alt+Up).")
        self.down.setToolTip("Lets the selected run begin later (Alt+Down).")
        self.remove.setToolTip("Takes the selected run out of the queue; its folder stays (Del).")
        buttons = QVBoxLayout()
        buttons.setSpacing(sizes.spacing["close"])
        for button in (self.go, self.up, self.down, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(sizes.spacing["close"])
        left.addWidget(self._state)
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.spacing["normal"])
        row.addLayout(left, 1)
        row.addLayout(buttons)
        self.go.clicked.connect(self._on_go_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.list.currentRowChanged.connect(self._show_usable)
        for key, button in (("Alt+Up", self.up), ("Alt+Down", self.down), ("Del", self.remove)):
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.setWhatsThis(button.text())
            shortcut.activated.connect(button.click)
        self.show_queue([], going_on=False, training="")

    def show_queue(self, rows: Sequence[QueueRow], *, going_on: bool, training: str) -> None:
        """Show the runs that wait.

        Args:
            rows: The runs, the next one first.
            going_on: Whether the next one begins when no training is running.
            training: What is being trained now; empty for nothing.
        """
        current = self.list.currentRow()
        path = self._rows[current].path if 0 <= current < len(self._rows) else None
        self._rows, self._going_on = list(rows), going_on
        self.list.clear()
        for number, row in enumerate(rows, start=1):
            self.list.addItem(QListWidgetItem(f"{number}.  {row.title}  ·  {row.words}"))
        places = [place for place, row in enumerate(rows) if row.path == path]
        self.list.setCurrentRow(places[0] if places else min(current, len(rows) - 1))
        self._state.setText(_words(len(rows), going_on, training))
        self.go.setText("Hold the queue" if going_on else "Start the queue")
        self.go.setToolTip(
            "Lets no further run begin; one that is being trained goes on."
            if going_on
            else "Trains the runs one after the other, also after the window was closed and "
            "opened again."
        )
        set_icon(self.go, "pause" if going_on else "play", "text" if going_on else "on_accent")
        set_look(self.go, "kind", "" if going_on else "primary")
        self._show_usable()

    @Slot()
    def _show_usable(self) -> None:
        place, last = self.list.currentRow(), len(self._rows) - 1
        nothing = "" if self._rows else "No run waits."
        chosen = nothing or ("" if place >= 0 else "Select a run first.")
        self.go.setEnabled(not nothing or self._going_on)
        for button, why_not in (
            (self.up, chosen or ("It is the next one already." if place == 0 else "")),
            (self.down, chosen or ("It is the last one already." if place == last else "")),
            (self.remove, chosen),
        ):
            set_usable(button, not why_not, why_not)

    def _move(self, by: int) -> None:
        place = self.list.currentRow()
        self.moved.emit(self._rows[place].path, place + by)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removed.emit(self._rows[self.list.currentRow()].path)

    @Slot()
    def _on_go_clicked(self) -> None:
        self.toggled.emit(not self._going_on)


def _words(waiting: int, going_on: bool, training: str) -> str:
    now = f"Training now: {training}. " if training else ""
    if not waiting:
        return f"{now}No run waits. Add to queue stands below the runs, and in the Train tab."
    runs = f"{waiting:,} run{'s wait' if waiting != 1 else ' waits'}"
    if not going_on:
        return f"{now}{runs}. The queue is held: none of them begins by itself."
    after = "when this training ends" if training else "at once"
    return f"{now}{runs}. The next one begins {after}, in a process of its own."
