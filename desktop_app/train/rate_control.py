"""The learning rate of a running training: what it is, and another one from the next step on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop_app.theme import current_sizes, leave_out_in_lectures, set_look
from desktop_app.train.rate_field import RateField, rate_text
from desktop_app.widgets.usable import set_usable

_TIP = (
    "Size of a step. Enter or Set uses it from the next step on; a schedule goes on in "
    "proportion. The change is written into the run."
)


class RateControl(QWidget):
    """A field, a button, and a word on what becomes of what was asked for.

    Attributes:
        field: Where a rate is written.
        button: Asks for it.
        note: Why it is refused, or that it is on its way.

    Signals:
        rate_requested: The rate that a person asks for (float).
    """

    rate_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rate: float | None = None
        self._why_not = ""
        self._touched = False
        self.field = RateField()
        self.field.setToolTip(_TIP)
        self.button = QToolButton()
        self.button.setText("Set")
        self.button.setAccessibleName("Set the learning rate")
        self.button.setToolTip("Use this learning rate from the next step on.")
        self.note = QLabel()
        label = QLabel("Learning rate")
        label.setBuddy(self.field)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        for widget in (label, self.field, self.button):
            layout.addWidget(widget)
        leave_out_in_lectures(label)
        self.field.edited.connect(self._on_edited)
        self.field.entered.connect(self._request)
        self.button.clicked.connect(self._request)

    def reset(self) -> None:
        """Show no rate: a training is about to start."""
        self._rate, self._touched = None, False
        self.field.clear()
        self._say("")

    def show_rate(self, rate: float) -> None:
        """Show the present rate; what a person is writing stays."""
        self._rate = rate
        if not self._touched:
            self.field.show_rate(rate)
        self._show_state()

    def show_change(self, rate: float) -> None:
        """Show that the training has taken over a rate."""
        self._touched = False
        self._say("")
        self.show_rate(rate)

    def set_usable(self, why_not: str) -> None:
        """Let a person change the rate, or say why not.

        Args:
            why_not: Why it cannot be changed now; empty where it can.
        """
        self._why_not = why_not
        self._show_state()

    @Slot()
    def _on_edited(self) -> None:
        self._touched = True
        self._say("")
        self._show_state()

    @Slot()
    def _request(self) -> None:
        rate = self.field.rate
        if self._why_not or rate is None:
            self._say(self._why_not or self.field.refusal, refused=True)
        elif rate != self._rate:
            self._say(f"{rate_text(rate)} from the next step on")
            self.rate_requested.emit(rate)

    def _show_state(self) -> None:
        refusal = self.field.refusal if self._touched else ""
        set_usable(self.field, not self._why_not, self._why_not)
        why_not = self._why_not or refusal
        if not why_not and not self._touched:
            why_not = "Write another learning rate first."
        set_usable(self.button, not why_not, why_not)

    def _say(self, words: str, *, refused: bool = False) -> None:
        set_look(self.note, "role", "error" if refused else "small")
        self.note.setText(words)
        self.note.setVisible(bool(words))
