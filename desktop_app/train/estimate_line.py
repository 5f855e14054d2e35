"""How long a training will take and what it needs, measured when a person asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.trial import Trial

_NOT_YET = "Time, memory and disk: not measured yet."


class EstimateLine(QWidget):
    """The estimate, and the button that asks for it or ends it.

    Attributes:
        button: Asks for an estimate, or ends the one that is being made.

    Signals:
        requested: An estimate is wanted.
        cancelled: It is not wanted any more.
    """

    requested = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._is_working = False
        self.label = QLabel(_NOT_YET)
        self.label.setProperty("role", "small")
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton()
        self.button.setToolTip(
            "Trains a few steps on some pictures, without keeping them, and says how long the "
            "training will take and how much memory and disk it needs."
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(self._on_button_clicked)
        self._show_button()

    def show_trial(self, trial: Trial) -> None:
        """Show what was measured."""
        self._words = trial_words(trial)
        self._show(self._words, working=False)

    def show_working(self, what: str) -> None:
        """Show that it is being measured."""
        self._show(f"{what}…", working=True)

    def show_failure(self, why: str) -> None:
        """Show why it could not be measured."""
        self._words = ""
        self._show(why, working=False)

    def end(self) -> None:
        """Show that nothing is being measured any more; what was known stays."""
        if self._is_working:
            self._show(self._words or _NOT_YET, working=False)

    @Slot()
    def set_outdated(self) -> None:
        """Show that what was measured belongs to other values."""
        if self._is_working:
            self.cancelled.emit()
        if self._words:
            known = self._words[:1].lower() + self._words[1:]
            self._show(f"Out of date: {known}", working=False)
            self._words = ""
        else:
            self._show(_NOT_YET, working=False)

    def set_usable(self, usable: bool, why_not: str) -> None:
        """Say whether something can be measured now, and why not."""
        set_usable(self.button, usable, why_not)

    def _show(self, text: str, *, working: bool) -> None:
        self.label.setText(text)
        self._is_working = working
        self._show_button()

    def _show_button(self) -> None:
        self.button.setText("Cancel" if self._is_working else "Estimate")
        self.button.setAccessibleName(
            "Cancel the estimate" if self._is_working else "Estimate time, memory and disk"
        )

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._is_working:
            self.end()
            self.cancelled.emit()
        else:
            self._words = ""
            self.requested.emit()


def trial_words(trial: Trial) -> str:
    """Return what was measured, for a person."""
    preparing = trial.seconds_preparing
    before = f" ({duration(preparing)} before the first)" if preparing >= 1 else ""
    return (
        f"About {duration(trial.seconds_per_epoch)} an epoch, "
        f"{duration(trial.seconds_total)} in all{before}; {size(trial.memory_bytes)} memory, "
        f"{size(trial.disk_bytes)} on disk."
    )


def duration(seconds: float) -> str:
    """Return a time as precisely as an estimate is: "0.4 s", "12 s", "6 min", "3.5 h"."""
    if seconds < 1:
        return f"{max(seconds, 0.1):.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 99.5 * 60:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 10 else f"{hours:.0f} h"


def size(n_bytes: float) -> str:
    """Return a size as precisely as an estimate is: "310 MB", "1.4 GB"."""
    if n_bytes < 999.5e6:
        return f"{max(n_bytes / 1e6, 1):.0f} MB"
    return f"{n_bytes / 1e9:.1f} GB"
