"""How curves are shown: smoothing, logarithmic axis, learning rate."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QWidget

from desktop_app.theme import current_sizes, leave_out_in_lectures

_MOST = 999


class CurveOptions(QWidget):
    """A row of controls for one plot of curves or several.

    Signals:
        smoothing_changed: The weight of the mean so far (float), 0 to 0.999.
        log_changed: Whether y axes are logarithmic (bool).
        rates_changed: Whether the learning rate is shown (bool).
    """

    smoothing_changed = Signal(float)
    log_changed = Signal(bool)
    rates_changed = Signal(bool)

    def __init__(
        self, *, rates: bool = True, weight: float = 0.0, parent: QWidget | None = None
    ) -> None:
        """Make the row, with linear axes.

        Args:
            rates: Whether a learning rate can be shown.
            weight: How much is smoothed at the beginning.
            parent: Qt's parent.
        """
        super().__init__(parent)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, _MOST)
        self.smoothing.setValue(round(weight * 1000))
        self.smoothing.setSingleStep(10)
        self.smoothing.setPageStep(100)
        self.smoothing.setMaximumWidth(current_sizes().px(140))
        self.smoothing.setMinimumWidth(current_sizes().px(60))
        self.smoothing.setAccessibleName("Smoothing of curves by step")
        self.smoothing.setToolTip(
            "Running mean of the steps so far, as on TensorBoard's slider: off shows every step as "
            "it came, 0.99 the trend alone. The raw curve stays behind it, faintly."
        )
        self.smoothing.valueChanged.connect(self._on_smoothing_changed)
        label = QLabel("&Smoothing")
        label.setProperty("role", "small")
        label.setBuddy(self.smoothing)
        self._value = QLabel()
        self._value.setProperty("role", "small")
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("0.999"))
        self.log = QCheckBox("Log axis")
        self.log.setToolTip("Equal distances on the y axis are equal ratios.")
        self.log.toggled.connect(self.log_changed)
        self.rates = QCheckBox("Learning rate")
        self.rates.setChecked(True)
        self.rates.setToolTip("The dotted line, against the axis at the right.")
        self.rates.toggled.connect(self.rates_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        for widget in (label, self.smoothing, self._value, self.log, self.rates):
            layout.addWidget(widget)
        self.rates.setVisible(rates)
        layout.addStretch(1)
        leave_out_in_lectures(label, self.smoothing, self._value, self.log)
        if rates:
            leave_out_in_lectures(self.rates)
        self._show_value()

    @property
    def weight(self) -> float:
        """How much is smoothed: 0 (not at all) to 0.999."""
        return self.smoothing.value() / 1000

    @Slot()
    def _on_smoothing_changed(self) -> None:
        self._show_value()
        self.smoothing_changed.emit(self.weight)

    def _show_value(self) -> None:
        self._value.setText(f"{self.weight:.3f}".rstrip("0").rstrip(".") if self.weight else "off")
