"""The open run on another data set: choosing it, its classes, and what the run says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.inspect.class_mapping import ClassMapping
from desktop_app.inspect.external_results import ExternalResults
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.page import Page
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from training.external import ClassGuess, External
    from training.runs import Run

_TITLE = "Another data set"
_WHAT = (
    "A model that does well on pictures like those it learned from may do worse elsewhere. Here "
    "the open run is asked about a data set of another source, at its own threshold. Pictures "
    "that it was trained with are left out."
)
_NO_RUN = "Train a model or open a run: here it can be asked about pictures from elsewhere."
_NOTHING = "Choose the folder of a data set that was imported with this program."
_BUSY = "This is being done already: wait for it, or cancel it."


class ExternalPage(Page):
    """A button to choose a data set, the mapping of its classes, then the results.

    Signals:
        folder_requested: A data set is to be chosen.
        evaluation_requested: Its folder (Path), and class of the run by class of the data set
            (dict); "" leaves a class out.
        pictures_requested: The pictures behind the results are wanted.
    """

    folder_requested = Signal()
    evaluation_requested = Signal(object, object)
    pictures_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_TITLE)
        self.set_subtitle(_WHAT)
        self.back.hide()  # it is a page of a tab
        self._run: Run | None = None
        self._root: Path | None = None
        self._training = False
        self.mapping = ClassMapping()
        self.results = ExternalResults()
        self.choose = QPushButton("Choose a data set…")
        self.choose.setToolTip("Choose the folder of a data set")
        self.evaluate = QPushButton("Evaluate")
        self.evaluate.setProperty("kind", "primary")
        self.evaluate.setToolTip("Ask the run about every picture of this data set")
        self._stack = QStackedWidget()
        self._states: tuple[QWidget, ...] = (
            EmptyState("No run is open", _NO_RUN, icon="chart"),
            EmptyState("No other data set yet", _NOTHING, icon="folder"),
            self.mapping,
            self.results,
        )
        for state in self._states:
            self._stack.addWidget(state)
        self.body.addWidget(self._stack, 1)
        self.foot.addWidget(self.choose)
        self.foot.addWidget(self.evaluate)
        self.choose.clicked.connect(self.folder_requested)
        self.evaluate.clicked.connect(self._on_evaluate_clicked)
        self.results.pictures_requested.connect(self.pictures_requested)
        self._show_usable()

    def showEvent(self, event: QShowEvent) -> None:
        """Leave the focus where it is: a person may be walking along the tabs."""
        QWidget.showEvent(self, event)

    def show_run(self, run: Run | None) -> None:
        """Show that a run is open, or none, and that it was not asked yet."""
        self._run, self._root = run, None
        self.message.clear()
        self._stack.setCurrentIndex(0 if run is None else 1)
        self._show_usable()

    @Slot(bool)
    def set_training(self, training: bool) -> None:
        """Say whether a training is running: both at once would slow each other down."""
        self._training = training
        self._show_usable()

    def show_classes(self, guess: ClassGuess) -> None:
        """Show what the classes of a data set are to the run, to be completed."""
        if self._run is not None:
            self._root = guess.root
            self.mapping.show_guess(guess, self._run.dataset.classes)
            self._stack.setCurrentWidget(self.mapping)
            self._show_usable()

    def show_results(self, told: External, threshold: float) -> None:
        """Show what the run says of the data set."""
        self._root = None
        self.results.show_external(told, threshold)
        self._stack.setCurrentWidget(self.results)
        self._show_usable()

    def set_threshold(self, threshold: float) -> None:
        """Read everything at another threshold."""
        self.results.set_threshold(threshold)

    def _show_usable(self) -> None:
        why_not = "Open a run first." if self._run is None else _BUSY if self._busy else ""
        set_usable(self.choose, not why_not, why_not)
        if not why_not and self._root is None:
            why_not = "Choose a data set first."
        if not why_not and self._training:
            why_not = "A training is running: wait until it has ended, or stop it."
        set_usable(self.evaluate, not why_not, why_not)

    @Slot()
    def _on_evaluate_clicked(self) -> None:
        if self._root is None:
            return
        if lost := self.mapping.unknown:
            self.message.show_message(
                "warning",
                f"It is not said what {', '.join(lost)} is to the run.",
                "Choose a class of the run for it, or leave it out.",
            )
            return
        self.evaluation_requested.emit(self._root, self.mapping.mapping)
