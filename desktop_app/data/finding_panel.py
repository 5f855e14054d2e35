"""One finding of the data check: what it means, its pictures, and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from desktop_app.data.values import NamedPicture
from desktop_app.widgets.card import Card
from desktop_app.widgets.picture_grid import GridItem, PictureGrid
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.data.checks.finding import Finding

SHOWN_AT_ONCE = 60
"""Pictures that are read when a finding is shown, and again whenever more are asked for."""
_NAMES_SHOWN = 10_000


class FindingPanel(Card):
    """A finding; its pictures are asked for when it is shown.

    Signals:
        mend_requested: The Finding, which has a mend.
        pictures_requested: Files of pictures by sample (dict of str to Path).
    """

    mend_requested = Signal(object)
    pictures_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._finding: Finding | None = None
        self._pictures: Mapping[str, NamedPicture] = {}
        self._names: tuple[str, ...] = ()
        self._asked = 0
        self._read: dict[str, NDArray[np.uint8]] = {}
        self._meaning = QLabel()
        self._meaning.setWordWrap(True)
        self._meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.grid = PictureGrid("Reading the pictures")
        self.files = QPlainTextEdit()
        self.files.setReadOnly(True)
        self.files.setAccessibleName("Files")
        self._stack = QStackedWidget()
        self._blank = QWidget()  # what is found in a whole class or column names no file
        for widget in (self.grid, self.files, self._blank):
            self._stack.addWidget(widget)
        self.mend = QPushButton("Mend")
        self.mend.clicked.connect(self._on_mend_clicked)
        self.more = QPushButton("Show more")
        self.more.setProperty("kind", "quiet")
        self.more.clicked.connect(self._ask_for_more)
        buttons = QHBoxLayout()
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        buttons.addWidget(self.mend)
        self.body.addWidget(self._meaning)
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(buttons)

    @property
    def meaning(self) -> str:
        """The sentence that is shown."""
        return self._meaning.text()

    def set_pictures(self, pictures: Mapping[str, NamedPicture]) -> None:
        """Say which samples can be shown."""
        self._pictures = pictures

    def show_finding(self, finding: Finding) -> None:
        """Show another finding and ask for its first pictures."""
        self._finding = finding
        self.set_title(finding.heading)
        self._meaning.setText(finding.meaning)
        self.mend.setVisible(finding.mend is not None)
        self.mend.setText(finding.mend.title if finding.mend else "")
        self.mend.setToolTip("This can be undone. No file is touched.")
        self._names = tuple(name for name in finding.samples if name in self._pictures)
        self._asked, self._read = 0, {}
        if self._names:
            self._stack.setCurrentWidget(self.grid)
            self.grid.set_empty_text("Reading the pictures")
            self.grid.set_pictures([])
            self._ask_for_more()
        else:
            self._show_names(finding.files or finding.samples)

    def show_pictures(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show pictures that were asked for; those of another finding are passed over."""
        asked = self._names[: self._asked]
        self._read.update((name, pictures[name]) for name in asked if name in pictures)
        self.grid.set_pictures(
            [
                GridItem(self._read[name], self._pictures[name].label, name, key=name)
                for name in asked
                if name in self._read
            ]
        )
        self.grid.set_empty_text("None of these pictures can be read.")

    def set_usable(self, usable: bool, why_not: str) -> None:
        """Let the mend be used, or say why not."""
        set_usable(self.mend, usable, why_not)

    @Slot()
    def _ask_for_more(self) -> None:
        names = self._names[self._asked : self._asked + SHOWN_AT_ONCE]
        self._asked += len(names)
        left = len(self._names) - self._asked
        self.more.setVisible(left > 0)
        self.more.setText(f"Show more: {left:,} left")
        self.pictures_requested.emit({name: self._pictures[name].file for name in names})

    def _show_names(self, names: tuple[str, ...]) -> None:
        self.more.hide()
        more = len(names) - _NAMES_SHOWN
        lines = [*names[:_NAMES_SHOWN], *([f"and {more:,} more"] if more > 0 else [])]
        self.files.setPlainText("\n".join(lines))
        self._stack.setCurrentWidget(self.files if names else self._blank)

    @Slot()
    def _on_mend_clicked(self) -> None:
        if self._finding is not None:
            self.mend_requested.emit(self._finding)
