"""A box for a number."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDoubleSpinBox


def number_box(
    name: str, value: float, low: float, high: float, step: float, *, decimals: int
) -> QDoubleSpinBox:
    """Return a box for a number, with the decimal point of all other numbers."""
    box = QDoubleSpinBox()
    box.setLocale(QLocale.c())
    box.setDecimals(decimals)
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setKeyboardTracking(False)
    return box
