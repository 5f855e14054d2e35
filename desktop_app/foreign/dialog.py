"""File > Use a stranger's model: what its file does not say, and a run of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.foreign.class_table import ClassTable
from desktop_app.foreign.pixels_card import PixelsCard
from desktop_app.foreign.words import facts_in_words, outputs_of
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.dropped import dropped
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.plain_label import plain_label
from desktop_app.widgets.progress_line import ProgressLine
from desktop_app.widgets.usable import set_usable
from training.data.dataset_name import LONGEST, why_not_name

if TYPE_CHECKING:
    from training.foreign.facts import ModelFacts
    from training.foreign.scaling_check import ScalingResult

_INVITATION = (
    "Drop a .keras or .h5 file here. It is looked at before it is loaded; none of its code is run."
)
_CHOOSE = "Choose a model…"
_WAITS = "Waits until the training has ended"
_BUSY = "Wait until it is done, or cancel it."


class ForeignDialog(QDialog):
    """Classes, pixels and a name for a model from elsewhere.

    Attributes:
        choose: Asks for a model.
        classes: Its classes.
        pixels: What it expects of pixels.
        name: Of the run that is made.
        adopt: Makes the run.
        progress: What is being done.
        message: What is wrong.

    Signals:
        file_wanted: A model is to be chosen.
        file_chosen: A model (pathlib.Path) was dropped.
        folder_wanted: Labelled pictures are to be chosen.
        folder_chosen: A folder of them (pathlib.Path) was dropped.
        check_requested: The scalings are to be checked.
        adopt_requested: The run is to be made.
        stop_requested: What is being done is not wanted any more.
    """

    file_wanted = Signal()
    file_chosen = Signal(object)
    folder_wanted = Signal()
    folder_chosen = Signal(object)
    check_requested = Signal()
    adopt_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: ModelFacts | None = None
        self._taken: frozenset[str] = frozenset()
        self._busy = False
        self.setWindowTitle("Use a stranger's model")
        self.setAcceptDrops(True)
        self._empty = EmptyState("No model yet", _INVITATION, [_CHOOSE], icon="open")
        self.classes, self.pixels = ClassTable(), PixelsCard()
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.name.setToolTip("The folder of the run is called so, too.")
        self.choose = QPushButton("Another model…")
        self.adopt, self.close_button = QPushButton("Use this model"), QPushButton("Close")
        self.adopt.setProperty("kind", "primary")
        self.adopt.setDefault(True)
        for button in (self.choose, self.close_button):
            button.setAutoDefault(False)
        self._about, self._why = plain_label(role="muted"), plain_label(role="muted")
        self.progress, self.message = ProgressLine(), MessageBar()
        self.progress.cancel.setAutoDefault(False)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.forget()

    @property
    def file(self) -> Path | None:
        """The model."""
        return self._facts.file if self._facts is not None else None

    @property
    def described(self) -> dict[str, Any]:
        """What a person says of it, as `training.foreign.description.describe` reads it."""
        return {
            "classes": self.classes.names,
            "positive": self.classes.positive,
            "scaling": self.pixels.scaling.choice,
            "image_size": self.pixels.image_size,
        }

    def forget(self) -> None:
        """Ask for a model, as at first."""
        self._facts = None
        self.pixels.show_folder(None)
        self._stack.setCurrentIndex(0)
        self.message.clear()
        self.end()

    def show_model(self, facts: ModelFacts, name: str, taken: Collection[str]) -> None:
        """Ask about a model, with the answers that lie beside it.

        Args:
            facts: What can be seen of it.
            name: A name for its run.
            taken: Names that runs have already.
        """
        self._facts, self._taken, beside = facts, frozenset(taken), facts.beside
        self._about.setText(f"{facts.file.name}: {facts_in_words(facts)}")
        self._about.setToolTip(str(facts.file))
        size = (beside.image_size if beside else None) or facts.image_size
        scaling = (beside.scaling if beside else None) or (
            "0..255" if facts.scales_itself else None
        )
        self.pixels.show_model(size, any_size=facts.any_size, scaling=scaling)
        self.classes.show_outputs(
            outputs_of(facts),
            beside.classes if beside else (),
            beside.positive if beside else (),
        )
        self.name.setText(name)
        self.end()
        self._stack.setCurrentIndex(1)
        self.classes.setFocus()
        if facts.why_not is not None:
            self.message.show_message("warning", facts.why_not.message, facts.why_not.mend)
        elif beside is not None:
            self.message.show_message(
                "info", f"Filled in from {facts.file.with_suffix('.json').name}."
            )

    def show_folder(self, folder: Path, counts: Mapping[str, int]) -> None:
        """Show labelled pictures; check them where everything else is known.

        Args:
            folder: The folder.
            counts: Pictures by class; they name the classes where nobody has.
        """
        self.end()
        listed = ", ".join(f"{name} {count:,}" for name, count in list(counts.items())[:4])
        self.pixels.show_folder(folder, listed + (" …" if len(counts) > 4 else ""))
        names = not self.classes.is_named and len(counts) == self.classes.rowCount()
        if names:
            self.classes.name_all(list(counts))
        self._show_usable()
        if self.pixels.check.isEnabled():
            self.check_requested.emit()
        if names:
            self.message.show_message(
                "info",
                "The classes are named after the folders, in the order of the alphabet, as Keras "
                "numbers them.",
                "Mend the order if the model was trained with another.",
            )

    def show_results(self, results: Sequence[ScalingResult]) -> None:
        """Show how each scaling fares."""
        self.end()
        self.pixels.show_results(results)
        self._show_usable()

    def start(self, what: str, waits: bool) -> None:
        """Show that work has begun.

        Args:
            what: What is being done.
            waits: Whether it waits for a training.
        """
        self._busy = True
        self.message.clear()
        self.progress.start(_WAITS if waits else what)
        self._show_usable()

    def end(self) -> None:
        """Show that work has ended."""
        self._busy = False
        self.progress.end()
        self._show_usable()

    def refuse(self, message: str, mend: str) -> None:
        """Show why what was asked for cannot be."""
        self.end()
        self.message.show_message("error", message, mend)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a model, or a folder of labelled pictures."""
        if not self._busy and dropped(event.mimeData()).files:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a model, or a folder of labelled pictures."""
        files = dropped(event.mimeData()).files
        if not files or self._busy:
            return
        event.acceptProposedAction()
        if files[0].is_dir() and self._facts is not None:
            self.folder_chosen.emit(files[0])
        else:
            self.file_chosen.emit(files[0])

    def _lay_out(self) -> None:
        sizes = current_sizes()
        spacing = sizes.spacing
        classes = Card("Classes, in the order of the outputs")
        classes.body.addWidget(self.classes, 1)
        self.classes.setMinimumHeight(sizes.px(140))
        cards = QHBoxLayout()
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(spacing["normal"])
        cards.addWidget(classes, 4)
        cards.addWidget(self.pixels, 5)
        content = QWidget()
        content.setLayout(cards)
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        model = QHBoxLayout()
        model.setSpacing(spacing["normal"])
        model.addWidget(self._about, 1)
        model.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignTop)
        label = QLabel("&Name of the run")
        label.setBuddy(self.name)
        naming = QHBoxLayout()
        naming.setSpacing(spacing["normal"])
        naming.addWidget(label)
        naming.addWidget(self.name, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["normal"])
        column.addLayout(model)
        column.addWidget(scroll, 1)
        column.addLayout(naming)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(spacing["close"])
        buttons.addWidget(self._why, 1)
        buttons.addWidget(self.adopt)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(spacing["wide"],) * 4)
        layout.setSpacing(spacing["normal"])
        layout.addWidget(self.message)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        size, parent = QSize(sizes.px(960), sizes.px(620)), self.parentWidget()
        if parent is not None:  # a projector's window has no more room than this
            size = size.boundedTo(parent.size() - QSize(40, 60))
        self.resize(size)

    def _connect(self) -> None:
        self._empty.action_triggered.connect(self.file_wanted)
        self.choose.clicked.connect(self.file_wanted)
        self.classes.changed.connect(self._on_said_otherwise)
        self.pixels.size_changed.connect(self._on_said_otherwise)
        self.pixels.changed.connect(self._show_usable)
        self.pixels.folder_wanted.connect(self.folder_wanted)
        self.pixels.check_requested.connect(self.check_requested)
        self.name.textChanged.connect(self._show_usable)
        self.progress.cancel_requested.connect(self.stop_requested)
        self.adopt.clicked.connect(self.adopt_requested)
        self.close_button.clicked.connect(self.reject)

    def _why_not(self) -> str:
        """Return what has to be said before the model can be used."""
        if self.classes.why_not:
            return self.classes.why_not
        if self.pixels.scaling.choice is None:
            return "Choose how pixels are scaled, or check it on labelled pictures."
        name = self.name.text().strip()
        if not name:
            return "Give the run a name."
        if name.casefold() in {taken.casefold() for taken in self._taken}:
            return f"There is a run called {name} already."
        return why_not_name(name)

    @Slot()
    def _on_said_otherwise(self) -> None:
        self.pixels.clear_results()
        self._show_usable()

    @Slot()
    def _show_usable(self) -> None:
        known = self._facts is not None
        why = self._why_not() if known else ""
        set_usable(self.adopt, known and not self._busy and not why, _BUSY if self._busy else why)
        self.adopt.setVisible(known)
        self._why.setText("" if self._busy else why)
        self.pixels.set_checkable(_BUSY if self._busy else self.classes.why_not)
        for part in (self._stack, self.choose):
            part.setEnabled(not self._busy)
