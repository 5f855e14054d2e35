"""A field for a learning rate: steps that multiply, and a reason where a value is refused."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from desktop_app.theme import current_sizes

LARGEST = 10.0
"""As a config allows."""
_STOPS = tuple(m * 10.0**e for e in range(-9, 2) for m in (1, 2, 5) if m * 10.0**e <= LARGEST)


class RateField(QAbstractSpinBox):
    """A learning rate as a person writes it: 0.001 or 1e-3. Arrows go to the next of 1, 2, 5.

    Signals:
        entered: Enter was pressed.
        edited: What stands here has changed, by a person.
    """

    entered = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Learning rate")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.lineEdit().textEdited.connect(self.edited)

    @property
    def rate(self) -> float | None:
        """What stands here; None where it is no rate."""
        return None if self.refusal else float(self._number)

    @property
    def refusal(self) -> str:
        """Why what stands here is no rate, in a sentence; empty where it is one."""
        try:
            rate = float(self._number)
        except ValueError:
            return "A learning rate is a number, such as 0.001 or 1e-3."
        if not math.isfinite(rate) or rate <= 0:
            return "A learning rate lies above 0: at 0 nothing is learned."
        if rate > LARGEST:
            return f"A learning rate above {LARGEST:g} is never of use; give a smaller one."
        return ""

    def show_rate(self, rate: float) -> None:
        """Show a rate in place of what stands here."""
        self.lineEdit().setText(rate_text(rate))

    def stepBy(self, steps: int) -> None:
        """Go to the next round value, upwards or downwards."""
        rate = self.rate
        if rate is None:
            return
        near = 1e-6 * rate
        if steps > 0:
            place = bisect_right(_STOPS, rate + near) + steps - 1
        else:
            place = bisect_left(_STOPS, rate - near) + steps
        self.show_rate(_STOPS[min(max(place, 0), len(_STOPS) - 1)])
        self.lineEdit().selectAll()
        self.edited.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Both ways: beyond the ends, the value stays."""
        flags = QAbstractSpinBox.StepEnabledFlag
        return flags.StepUpEnabled | flags.StepDownEnabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let a person write anything; `refusal` says what is wrong with it."""
        return QValidator.State.Acceptable, text, position

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell that Enter was pressed; it presses no button of the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return room for a number such as 0.00025."""
        return QSize(current_sizes().px(100), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: a shorter number could not be read."""
        return self.sizeHint()

    @property
    def _number(self) -> str:
        return self.lineEdit().text().strip().replace(",", ".")


def rate_text(rate: float) -> str:
    """Return a learning rate for a person: "0.001", "2.5e-05"."""
    return f"{rate:.3g}"
