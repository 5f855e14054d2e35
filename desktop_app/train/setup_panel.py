"""The left side of the Train tab: what to train, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.dataset import Dataset
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage
from training.recipes import RECIPES, Recipe

_SPLITS = {"By lesion or patient": "group", "By picture": "image"}
"""What stays together, and how a config says it."""

SEED_MAXIMUM = 2**31 - 1
"""What a spin box holds; the engine takes twice as many."""


class SetupPanel(QWidget):
    """Recipe, the fields that matter most, and Start or Stop.

    Signals:
        start_requested: Name of the recipe (str) and changes by field name (dict).
        stop_requested: The running training is to stop.
        setup_changed: Another recipe or value is chosen.
    """

    start_requested = Signal(str, object)
    stop_requested = Signal()
    setup_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._state = "idle"
        self._data_text = QLabel()
        self._data_text.setWordWrap(True)
        self._data_text.setTextFormat(Qt.TextFormat.PlainText)
        self._split_warning = QLabel()
        self._split_warning.setWordWrap(True)
        self._split_warning.setTextFormat(Qt.TextFormat.PlainText)
        self._split_warning.setProperty("role", "warning")
        self._leaks = ("", 0)
        self._split = QComboBox()
        self._split.setAccessibleName("Split")
        self._split.setToolTip("What stays together when the pictures are divided.")
        for title, by in _SPLITS.items():
            self._split.addItem(title, by)
        self._recipe = QComboBox()
        self._recipe.setAccessibleName("Recipe")
        self._recipe.setToolTip("The network, and where it starts from.")
        for recipe in RECIPES.values():
            self._recipe.addItem(recipe.title, recipe.name)
        self._description = QLabel()
        self._description.setWordWrap(True)
        self._description.setProperty("role", "small")
        self._epochs = _whole_number("Epochs", 1, 100_000, "Passes over the training part.")
        self._batch_size = _whole_number("Batch size", 1, 4096, "Pictures in one step.")
        self._seed = _whole_number(
            "Seed", 0, SEED_MAXIMUM, "The same seed and data give the same model."
        )
        self._learning_rate = _learning_rate()
        self.start_button = QPushButton("Start training")
        self.start_button.setProperty("kind", "primary")
        self.start_button.setShortcut("Ctrl+R")
        self.start_button.setToolTip("Train on the open data set.")
        self.stop_button = QPushButton("Stop and keep what was learned")
        self.stop_button.setProperty("kind", "danger")
        self.stop_button.setShortcut("Ctrl+.")
        self.stop_button.setToolTip("Stops within one batch; the best model so far is kept.")
        set_icon(self.start_button, "play", "on_accent")
        set_icon(self.stop_button, "stop", "on_accent")
        self._lay_out()
        self._recipe.currentIndexChanged.connect(self._on_recipe_changed)
        for field in (self._epochs, self._batch_size, self._seed, self._learning_rate):
            field.valueChanged.connect(self.setup_changed)
        self._split.currentIndexChanged.connect(self._on_split_changed)
        self.start_button.clicked.connect(self._on_start_clicked)
        self.stop_button.clicked.connect(self.stop_requested)
        self._on_recipe_changed()
        self.show_dataset(None)
        self._show_split_warning()

    @property
    def recipe(self) -> Recipe:
        """The recipe that is chosen."""
        return RECIPES[str(self._recipe.currentData())]

    @property
    def changes(self) -> dict[str, Any]:
        """The fields as they stand, by dotted name."""
        return {
            "optimisation.epochs": self._epochs.value(),
            "optimisation.batch_size": self._batch_size.value(),
            "optimisation.learning_rate": self._learning_rate.value(),
            "seed": self._seed.value(),
            "split.by": str(self._split.currentData()),
        }

    def choose(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Choose a recipe and set fields, as a person would.

        Args:
            recipe: Name of the recipe.
            changes: Values of the fields shown here, by dotted name.
        """
        self._recipe.setCurrentIndex(self._recipe.findData(recipe))
        if "split.by" in changes:
            self._split.setCurrentIndex(self._split.findData(changes["split.by"]))
        fields: dict[str, QSpinBox | QDoubleSpinBox] = {
            "optimisation.epochs": self._epochs,
            "optimisation.batch_size": self._batch_size,
            "optimisation.learning_rate": self._learning_rate,
            "seed": self._seed,
        }
        for name, value in changes.items():
            if name in fields:
                fields[name].setValue(value)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show what would be trained on."""
        self._dataset = dataset
        self._data_text.setText(_data_set_text(dataset))
        self._show_state()

    def show_split_state(self, word: str, leaks: int) -> None:
        """Show whether the data set's own parts tear groups of pictures apart.

        Args:
            word: What a group is called: "lesion".
            leaks: How many stand in more than one part.
        """
        self._leaks = (word, leaks)
        self._show_split_warning()

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running or stopping."""
        self._state = state
        self._show_state()

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        cards = ScrollColumn(330)
        data = Card("Data")
        data.body.addWidget(self._data_text)
        divide = QFormLayout()
        divide.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        divide.addRow("Split", self._split)
        data.body.addLayout(divide)
        data.body.addWidget(self._split_warning)
        cards.column.addWidget(data)
        recipe = Card("Recipe")
        recipe.body.addWidget(self._recipe)
        recipe.body.addWidget(self._description)
        form = QFormLayout()
        form.setSpacing(spacing["close"])
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self._epochs, self._batch_size, self._learning_rate, self._seed):
            form.addRow(field.accessibleName(), field)
        recipe.body.addLayout(form)
        cards.column.addWidget(recipe)
        cards.column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(cards, 1)
        layout.addWidget(self.start_button)
        layout.addWidget(self.stop_button)

    def _show_state(self) -> None:
        idle = self._state == "idle"
        self.start_button.setVisible(idle)
        set_usable(self.start_button, self._dataset is not None, "Open a data set first.")
        self.stop_button.setVisible(not idle)
        set_usable(self.stop_button, self._state != "stopping", "Stopping: one batch to go.")
        for field in (
            self._recipe,
            self._epochs,
            self._batch_size,
            self._learning_rate,
            self._seed,
            self._split,
        ):
            set_usable(field, idle, "A training is running: stop it to change this.")

    def _show_split_warning(self) -> None:
        word, leaks = self._leaks
        if self._split.currentData() == "image":
            text = (
                "Split by picture: pictures of one lesion may stand on both sides. "
                "The scores will be inflated, and are marked wherever they appear."
            )
        elif leaks:
            text = (
                f"This data set's own parts tear {leaks:,} {word}{'s' if leaks > 1 else ''} apart. "
                "Data > Check the data set can divide them anew."
            )
        else:
            text = ""
        self._split_warning.setText(text)
        self._split_warning.setVisible(bool(text))

    @Slot()
    def _on_split_changed(self) -> None:
        self._show_split_warning()
        self.setup_changed.emit()

    @Slot()
    def _on_recipe_changed(self) -> None:
        recipe = self.recipe
        optimisation = recipe.config.optimisation
        self._description.setText(recipe.description)
        self._epochs.setValue(optimisation.epochs)
        self._batch_size.setValue(optimisation.batch_size)
        self._learning_rate.setValue(optimisation.learning_rate)
        self.setup_changed.emit()

    @Slot()
    def _on_start_clicked(self) -> None:
        self.start_requested.emit(self.recipe.name, self.changes)


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


def _data_set_text(dataset: Dataset | None) -> str:
    if dataset is None:
        return "No data set is open. Use File > Open data set, or the built-in lesions."
    n = len(dataset.samples)
    positive = sum(count for name, count in dataset.counts().items() if name in dataset.positive)
    lines = [dataset.name, f"{n:,} pictures, {percentage(positive / n)} {POSITIVE}"]
    for name, count in dataset.counts().items():
        counts_as = name in dataset.positive and name != POSITIVE
        lines.append(f"{name}: {count:,}" + (f", counts as {POSITIVE}" if counts_as else ""))
    return "\n".join(lines)
