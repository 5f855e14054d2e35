"""Choosing a threshold: a slider and an exact number that move together."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_colours, current_sizes, theme_events

_STEPS = 1000
_HANDLE = 20


class ThresholdSlider(QWidget):
    """A number from 0 to 1 in steps of 0.001.

    Signals:
        value_changed: The person chose another value (not emitted by `set_value`).
    """

    value_changed = Signal(float)

    def __init__(self, value: float = 0.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setMinimumWidth(current_sizes().px(140))
        self._slider.setRange(0, _STEPS)
        self._slider.setSingleStep(_STEPS // 100)
        self._slider.setPageStep(_STEPS // 10)
        self._slider.setAccessibleName("Threshold")
        self._slider.setToolTip("Arrow keys move by 0.01, Page Up and Page Down by 0.1")
        self._number = QDoubleSpinBox()
        self._number.setLocale(QLocale.c())  # the same decimal point as in all other numbers
        self._number.setRange(0, 1)
        self._number.setDecimals(3)
        self._number.setSingleStep(0.001)
        self._number.setAccessibleName("Threshold, exact")
        self._number.setKeyboardTracking(False)
        self._marks = _Marks()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._slider)
        column.addWidget(self._marks)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["normal"])
        layout.addLayout(column, 1)
        layout.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._slider)
        self.set_value(value)
        self._slider.valueChanged.connect(self._on_slider_changed)
        self._number.valueChanged.connect(self._on_number_changed)

    @property
    def value(self) -> float:
        """The threshold, 0 to 1."""
        return self._slider.value() / _STEPS

    def set_value(self, value: float) -> None:
        """Show a value, rounded to 0.001 and kept within 0 and 1, without emitting it."""
        with QSignalBlocker(self._slider), QSignalBlocker(self._number):
            self._slider.setValue(round(value * _STEPS))
            self._number.setValue(self.value)

    def set_marks(self, marks: Mapping[str, float]) -> None:
        """Mark values under the slider.

        Args:
            marks: Value by name: {"saved": 0.23, "default": 0.5}.
        """
        self._marks.set_marks(marks)

    def _on_slider_changed(self) -> None:
        self.set_value(self.value)
        self.value_changed.emit(self.value)

    def _on_number_changed(self, value: float) -> None:
        self.set_value(value)
        self.value_changed.emit(self.value)


class _Marks(QWidget):
    """Ticks with names, aligned with the slider above."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, float] = {}
        theme_events().changed.connect(self.updateGeometry)

    def set_marks(self, marks: Mapping[str, float]) -> None:
        self._marks = dict(marks)
        words = [f"{name} {value:.3f}" for name, value in self._marks.items()]
        self.setToolTip("\n".join(words))
        self.setAccessibleName("Marked thresholds")
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self.fontMetrics().height() + current_sizes().px(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tick = current_sizes().px(6)
        metrics = self.fontMetrics()
        handle = current_sizes().px(_HANDLE)
        taken = -1.0
        for value in sorted(set(self._marks.values())):
            position = QStyle.sliderPositionFromValue(
                0, _STEPS, round(value * _STEPS), self.width() - handle
            )
            x = position + handle / 2
            painter.setPen(QPen(QColor(current_colours().outline), current_sizes().line(2)))
            painter.drawLine(QPointF(x, 0), QPointF(x, tick))
            names = [name for name, marked in self._marks.items() if marked == value]
            label = f"{', '.join(names)} {value:g}"
            wide = metrics.horizontalAdvance(label) + 2
            left = min(max(x - wide / 2, 0.0), self.width() - wide)
            if left > taken:  # a label that would cover another one is left to the tool tip
                place = QRectF(left, tick, wide, metrics.height())
                painter.setPen(QColor(current_colours().muted))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label)
                taken = left + wide + 6
        painter.end()
