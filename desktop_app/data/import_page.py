"""File > Open data set: what was recognised, and what only a person can know."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.data.class_choice import ClassChoice
from desktop_app.data.mapping_panel import MappingPanel
from desktop_app.data.page import Page
from desktop_app.data.preview_cards import PreviewCards
from desktop_app.data.progress_line import ProgressLine
from desktop_app.data.values import ImportChoice, ImportFacts
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.message_bar import MessageBar
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.problems import Problem

_OPEN_TOGETHER = "Open the pictures and their table together: choose all of their files at once."


class ImportPage(Page):
    """Shows what is in the files and asks what counts as malignant.

    Signals:
        preview_requested: The table is to be read with these columns (a dict, role by column).
        import_requested: An ImportChoice.
        cancel_requested: What runs is to be stopped.
    """

    preview_requested = Signal(object)
    import_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open a data set", parent)
        self._ready = False
        self._busy = False
        self.message = MessageBar()
        self.cards = PreviewCards()
        self.mapping = MappingPanel()
        self.mapping_card = Card("What is in the columns of the table?")
        self.classes = ClassChoice()
        self.classes_card = Card("Which classes are malignant?")
        self.refer = QRadioButton("Leave the pictures where they are")
        self.copy = QRadioButton("Copy the pictures into the data set")
        self.progress = ProgressLine()
        self.start = QPushButton("Import")
        self.start.setProperty("kind", "primary")
        self.start.setToolTip("Read every picture once and make the data set.")
        self._lay_out()
        self.mapping.changed.connect(self._on_mapping_changed)
        self.classes.changed.connect(self._show_usable)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.start.clicked.connect(self._on_start_clicked)

    def show_waiting(self, names: str) -> None:
        """Show that files are being looked at.

        Args:
            names: What they are called.
        """
        self.set_subtitle(names)
        self.message.clear()
        self.cards.clear()
        self.mapping_card.hide()
        self._side.hide()
        self._ready = False
        self.show_busy("Looking at the files")

    def show_facts(self, facts: ImportFacts) -> None:
        """Show what was recognised."""
        self.end_busy()
        self.message.clear()
        self.set_subtitle(f"{facts.layout} · {', '.join(facts.sources)}")
        self.cards.show_facts(facts)
        if facts.table is not None:
            self.mapping_card.set_title(f"What is in the columns of {facts.table.file}?")
            self.mapping.show_table(facts.table)
        self.mapping_card.setVisible(facts.table is not None)
        known = dict.fromkeys(self.classes.positive) if self._same_classes(facts) else None
        self.classes.show_classes(facts.class_counts, facts.positive if known is None else known)
        self._side.setVisible(len(facts.counts) > 1)
        self._ready = len(facts.counts) > 1
        if not self._ready and facts.table is None:
            self.message.show_message("error", _nothing_usable(facts), _OPEN_TOGETHER)
        self._show_usable()

    def show_failure(self, message: str, mend: str, problems: tuple[Problem, ...] = ()) -> None:
        """Show why the files cannot be read, and what was found file by file."""
        self.end_busy()
        self.message.show_message("error", message, mend)
        if problems:
            self.cards.clear()
            self.cards.show_problems(problems)

    def show_busy(self, what: str) -> None:
        """Show that work has begun."""
        self._busy = True
        self.progress.start(what)
        self._show_usable()

    @Slot()
    def end_busy(self) -> None:
        """Show that the work has ended."""
        self._busy = False
        self.progress.end()
        self._show_usable()

    def _same_classes(self, facts: ImportFacts) -> bool:
        return set(self.classes.boxes) == set(facts.counts) and self._ready

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self.mapping_card.body.addWidget(self.mapping)
        self.classes_card.body.addWidget(self.classes)
        pictures = Card("The pictures")
        self.refer.setToolTip("Quick and small; the data set needs them to stay in that place.")
        self.copy.setToolTip("The data set can then be moved and passed on as one folder.")
        self.refer.setChecked(True)
        for button in (self.refer, self.copy):
            pictures.body.addWidget(button)
        self._side = ScrollColumn(330)
        self._side.column.addWidget(self.classes_card)
        self._side.column.addWidget(pictures)
        self._side.column.addStretch(1)
        main = QVBoxLayout()
        main.setSpacing(spacing["normal"])
        main.addWidget(self.mapping_card)
        main.addWidget(self.cards, 1)
        main.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        content.setLayout(main)
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        row = QHBoxLayout()
        row.setSpacing(spacing["normal"])
        row.addWidget(scroll, 1)
        row.addWidget(self._side)
        self.body.addWidget(self.message)
        self.body.addLayout(row, 1)
        self.foot.insertWidget(0, self.progress, 100)
        self.foot.addWidget(self.start)

    @Slot()
    def _show_usable(self) -> None:
        if self._busy:
            why = "Wait until the work is done, or cancel it."
        elif self.mapping_card.isVisibleTo(self) and self.mapping.why_not:
            why = self.mapping.why_not
        elif not self._ready:
            why = "There is nothing to import: a data set needs pictures of two classes."
        else:
            why = self.classes.why_not
        set_usable(self.start, not why, why)

    @Slot()
    def _on_mapping_changed(self) -> None:
        self._show_usable()
        if not self.mapping.why_not:
            self.preview_requested.emit(self.mapping.mapping)

    @Slot()
    def _on_start_clicked(self) -> None:
        mapping = self.mapping.mapping if self.mapping_card.isVisibleTo(self) else {}
        self.import_requested.emit(
            ImportChoice(self.classes.positive, self.copy.isChecked(), mapping)
        )


def _nothing_usable(facts: ImportFacts) -> str:
    if facts.counts:
        return f"There is one class only: {next(iter(facts.counts))}. A classifier needs two."
    return "Not one picture has both a file and a class."
