"""A control for each kind of field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.calm_wheel import CalmWheel
from desktop_app.train.field_spec import FieldSpec
from desktop_app.train.number_editors import NumberEditor, Telling, WholeEditor


class ChoiceEditor(CalmWheel, QComboBox):
    """One of several words."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.telling = Telling(self)
        self.heed_keyboard()
        # Else the longest choice would decide how wide everything here is.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        for text, value in spec.choices:
            self.addItem(text, value)
        self.currentIndexChanged.connect(self._on_index_changed)

    def show_value(self, value: Any) -> None:
        """Show a value."""
        self.setCurrentIndex(self.findData(value))

    @Slot()
    def _on_index_changed(self) -> None:
        self.telling.edited.emit(self.currentData())


class SwitchEditor(QCheckBox):
    """On or off."""

    def __init__(self, _spec: FieldSpec) -> None:
        super().__init__("Off")
        self.telling = Telling(self)
        self.toggled.connect(self._on_toggled)

    def show_value(self, value: Any) -> None:
        """Show a value."""
        self.setChecked(bool(value))

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self.setText("On" if on else "Off")
        self.telling.edited.emit(on)


class SizeEditor(QWidget):
    """Height and width of a picture."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.telling = Telling(self)
        side = FieldSpec("", "", "", "", "whole", low=1, high=spec.high)
        self.height_box, self.width_box = WholeEditor(side), WholeEditor(side)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["tight"])
        layout.addWidget(self.height_box, 1)
        layout.addWidget(QLabel("×"))
        layout.addWidget(self.width_box, 1)
        self.setFocusProxy(self.height_box)
        for box, name in ((self.height_box, "Height"), (self.width_box, "Width")):
            box.setAccessibleName(f"{name} of the input in pixels")
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.telling.edited.connect(self._on_edited)
            box.telling.refused.connect(self.telling.refused)

    def show_value(self, value: Any) -> None:
        """Show a value: height, width."""
        self.height_box.setValue(value[0])
        self.width_box.setValue(value[1])

    def setToolTip(self, text: str) -> None:
        """Show a tool tip on both numbers."""
        for box in (self.height_box, self.width_box):
            box.setToolTip(text)

    @Slot()
    def _on_edited(self) -> None:
        self.telling.edited.emit([self.height_box.value(), self.width_box.value()])


Editor = ChoiceEditor | SwitchEditor | WholeEditor | NumberEditor | SizeEditor


def make_editor(spec: FieldSpec) -> Editor:
    """Return the control for a field, named for a screen reader."""
    makers: dict[str, Callable[[FieldSpec], Editor]] = {
        "choice": ChoiceEditor,
        "switch": SwitchEditor,
        "whole": WholeEditor,
        "number": NumberEditor,
        "size": SizeEditor,
    }
    editor = makers[spec.kind](spec)
    editor.setAccessibleName(spec.label)
    editor.setAccessibleDescription(spec.about)
    return editor
