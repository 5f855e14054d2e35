"""Fields of a RunConfig as a form, made from its own schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QWidget,
)

from desktop_app.theme import current_sizes
from training.config import RunConfig

Field = QComboBox | QSpinBox | QDoubleSpinBox

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("loss.kind", "Loss", ""),
    ("loss.label_smoothing", "Label smoothing", ""),
    ("optimisation.class_weight", "Class weights", ""),
    ("optimisation.sampler", "Sampler", ""),
    ("optimisation.optimizer", "Optimizer", ""),
    ("optimisation.schedule", "Schedule", ""),
    ("optimisation.precision", "Precision", ""),
    ("model.dropout", "Dropout", ""),
    ("model.trainable_layers", "Trainable layers", ""),
    ("augmentation.rotation", "Rotation", "°"),
    ("augmentation.zoom", "Zoom", ""),
    ("patience.stop_after", "Stop after", " epochs"),
    ("patience.reduce_after", "Reduce rate after", " epochs"),
    ("features.cache", "Keep features", ""),
    ("features.variants", "Kept variants", ""),
    ("checkpoint.seconds", "Checkpoint every", " s"),
)
"""Dotted name, label and unit of each field that is shown."""

_STEP = 1e-4


class FieldForm(QWidget):
    """Further fields of a training.

    Attributes:
        fields: The controls by dotted name.

    Signals:
        changed: A value is another one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual: dict[str, Any] = {}
        self.fields: dict[str, Field] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(current_sizes().spacing["close"])
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        schema = RunConfig.model_json_schema()
        for name, label, unit in _FIELDS:
            field = _field(_properties(schema, name), unit)
            field.setAccessibleName(label)
            self.fields[name] = field
            form.addRow(label, field)
            if isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self.changed)
            else:
                field.valueChanged.connect(self.changed)

    @property
    def changes(self) -> dict[str, Any]:
        """The values that are not those of the recipe, by dotted name."""
        return {
            name: _value(field)
            for name, field in self.fields.items()
            if _value(field) != self._usual.get(name)
        }

    def show_config(self, config: RunConfig) -> None:
        """Show the values of a recipe; `changes` are from these."""
        values = config.model_dump(mode="json")
        self.set_values({name: _of(values, name) for name in self.fields})
        # As the controls hold them: they round.
        self._usual = {name: _value(field) for name, field in self.fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set fields that are shown here, by dotted name; others are left alone."""
        for name, field in self.fields.items():
            if name not in values:
                continue
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(values[name]))
            else:
                field.setValue(values[name])


def _properties(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what a config's schema says of a field of a section."""
    section, _, field = name.partition(".")
    reference = str(schema["properties"][section]["$ref"])
    properties: Mapping[str, Any] = schema["$defs"][reference.rpartition("/")[2]]["properties"]
    found: Mapping[str, Any] = properties[field]
    return found


def _field(properties: Mapping[str, Any], unit: str) -> Field:
    description = str(properties["description"])
    if "enum" in properties:
        box = QComboBox()
        for value in properties["enum"]:
            box.addItem(str(value).replace("_", " "), value)
        box.setToolTip(description)
        return box
    low = properties.get("minimum", properties.get("exclusiveMinimum", 0))
    high = properties.get("maximum", properties.get("exclusiveMaximum"))
    number = QSpinBox() if properties["type"] == "integer" else QDoubleSpinBox()
    if isinstance(number, QDoubleSpinBox):
        number.setLocale(QLocale.c())  # 0.001 is written so wherever it is read
        number.setDecimals(4)
        number.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        number.setRange(low, high - _STEP if "exclusiveMaximum" in properties else high)
    else:
        number.setRange(low, high)
    number.setSuffix(unit)
    number.setToolTip(f"{description} {low:g} to {high:g}{unit}.")
    return number


def _value(field: Field) -> Any:
    return field.currentData() if isinstance(field, QComboBox) else field.value()


def _of(values: Mapping[str, Any], name: str) -> Any:
    section, _, field = name.partition(".")
    return values[section][field]
