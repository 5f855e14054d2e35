"""A full page of the window: its title, the way back, and the work that runs for it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.progress_line import ProgressLine


class Page(QWidget):
    """A title, what stands below it, and progress and buttons at the foot.

    Enter presses the button that has the focus, else the last one at the foot.

    Attributes:
        body: The layout of what the page shows.
        foot: The layout of the buttons; they stand at the right, the main one last.
        message: Why work has failed; above the body.
        progress: What runs.

    Signals:
        back_requested: The person wants to return to where they were.
        cancel_requested: What runs is to be stopped.
    """

    back_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, title: str, progress: ProgressLine | None = None) -> None:
        """Make the page.

        Args:
            title: What stands at its top.
            progress: How progress is written; by default in plain numbers.
        """
        super().__init__()
        self._busy = False
        self.message = MessageBar()
        self.progress = progress or ProgressLine()
        self.progress.cancel_requested.connect(self.cancel_requested)
        spacing = current_sizes().spacing
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._subtitle = QLabel()
        self._subtitle.setProperty("role", "muted")
        for label in (self._title, self._subtitle):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._subtitle.setWordWrap(True)
        self.back = QPushButton("Back")
        self.back.setProperty("kind", "quiet")
        self.back.setShortcut(QKeySequence.StandardKey.Cancel)
        self.back.setToolTip("Return to where you were (Esc).")
        self.back.clicked.connect(self.back_requested)
        head = QHBoxLayout()
        head.setSpacing(spacing["wide"])
        words = QVBoxLayout()
        words.setSpacing(spacing["tight"])
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        self.body.setSpacing(spacing["normal"])
        self.body.addWidget(self.message)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(spacing["close"])
        self.foot.addWidget(self.progress, 100)
        self.foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(spacing["wide"],) * 4)
        layout.setSpacing(spacing["normal"])
        layout.addLayout(head)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.foot)
        self.setAccessibleName(title)

    @property
    def subtitle(self) -> str:
        """What stands below the title."""
        return self._subtitle.text()

    def set_subtitle(self, text: str) -> None:
        """Show a sentence below the title."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        """Take the focus."""
        super().showEvent(event)
        self._put_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button by Enter."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        button = focus if isinstance(focus, QPushButton) else self._buttons()[-1]
        button.click()

    def _set_tab_order(self, *body: QWidget) -> None:
        """Let the focus go through controls of the body, then the foot, then back."""
        order = (*body, self.progress.cancel, *self._buttons(), self.back)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _put_focus(self) -> None:
        """Put the focus where a person goes on, unless they are at something else here."""
        focus = QApplication.focusWidget()
        if focus in (None, self, self.back) or not self.isAncestorOf(focus):
            self._next_step().setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_step(self) -> QWidget:
        """Return the control that waits for the person."""
        return self._buttons()[-1]

    def _buttons(self) -> list[QPushButton]:
        """Return the buttons at the foot, from left to right."""
        items = [self.foot.itemAt(place) for place in range(self.foot.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def show_busy(self, what: str) -> None:
        """Show that work has begun.

        Args:
            what: What is being done.
        """
        self._busy = True
        if QApplication.focusWidget() in self._buttons():
            self.setFocus()  # a second Enter must not press what comes after a disabled button
        self.message.clear()
        self.progress.start(what)
        self._show_usable()

    @Slot()
    def end_busy(self) -> None:
        """Show that the work has ended."""
        self._busy = False
        self.progress.end()
        self._show_usable()
        if self.hasFocus():
            self._put_focus()

    def show_failure(self, message: str, mend: str) -> None:
        """Show why work has failed, and that it has ended.

        Args:
            message: What is wrong.
            mend: What can be done about it; empty where nobody knows.
        """
        self.end_busy()
        self.message.show_message("error", message, mend)

    def _show_usable(self) -> None:
        """Let controls be used, or say why not; they may depend on `_busy`."""
