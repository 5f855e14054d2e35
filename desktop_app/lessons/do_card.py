"""A do-button of a lesson: what one press does, how far it is, and what came out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.lessons.course import Deed, figure_text
from desktop_app.lessons.marked_text import broken
from desktop_app.theme import current_sizes, set_look
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.usable import set_usable
from training.lessons.lesson import Do

_LABEL_WIDTH = 236
"""Pixels at scale 1 that a button's text may take beside its icon."""
_FEW, _LONG = 5, 40
"""Figures that stand below the button, and letters from which one is no figure but a text."""
_ROLES = {"failed": "error", "waiting": "muted", "running": "muted", "stopped": "warning"}


class DoCard(QWidget):
    """A button, and below it waiting, progress with a way to stop, result or failure.

    Attributes:
        button: Does it.
        stop: Ends it early.

    Signals:
        requested: It is to be done.
        stop_requested: It is to end early.
    """

    requested = Signal()
    stop_requested = Signal()

    def __init__(self, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._do = do
        sizes = current_sizes()
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        width = sizes.px(_LABEL_WIDTH)
        self.button.setText(broken(do.label, self.button.fontMetrics(), width))
        self.button.setAccessibleName(do.label)
        set_icon(self.button, "play", "on_accent")
        self.button.clicked.connect(self.requested)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._figures = QLabel()
        self._figures.setWordWrap(True)
        self._figures.setTextFormat(Qt.TextFormat.PlainText)
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(f"Progress: {do.label}")
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("End this early; what has come so far stays.")
        self.stop.clicked.connect(self._on_stop_clicked)
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.spacing["close"])
        for widget in (self.button, self._words, self._figures):
            column.addWidget(widget)
        column.insertLayout(2, row)
        self.show_deed(Deed(), other_going=False)

    @property
    def words(self) -> str:
        """What is said below the button: state and figures."""
        return f"{self._words.text()} {self._figures.text()}".strip()

    def show_deed(self, deed: Deed, *, other_going: bool) -> None:
        """Show what has become of it.

        Args:
            deed: Its state.
            other_going: Whether another one goes on, for which this has to wait.
        """
        going = deed.is_going
        why = "This goes on already." if going else "Something else of this lesson goes on."
        set_usable(self.button, not going and not other_going, why)
        self._bar.setVisible(going)
        self.stop.setVisible(going)
        self.stop.setEnabled(going)
        if going:
            self._bar.setRange(0, 1000 if deed.total else 0)
            self._bar.setValue(round(1000 * deed.done / deed.total) if deed.total else 0)
        text = f"{deed.what} {deed.mend}".strip()
        if deed.state == "running" and deed.total:
            text = f"{text}: {deed.done:,} of {deed.total:,}"
        self._words.setText(text)
        self._words.setVisible(bool(text))
        set_look(self._words, "role", _ROLES.get(deed.state, ""))
        texts = {name: figure_text(value) for name, value in deed.figures.items()}
        lines = [
            f"{name.replace('_', ' ')}: {text}" for name, text in texts.items() if len(text) < _LONG
        ]
        few = lines if len(lines) <= _FEW + 1 else [*lines[:_FEW], f"and {len(lines) - _FEW} more"]
        self._figures.setText("\n".join(few))
        self._figures.setToolTip("\n".join(lines) if few is not lines else "")
        self._figures.setVisible(bool(lines))
        set_icon(self.button, "check" if deed.state == "done" else "play", "on_accent")

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.stop.setEnabled(False)
        self._words.setText("Stopping")
        self.stop_requested.emit()
