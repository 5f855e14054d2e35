"""Doubts about a training that is set up, each with its mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.field_spec import field_specs, in_words
from desktop_app.widgets.usable import set_usable
from training.doubts import Doubt

_HIGHEST = 150


class DoubtList(QScrollArea):
    """Doubts, each with its mend, or why a training cannot start.

    It is never so high that it pushes away what stands below it: it scrolls.

    Signals:
        mend_chosen: New values by dotted field name (dict).
    """

    mend_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[str, ...] = ()
        self.mends: list[QPushButton] = []
        self.setAccessibleName("Before the start")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll
        self.viewport().setAutoFillBackground(False)

    def text(self) -> str:
        """Return all that is said, a line each."""
        return "\n".join(self._said)

    def show_outlook(self, doubts: Sequence[Doubt], refusal: str) -> None:
        """Show what is to be said.

        Args:
            doubts: What is doubtful.
            refusal: Why it cannot start, and what to do; empty where it can.
        """
        content = _Content()
        content.installEventFilter(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["tight"])
        self.mends, said = [], []
        if refusal:
            column.addWidget(_words(refusal, "error"))
            said.append(in_words(refusal))
        for doubt in () if refusal else doubts:
            column.addWidget(_words(doubt.words, "warning"))
            said.append(in_words(doubt.words))
            if doubt.changes:
                self.mends.append(self._mend(doubt))
                column.addWidget(self.mends[-1], 0, Qt.AlignmentFlag.AlignLeft)
            elif doubt.mend:
                column.addWidget(_words(doubt.mend, "small"))
        self._said = tuple(said)
        self.setAccessibleDescription(self.text())
        self.setWidget(content)
        self._fit()

    def set_outdated(self) -> None:
        """Show that what stands here was said of other values; it cannot be chosen any more."""
        for mend in self.mends:
            set_usable(mend, False, "The values have changed meanwhile.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need at the width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow words that need another height, such as in larger type."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _mend(self, doubt: Doubt) -> QPushButton:
        button = QPushButton(mend_words(doubt.changes))
        button.setToolTip(in_words(doubt.mend))
        button.setAccessibleDescription(f"{in_words(doubt.words)} {in_words(doubt.mend)}")
        button.clicked.connect(partial(self.mend_chosen.emit, doubt.changes))
        return button

    def _fit(self) -> None:
        content = self.widget()
        if content is not None and self._said:
            needed = content.heightForWidth(self.viewport().width())
            self.setFixedHeight(min(needed, current_sizes().px(_HIGHEST)))


class _Content(QWidget):
    """Is as high as its words need at the width that there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        # Qt takes the height that wrapped text has in a narrower column, and leaves room for it.
        return QSize(0, 0)


def mend_words(changes: Mapping[str, Any]) -> str:
    """Return what a mend sets, as the words on its button: "Set Class weights to balanced"."""
    specs = field_specs()
    parts = [
        "change the stages"
        if name == "stages"
        else f"set {specs[name].label} to {specs[name].written(value)}{specs[name].unit}"
        for name, value in changes.items()
        if name in specs
    ]
    words = " and ".join(parts)
    return words[:1].upper() + words[1:]


def _words(text: str, role: str) -> QLabel:
    label = QLabel(in_words(text))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
