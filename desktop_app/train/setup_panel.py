"""The left side of the Train tab: what to train, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.train.outlook_note import OutlookNote
from desktop_app.train.recipe_card import RecipeCard
from desktop_app.widgets.card import Card
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.dataset import Dataset
from training.evaluation.predictions import POSITIVE
from training.evaluation.verdict import percentage
from training.recipes import Recipe

_SPLITS = {"By lesion or patient": "group", "By picture": "image"}
"""What stays together, and how a config says it."""


class SetupPanel(QWidget):
    """Data, recipe, what is to be said before the start, and Start or Stop.

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
        self._recipe = RecipeCard()
        self._outlook = OutlookNote()
        self._lasting = QCheckBox("Keep training when the window closes")
        self._lasting.setToolTip(
            "The training gets a process of its own: it goes on when the window closes, is found "
            "again at the next start, and gives all of its memory back when it ends."
        )
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
        self._recipe.changed.connect(self._on_changed)
        self._split.currentIndexChanged.connect(self._on_split_changed)
        self.start_button.clicked.connect(self._on_start_clicked)
        self.stop_button.clicked.connect(self.stop_requested)
        self.show_dataset(None)
        self._show_split_warning()

    @property
    def recipe(self) -> Recipe:
        """The recipe that is chosen."""
        return self._recipe.recipe

    @property
    def changes(self) -> dict[str, Any]:
        """The fields as they stand, by dotted name."""
        return {**self._recipe.changes, "split.by": str(self._split.currentData())}

    @property
    def own_process(self) -> bool:
        """Whether the training is to go on when the window closes."""
        return self._lasting.isChecked()

    def keep_training(self, keep: bool) -> None:
        """Choose whether the training is to go on when the window closes."""
        self._lasting.setChecked(keep)

    def choose(self, recipe: str, changes: Mapping[str, Any]) -> None:
        """Choose a recipe and set fields, as a person would.

        Args:
            recipe: Name of the recipe.
            changes: Values of the fields shown here, by dotted name.
        """
        if "split.by" in changes:
            self._split.setCurrentIndex(self._split.findData(changes["split.by"]))
        self._recipe.choose(recipe, changes)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show what would be trained on."""
        self._dataset = dataset
        self._outlook.show_outlook((), "")
        self._data_text.setText(_data_set_text(dataset))
        self._show_state()

    def show_outlook(self, doubts: Sequence[str], refusal: str) -> None:
        """Show what is to be said before the start.

        Args:
            doubts: What is doubtful, in sentences.
            refusal: Why it cannot start; empty where it can.
        """
        self._outlook.show_outlook(doubts, refusal)

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
        cards.column.addWidget(self._recipe)
        cards.column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(cards, 1)
        layout.addWidget(self._outlook)
        layout.addWidget(self._lasting)
        layout.addWidget(self.start_button)
        layout.addWidget(self.stop_button)

    def _show_state(self) -> None:
        idle = self._state == "idle"
        if not idle:
            self._outlook.show_outlook((), "")
        self.start_button.setVisible(idle)
        set_usable(self.start_button, self._dataset is not None, "Open a data set first.")
        self.stop_button.setVisible(not idle)
        set_usable(self.stop_button, self._state != "stopping", "Stopping: one batch to go.")
        for field in (*self._recipe.fields, self._split, self._lasting):
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
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self._outlook.show_outlook((), "")
        self.setup_changed.emit()

    @Slot()
    def _on_start_clicked(self) -> None:
        self.start_requested.emit(self.recipe.name, self.changes)


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
