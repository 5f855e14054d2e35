"""Controls for numbers. One that is out of range is said so, not silently cut."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, QObject, QSize, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QSpinBox

from desktop_app.theme import current_sizes
from desktop_app.train.calm_wheel import CalmWheel
from desktop_app.train.field_spec import FieldSpec, number_text

_DECIMALS = 8
_SMALLEST = 10.0**-_DECIMALS
_BELOW = 1e-4
_NARROWEST = 84
_FROM_ZERO = 0.05
"""What the upper arrow makes of 0, as a share of the range."""


class Telling(QObject):
    """What an editor says.

    Signals:
        edited: Another value was entered (the value as JSON has it).
        refused: What was typed is out of range, and what is allowed (str); empty once it is in
            range again.
    """

    edited = Signal(object)
    refused = Signal(str)


class _NumberBox(CalmWheel):
    """What both kinds of boxes have in common."""

    def settle(self) -> None:
        """Take the place in a form that all numbers take."""
        self.heed_keyboard()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return room for the numbers that are usual; long ones scroll."""
        return QSize(current_sizes().px(_NARROWEST), super().minimumSizeHint().height())


class WholeEditor(_NumberBox, QSpinBox):
    """A whole number."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.telling = Telling(self)
        self._spec = spec
        self.settle()
        self.setRange(int(spec.low), int(spec.high))
        self.setSuffix(spec.unit)
        self.valueChanged.connect(self._on_value_changed)
        _watch_range(self, spec, self._number)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed stays as it is typed."""
        if value != self.value():
            self.setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let a number out of range be typed; it is told, and corrected when the field is left."""
        if self._number(text) is not None and not self._fits(text):
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def fixup(self, text: str) -> str:
        """Return the nearest number that is allowed."""
        number = self._number(text)
        if number is None:
            return super().fixup(text)
        return self.textFromValue(int(min(max(number, self._spec.low), self._spec.high)))

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        self.telling.edited.emit(value)

    def _fits(self, text: str) -> bool:
        number = self._number(text)
        return number is not None and self._spec.low <= number <= self._spec.high

    def _number(self, text: str) -> float | None:
        plain = text.removesuffix(self.suffix()).replace(self.locale().groupSeparator(), "")
        try:
            return int(plain)
        except ValueError:
            return None


class NumberEditor(_NumberBox, QDoubleSpinBox):
    """A number, typed as 0.0003 or 3e-4."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.telling = Telling(self)
        self._spec = spec
        self.settle()
        self.setLocale(QLocale.c())  # 0.001 is written so wherever it is read
        self.setDecimals(_DECIMALS)
        low = spec.low + (_SMALLEST if spec.above else 0.0)
        self.setRange(low, spec.high - (_BELOW if spec.below else 0.0))
        if spec.step:
            self.setSingleStep(spec.step)
        else:
            self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setSuffix(spec.unit)
        self.valueChanged.connect(self._on_value_changed)
        _watch_range(self, spec, self._number)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed stays as it is typed."""
        if value != self.value():
            self.setValue(value)

    def stepBy(self, steps: int) -> None:
        """Step by a tenth of the leading digit's place; from 0 by a share of the range."""
        if self.value() == 0 and steps > 0 and not self._spec.step:
            self.setValue(_FROM_ZERO * self.maximum())
        else:
            super().stepBy(steps)

    def textFromValue(self, value: float) -> str:
        """Write no more digits than there are."""
        return number_text(value)

    def valueFromText(self, text: str) -> float:
        """Read 0.0003 and 3e-4 alike."""
        number = self._number(text)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let any number be typed; one out of range is told, and corrected when it is left."""
        number = self._number(text)
        if number is not None and self.minimum() <= number <= self.maximum():
            return QValidator.State.Acceptable, text, position
        typing = set(text.removesuffix(self.suffix())) <= set("0123456789.eE+-")
        state = QValidator.State.Intermediate if typing else QValidator.State.Invalid
        return state, text, position

    def fixup(self, text: str) -> str:
        """Return the nearest number that is allowed; the last one where there is none."""
        number = self._number(text)
        number = self.value() if number is None else number
        return self.textFromValue(min(max(number, self.minimum()), self.maximum()))

    @Slot(float)
    def _on_value_changed(self, value: float) -> None:
        self.telling.edited.emit(value)

    def _number(self, text: str) -> float | None:
        try:
            number = float(text.removesuffix(self.suffix()))
        except ValueError:
            return None
        return number if math.isfinite(number) else None


def _watch_range(
    box: WholeEditor | NumberEditor, spec: FieldSpec, number_of: Callable[[str], float | None]
) -> None:
    """Tell while a number that is typed is out of range."""
    told = ""

    def on_text_edited(text: str) -> None:
        nonlocal told
        number = number_of(text)
        before = told
        out = number is not None and not box.minimum() <= number <= box.maximum()
        told = f"{text.removesuffix(spec.unit)} is not allowed: {spec.range}." if out else ""
        if told != before:
            box.telling.refused.emit(told)

    def on_editing_finished() -> None:
        nonlocal told
        if told:
            box.telling.refused.emit(f"{told} {box.text()} is taken.")
            told = ""

    box.lineEdit().textEdited.connect(on_text_edited)
    box.editingFinished.connect(on_editing_finished)
