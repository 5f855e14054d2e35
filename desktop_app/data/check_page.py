"""The Data check page: what was found in a data set, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from desktop_app.data.finding_panel import FindingPanel
from desktop_app.data.values import NamedPicture
from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.choice_list import ChoiceList
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.icons import icon
from desktop_app.widgets.page import Page
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.data.checks.finding import Finding

_ICONS = {"error": ("error", "error"), "warning": ("warning", "warning"), "note": ("info", "muted")}
_SEVERITIES = tuple(_ICONS)


class CheckPage(Page):
    """Findings at the left, the worst first; the chosen one at the right.

    Signals:
        mend_requested: A Finding that has a mend.
        undo_requested: The last mend is to be taken back.
        recheck_requested: The checks are to be made again.
        continue_requested: The person is done here.
        pictures_requested: Files of pictures by sample (dict of str to Path).
    """

    mend_requested = Signal(object)
    undo_requested = Signal()
    recheck_requested = Signal()
    continue_requested = Signal()
    pictures_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__("Data check")
        self._findings: tuple[Finding, ...] = ()
        self._undoable = ""
        self.list = ChoiceList("Findings", 330)
        self.panel = FindingPanel()
        self.nothing = EmptyState(
            "Nothing found", "All checks were made, and none has anything to say.", icon="check"
        )
        self._checking = EmptyState(
            "Checking the data set",
            "Pictures, table, duplicates, and what stands on both sides of the split.",
            icon="search",
        )
        self.undo = QPushButton("Undo")
        self.recheck = QPushButton("Check again")
        self.go_on = QPushButton("Continue to training")
        self.go_on.setProperty("kind", "primary")
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.panel.mend_requested.connect(self.mend_requested)
        self.panel.pictures_requested.connect(self.pictures_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.recheck.clicked.connect(self.recheck_requested)
        self.go_on.clicked.connect(self.continue_requested)
        theme_events().changed.connect(self._show_icons)

    def show_waiting(self, name: str) -> None:
        """Show that a data set is being checked.

        Args:
            name: What it is called.
        """
        self.set_subtitle(name)
        if not self._findings:
            self._stack.setCurrentWidget(self._checking)
        self.show_busy("Checking")

    def show_findings(
        self, findings: Sequence[Finding], pictures: Mapping[str, NamedPicture], undoable: str
    ) -> None:
        """Show what was found.

        Args:
            findings: The findings.
            pictures: Each sample that can be shown, by sample name.
            undoable: Title of the last mend, which can be taken back; empty where there is none.
        """
        row = max(0, self.list.currentRow())
        self._findings = tuple(
            sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity))
        )
        self._undoable = undoable
        self.panel.set_pictures(pictures)
        self.list.clear()
        for finding in self._findings:
            item = QListWidgetItem(finding.heading)
            spoken = f"{finding.severity}: {finding.heading}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.list.addItem(item)
        self._show_icons()
        self._stack.setCurrentWidget(self._found if self._findings else self.nothing)
        self.set_subtitle(f"{self.subtitle.split('  ·  ')[0]}  ·  {self._summary()}")
        self.list.setCurrentRow(min(row, len(self._findings) - 1))
        self.end_busy()
        self._put_focus()

    def forget(self) -> None:
        """Show nothing of the data set that was checked before."""
        self._findings, self._undoable = (), ""
        self.list.clear()

    def show_pictures(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures that were asked for."""
        self.panel.show_pictures(pictures)

    def _next_step(self) -> QWidget:
        """Return the findings, else the button that leads on."""
        return self.list if self._findings else self.go_on

    def _summary(self) -> str:
        counts = {s: sum(f.severity == s for f in self._findings) for s in _SEVERITIES}
        words = [f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n]
        return ", ".join(words) or "nothing found"

    def _lay_out(self) -> None:
        self._found = QWidget()
        row = QHBoxLayout(self._found)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_sizes().spacing["normal"])
        row.addWidget(self.list)
        row.addWidget(self.panel, 1)
        self._stack = QStackedWidget()
        for widget in (self._checking, self.nothing, self._found):
            self._stack.addWidget(widget)
        self.body.addWidget(self._stack, 1)
        self.undo.setToolTip("Take back the last mend.")
        self.recheck.setToolTip("Make all checks again.")
        self.go_on.setToolTip("Go to the Train tab with this data set.")
        for button in (self.undo, self.recheck, self.go_on):
            self.foot.addWidget(button)
        self._show_usable()

    def _show_usable(self) -> None:
        wait = "Wait until the work is done, or cancel it."
        self.undo.setText(f"Undo: {self._undoable}" if self._undoable else "Undo")
        set_usable(
            self.undo,
            bool(self._undoable) and not self._busy,
            wait if self._busy else "Nothing was mended yet.",
        )
        set_usable(self.recheck, not self._busy, wait)
        set_usable(self.go_on, not self._busy, wait)
        self.panel.set_usable(not self._busy, wait)

    @Slot()
    def _show_icons(self) -> None:
        colours = current_colours()
        for row, finding in enumerate(self._findings):
            name, token = _ICONS[finding.severity]
            self.list.item(row).setIcon(icon(name, getattr(colours, token)))

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._findings):
            self.panel.show_finding(self._findings[row])
