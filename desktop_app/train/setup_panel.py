"""The left side of the Train tab: what to train, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.train.data_card import DataCard
from desktop_app.train.estimate_line import EstimateLine
from desktop_app.train.field_spec import in_words, names_in
from desktop_app.train.outlook_note import OutlookNote
from desktop_app.train.recipe_card import RecipeCard
from desktop_app.train.set_up import SetUp
from desktop_app.train.start_buttons import StartButtons
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.dataset import Dataset
from training.doubts import Doubt
from training.recipes import Recipe

_WIDTH = 360


class SetupPanel(QWidget):
    """Data, recipe, what is to be said before the start, and Start or Stop.

    Attributes:
        estimate: How long it will take, measured when asked.
        preview: What augmentation does to a picture.
        start_button: Starts the training.
        stop_button: Stops it.
        queue_button: Lets it wait for its turn.

    Signals:
        start_requested: Name of the recipe (str) and changes by field name (dict).
        queue_requested: The same, for a training that is to wait for its turn.
        stop_requested: The running training is to stop.
        setup_changed: Another recipe or value is chosen.
        layers_requested: The layers of the network are to be shown.
        rate_requested: A learning rate is to be found.
    """

    start_requested = Signal(str, object)
    queue_requested = Signal(str, object)
    stop_requested = Signal()
    setup_changed = Signal()
    layers_requested = Signal()
    rate_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._state = "idle"
        self._set_up = SetUp(self)
        self._data = DataCard(self._set_up)
        self._recipe = RecipeCard(self._set_up)
        self._outlook = OutlookNote()
        self.estimate = EstimateLine()
        self.preview = self._recipe.form.preview
        self._lasting = QCheckBox("Keep training when the window closes")
        self._lasting.setToolTip(
            "The training gets a process of its own: it goes on when the window closes, is found "
            "again at the next start, and gives all of its memory back when it ends."
        )
        self._buttons = StartButtons()
        self.start_button = self._buttons.start
        self.stop_button = self._buttons.stop
        self.queue_button = self._buttons.queue
        self._lay_out()
        self._set_up.changed.connect(self._on_changed)
        self._recipe.recipe_chosen.connect(self._on_recipe_chosen)
        self._recipe.layers.clicked.connect(self.layers_requested)
        self._recipe.find_rate.clicked.connect(self.rate_requested)
        self._outlook.mend_chosen.connect(self._set_up.set_values)
        self.start_button.clicked.connect(self._on_start_clicked)
        self.queue_button.clicked.connect(self._on_queue_clicked)
        self.stop_button.clicked.connect(self.stop_requested)
        self.show_dataset(None)

    @property
    def recipe(self) -> Recipe:
        """The recipe that is chosen."""
        return self._set_up.recipe

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that always stand there, and of the others those that are changed."""
        return self._set_up.changes

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
            recipe: Name of the recipe; one that is not known leaves it as it is.
            changes: Values by dotted name; what is not set here is left out.
        """
        self._set_up.choose(recipe, changes)

    def set_back(self) -> None:
        """Give every field the recipe's value again."""
        self._set_up.set_back(self._set_up.changed_names)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show what would be trained on."""
        self._dataset = dataset
        self._data.show_dataset(dataset)
        self._say((), "")
        self.estimate.set_outdated()
        self._show_state()
        if dataset is None:
            self.preview.show_nothing("Open a data set first.")
        else:
            self.preview.renew()

    def show_outlook(self, doubts: Sequence[Doubt], refusal: str) -> None:
        """Show what is to be said before the start.

        Args:
            doubts: What is doubtful.
            refusal: Why it cannot start; empty where it can.
        """
        self._say(doubts, refusal)

    def show_flagged(self, label_errors: int, excluded: int) -> None:
        """Show how many pictures are left out because a person has flagged them.

        Args:
            label_errors: Those whose label is doubted.
            excluded: Those that are not to be used.
        """
        self._data.show_flagged(label_errors, excluded)

    def show_split_state(self, word: str, leaks: int) -> None:
        """Show whether the data set's own parts tear groups of pictures apart.

        Args:
            word: What a group is called: "lesion".
            leaks: How many stand in more than one part.
        """
        self._data.show_split_state(word, leaks)

    def set_state(self, state: str) -> None:
        """Show what a training is doing: idle, starting, running, paused or stopping.

        Fields can be changed also while one runs: the next one can wait in the queue.
        """
        self._state = state
        self._show_state()

    def _lay_out(self) -> None:
        cards = ScrollColumn(_WIDTH)
        cards.column.addWidget(self._data)
        cards.column.addWidget(self._recipe)
        cards.column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_sizes().spacing["close"])
        layout.addWidget(cards, 1)
        for widget in (self._outlook, self.estimate, self._lasting, self._buttons):
            layout.addWidget(widget)

    def _say(self, doubts: Sequence[Doubt], refusal: str) -> None:
        """Say what there is to say; what is refused, beside the fields that it names as well."""
        self._outlook.show_outlook(doubts, refusal)
        problem, names = self._set_up.problem
        named = dict.fromkeys(names_in(refusal), in_words(refusal))
        self._recipe.show_remarks({**named, **dict.fromkeys(names, problem)})

    def _show_state(self) -> None:
        idle, opened = self._state == "idle", self._dataset is not None
        if not idle:
            self._outlook.show_outlook((), "")
        self._buttons.show_state(self._state, opened=opened)
        why = "A training is running: this has to wait for it." if opened else ""
        why = why or "Open a data set first."
        set_usable(self._lasting, idle, "This is chosen before a training starts.")
        self._recipe.set_usable(idle and opened, why)
        self.estimate.set_usable(idle and opened, why)
        if not idle:
            self.estimate.end()

    @Slot()
    def _on_changed(self) -> None:
        self._outlook.set_outdated()
        problem, names = self._set_up.problem
        self._recipe.show_remarks(dict.fromkeys(names, problem))
        self.estimate.set_outdated()
        if self._dataset is not None:
            self.preview.renew()
        self.setup_changed.emit()

    @Slot(str)
    def _on_recipe_chosen(self, name: str) -> None:
        self._set_up.choose(name, {})

    @Slot()
    def _on_start_clicked(self) -> None:
        self.start_requested.emit(self.recipe.name, self.changes)

    @Slot()
    def _on_queue_clicked(self) -> None:
        self.queue_requested.emit(self.recipe.name, self.changes)
