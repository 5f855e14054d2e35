"""What can be done with the selected runs: by menu, by key, by button."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.run_store import RunSummary

BUSY = "A training is running: stop it, or wait until it has ended."
_NONE = "Select a run first."
_ONE = "Select one run alone."
_TWO = "Select two runs."
_NO_EPOCH = "A run of which no epoch has ended cannot race."


@dataclass(frozen=True)
class _Deed:
    name: str
    text: str
    tip: str
    key: str = ""
    button: bool = False


_DEEDS = (
    _Deed("delete", "Delete", "Moves the selected runs to the trash.", "Del", button=True),
    _Deed("rename", "Rename", "Writes another title; the folder keeps its name.", "F2"),
    _Deed("annotate", "Edit note", "Writes a note.", "Ctrl+E"),
    _Deed("star", "Star", "Gives the selected runs a star, or takes it away.", "Ctrl+D"),
    _Deed("save", "Save the table as CSV…", "Saves the runs that are shown.", "Ctrl+Shift+S"),
    _Deed(
        "queue",
        "Add to queue",
        "Lets runs that have not begun wait in the queue; of others, a new run of the same "
        "configuration, which is trained from the beginning.",
        "Ctrl+Shift+Q",
        button=True,
    ),
    _Deed(
        "duplicate",
        "Duplicate configuration",
        "Sets the Train tab up as this run was, to change something and train again.",
        "Ctrl+Shift+D",
        button=True,
    ),
    _Deed("go_on", "Resume", "Trains on from the last checkpoint.", "Ctrl+Shift+U", button=True),
    _Deed("race", "Race", "Shows two runs side by side as they learned.", "", button=True),
    _Deed(
        "open",
        "Open",
        "Shows its curves in the Train tab and its results in Inspect (Enter).",
        button=True,
    ),
)


class Deeds:
    """Actions of a page on its selected runs.

    Attributes:
        actions: Each by its name.
        buttons: Those that are also buttons, the main one last.
    """

    def __init__(self, table: QWidget) -> None:
        """Make the actions; connect `actions[name].triggered`.

        Args:
            table: Where their keys work, while it has the focus.
        """
        self.actions: dict[str, QAction] = {}
        self.buttons: dict[str, QPushButton] = {}
        for deed in _DEEDS:
            action = QAction(deed.text, table)
            action.setToolTip(deed.tip)
            action.setShortcut(QKeySequence(deed.key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            table.addAction(action)
            self.actions[deed.name] = action
            if deed.button:
                button = QPushButton(deed.text)
                button.setToolTip(f"{deed.tip} ({deed.key})" if deed.key else deed.tip)
                button.clicked.connect(action.trigger)
                self.buttons[deed.name] = button
        self.buttons["open"].setProperty("kind", "primary")

    def show_usable(self, runs: Sequence[RunSummary], *, idle: bool) -> None:
        """Let be used what makes sense with the selected runs; say of the rest why not.

        Args:
            runs: The selected runs.
            idle: Whether no training is running.
        """
        follows = any(run.running for run in runs)
        begun = any(run.status != "not begun" for run in runs)
        for name, words in (
            ("go_on", "Follow" if follows else "Resume"),
            ("queue", "Queue again" if begun else "Add to queue"),
        ):
            self.actions[name].setText(words)
            self.buttons[name].setText(words)
        for name, why_not in self._why_not(runs, idle=idle):
            self.actions[name].setEnabled(not why_not)
            if name in self.buttons:
                set_usable(self.buttons[name], not why_not, why_not)

    def menu(self, parent: QWidget, place: QPoint) -> None:
        """Show all that can be done, at a place on the screen."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in (
            "open",
            "go_on",
            "duplicate",
            "queue",
            "race",
            "",
            "rename",
            "annotate",
            "star",
            "",
        ):
            if name:
                menu.addAction(self.actions[name])
            else:
                menu.addSeparator()
        menu.addAction(self.actions["save"])
        menu.addAction(self.actions["delete"])
        menu.popup(place)

    @staticmethod
    def _why_not(runs: Sequence[RunSummary], *, idle: bool) -> Iterator[tuple[str, str]]:
        """Yield each action and why it cannot be used; empty where it can."""
        none = "" if runs else _NONE
        one = none or ("" if len(runs) == 1 else _ONE)
        running = next((run for run in runs if run.running), None)
        done = next((run for run in runs if run.status == "done"), None)
        damaged = next((run.damage for run in runs if run.status == "damaged"), "")
        for name in ("open", "duplicate"):
            yield name, one or damaged
        for name in ("rename", "annotate"):
            yield name, one
        told = all(run.epochs_done for run in runs)
        yield "race", _TWO if len(runs) != 2 else damaged or ("" if told else _NO_EPOCH)
        yield "star", none
        yield "delete", none or ("It is being trained: stop it first." if running else "")
        ended = "It is done: duplicate its configuration to train again." if done else ""
        yield "go_on", one or damaged or (BUSY if not idle else "") or ("" if running else ended)
        yield "queue", none or damaged
