"""Work that runs for a page: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop_app.theme import current_sizes


class ProgressLine(QWidget):
    """One line; hidden while nothing runs.

    Signals:
        cancel_requested: The person wants the work to stop.
    """

    cancel_requested = Signal()

    def __init__(
        self, amount: Callable[[int], str] = "{:,}".format, parent: QWidget | None = None
    ) -> None:
        """Make the line.

        Args:
            amount: How units of work are written.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self._amount = amount
        sizes = current_sizes()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop this work; nothing half done is left behind.")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(sizes.spacing["normal"])
        layout.addWidget(self._text, 2)
        layout.addWidget(self._bar, 3)
        layout.addWidget(self.cancel)
        self.hide()

    @property
    def text(self) -> str:
        """What is said of the work."""
        return self._text.text()

    def start(self, what: str) -> None:
        """Show that work has begun."""
        self.cancel.setEnabled(True)
        self.show_progress(what, 0, 0)
        self.show()

    @Slot(str, int, int)
    def show_progress(self, what: str, done: int, total: int) -> None:
        """Show how far the work is; 0 in all means that nobody knows."""
        self._text.setText(
            f"{what}: {self._amount(done)} of {self._amount(total)}" if total else what
        )
        # Qt counts to 2 ** 31, and a download may have more bytes than that.
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(round(1000 * min(done, total) / total) if total else 0)

    @Slot()
    def end(self) -> None:
        """Show that the work has ended."""
        self.hide()

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel.setEnabled(False)
        self._text.setText("Stopping")
        self.cancel_requested.emit()
