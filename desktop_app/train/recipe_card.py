"""The recipe, the fields that matter most, and the others folded away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from desktop_app.train.field_form import FieldForm
from desktop_app.train.field_row import FieldRow
from desktop_app.train.field_spec import RATE, STAGES, TARGET, field_specs
from desktop_app.train.field_words import MAIN
from desktop_app.train.fold import Fold
from desktop_app.train.set_up import SetUp
from desktop_app.widgets.card import Card
from desktop_app.widgets.usable import set_usable
from training.config import ALL_LAYERS
from training.recipes import RECIPES


class RecipeCard(Card):
    """Chooses a recipe and changes its fields.

    Attributes:
        recipes: The recipes.
        rows: The fields that always stand here, by dotted name.
        more: Unfolds the others.
        form: The others.
        layers: Asks for the layers of the network.
        find_rate: Asks for the learning-rate finder.

    Signals:
        recipe_chosen: Name of another recipe (str).
    """

    recipe_chosen = Signal(str)

    def __init__(self, set_up: SetUp, parent: QWidget | None = None) -> None:
        super().__init__("Recipe", parent)
        self._set_up = set_up
        self.recipes = QComboBox()
        self.recipes.setAccessibleName("Recipe")
        self.recipes.setToolTip("The network, and where it starts from.")
        # Else the longest title would decide how wide everything here is.
        self.recipes.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for recipe in RECIPES.values():
            self.recipes.addItem(recipe.title, recipe.name)
        self._description, self._stages, self._origin = QLabel(), QLabel(), QLabel()
        for label in (self._description, self._stages, self._origin):
            label.setWordWrap(True)
            label.setProperty("role", "small")
        self.layers = QPushButton("Layers…")
        self.layers.setAccessibleName("Layers of the network")
        self.layers.setToolTip("Shows the network layer by layer: shapes, parameters, what trains.")
        self.find_rate = QPushButton("Find…")
        self.find_rate.setAccessibleName("Find a learning rate")
        self.find_rate.setToolTip("Tries all learning rates on some pictures and suggests one.")
        self.rows = {name: FieldRow(field_specs()[name], set_up) for name in MAIN}
        self.rows[RATE].add_beside(self.find_rate)
        self.form = FieldForm(set_up, self)
        self.form.hide()
        self.more = Fold("More", lambda: self.form)
        self.more.header.setToolTip("Network, loss, augmentation, and what else a recipe decides.")
        self.header.addWidget(self.layers)
        for widget in (self.recipes, self._description, *self.rows.values()):
            self.body.addWidget(widget)
        for widget in (self._stages, self.more, self._origin):
            self.body.addWidget(widget)
        self.recipes.currentIndexChanged.connect(self._on_index_changed)
        set_up.recipe_changed.connect(self._show_recipe)
        set_up.changed.connect(self._show_words)
        self._show_recipe()
        self._show_words()

    def show_remarks(self, remarks: Mapping[str, str]) -> None:
        """Say what is doubtful or wrong beside the fields, by dotted name."""
        for name, row in self.rows.items():
            row.show_remark(remarks.get(name, ""))
        self.form.show_remarks({name: text for name, text in remarks.items() if name not in MAIN})
        self._show_more()

    def set_usable(self, usable: bool, why_not: str) -> None:
        """Say whether what needs the data set and TensorFlow can be asked for, and why not."""
        for button in (self.layers, self.find_rate):
            set_usable(button, usable, why_not)

    @Slot()
    def _show_recipe(self) -> None:
        recipe = self._set_up.recipe
        with QSignalBlocker(self.recipes):
            self.recipes.setCurrentIndex(self.recipes.findData(recipe.name))
        needs = f"Needs: {recipe.needs}.\n" if recipe.needs else ""
        self._origin.setText(f"{needs}Source: {recipe.source}.")

    @Slot()
    def _show_words(self) -> None:
        """Say what the network tells apart and which stages follow, as set up."""
        target = field_specs()[TARGET].written(self._set_up.value(TARGET))
        self._description.setText(f"{self._set_up.recipe.description} Tells apart: {target}.")
        stages = [
            f"Then {stage['epochs']:,} epochs at a rate of {stage['learning_rate']:g}"
            f"{_layers(stage['trainable_layers'])}."
            for stage in self._set_up.value(STAGES)
        ]
        self._stages.setText("\n".join(stages))
        self._stages.setVisible(bool(stages))
        self._show_more()

    def _show_more(self) -> None:
        self.more.show_note(self.form.note)

    @Slot()
    def _on_index_changed(self) -> None:
        self.recipe_chosen.emit(str(self.recipes.currentData()))


def _layers(trainable: int) -> str:
    """Return which layers of a backbone train in a stage, as the end of a sentence."""
    if trainable == ALL_LAYERS:
        return ", all layers"
    return f", {trainable} upper layers" if trainable else ""
