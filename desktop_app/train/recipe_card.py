"""Recipe and fields of a training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.train.field_form import FieldForm
from desktop_app.widgets.card import Card
from training.config import ALL_LAYERS
from training.evaluation.predictions import POSITIVE
from training.recipes import RECIPES, Recipe

SEED_MAXIMUM = 2**31 - 1
"""What a spin box holds; the engine takes twice as many."""

_TARGETS = {"positive": f"{POSITIVE} or not", "classes": "every class"}


class RecipeCard(Card):
    """The recipe, the fields that matter most, and the others folded away.

    Attributes:
        fields: All controls.

    Signals:
        changed: Another recipe or value is chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Recipe", parent)
        self._quiet = False
        self._recipe = QComboBox()
        self._recipe.setAccessibleName("Recipe")
        self._recipe.setToolTip("The network, and where it starts from.")
        # Else the longest title would decide how wide everything here is.
        self._recipe.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for recipe in RECIPES.values():
            self._recipe.addItem(recipe.title, recipe.name)
        self._description, self._stages, self._origin = QLabel(), QLabel(), QLabel()
        for label in (self._description, self._stages, self._origin):
            label.setWordWrap(True)
            label.setProperty("role", "small")
        epochs = _whole_number("Epochs", 1, 100_000, "Passes over the training part.")
        batch_size = _whole_number("Batch size", 1, 4096, "Pictures in one step.")
        seed = _whole_number("Seed", 0, SEED_MAXIMUM, "The same seed and data give the same model.")
        self._numbers: dict[str, QSpinBox | QDoubleSpinBox] = {
            "optimisation.epochs": epochs,
            "optimisation.batch_size": batch_size,
            "optimisation.learning_rate": _learning_rate(),
            "seed": seed,
        }
        self._more = FieldForm()
        self._more.hide()
        self._unfold = QToolButton()
        self._unfold.setText("More")
        self._unfold.setProperty("kind", "quiet")
        self._unfold.setToolTip("Loss, optimizer, augmentation, and what else a recipe decides.")
        self._unfold.setCheckable(True)
        self._unfold.setArrowType(Qt.ArrowType.RightArrow)
        self._unfold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fields = (self._recipe, *self._numbers.values(), *self._more.fields.values())
        self._lay_out()
        self._recipe.currentIndexChanged.connect(self._on_recipe_changed)
        for number in self._numbers.values():
            number.valueChanged.connect(self._tell_change)
        self._more.changed.connect(self._tell_change)
        self._unfold.toggled.connect(self._on_unfold_toggled)
        self._on_recipe_changed()

    @property
    def recipe(self) -> Recipe:
        """The recipe that is chosen."""
        return RECIPES[str(self._recipe.currentData())]

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that always stand here, and of the others those that are changed."""
        numbers = {name: number.value() for name, number in self._numbers.items()}
        return {**numbers, **self._more.changes}

    def choose(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Choose a recipe and set fields, as a person would.

        Args:
            recipe: Name of the recipe.
            changes: Values by dotted name; fields that do not stand here are left out.
        """
        self._recipe.setCurrentIndex(self._recipe.findData(recipe))
        for name, number in self._numbers.items():
            if name in changes:
                number.setValue(changes[name])
        self._more.set_values(changes)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(current_sizes().spacing["close"])
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for number in self._numbers.values():
            form.addRow(number.accessibleName(), number)
        self.body.addWidget(self._recipe)
        self.body.addWidget(self._description)
        self.body.addLayout(form)
        self.body.addWidget(self._stages)
        self.body.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._more)
        self.body.addWidget(self._origin)

    @Slot()
    def _on_recipe_changed(self) -> None:
        recipe = self.recipe
        optimisation = recipe.config.optimisation
        self._quiet = True
        self._description.setText(f"{recipe.description} Tells apart: {_TARGETS[recipe.target]}.")
        stages = [
            f"Then {stage.epochs:,} epochs at a rate of {stage.learning_rate:g}"
            f"{_layers(stage.trainable_layers)}."
            for stage in recipe.config.stages
        ]
        self._stages.setText("\n".join(stages))
        self._stages.setVisible(bool(stages))
        needs = f"Needs: {recipe.needs}.\n" if recipe.needs else ""
        self._origin.setText(f"{needs}Source: {recipe.source}.")
        for name in ("epochs", "batch_size", "learning_rate"):
            self._numbers[f"optimisation.{name}"].setValue(getattr(optimisation, name))
        self._more.show_config(recipe.config)
        self._quiet = False
        self._tell_change()

    @Slot()
    def _tell_change(self) -> None:
        """Tell of a change; a recipe that changes many fields is one."""
        if not self._quiet:
            self.changed.emit()

    @Slot(bool)
    def _on_unfold_toggled(self, unfolded: bool) -> None:
        self._more.setVisible(unfolded)
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self._unfold.setArrowType(arrow)


def _layers(trainable: int) -> str:
    """Return which layers of a backbone train in a stage, as the end of a sentence."""
    if trainable == ALL_LAYERS:
        return ", all layers"
    return f", {trainable} upper layers" if trainable else ""


def _whole_number(name: str, low: int, high: int, tooltip: str) -> QSpinBox:
    field = QSpinBox()
    field.setRange(low, high)
    field.setAccessibleName(name)
    field.setToolTip(f"{tooltip} {low} to {high}.")
    return field


def _learning_rate() -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setLocale(QLocale.c())  # 0.001 is written so wherever it is read
    field.setDecimals(6)
    field.setRange(1e-6, 10.0)
    field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    field.setAccessibleName("Learning rate")
    field.setToolTip("Size of a step of the optimizer. 0.000001 to 10.")
    return field
