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
from desktop_app.data.name_field import NameField
from desktop_app.data.preview_cards import PreviewCards
from desktop_app.data.values import ImportChoice, ImportFacts
from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.page import Page
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.data.problems import Problem

_OPEN_TOGETHER = "Open the pictures and their table together: choose all of their files at once."


class ImportPage(Page):
    """Shows what is in the files and asks what counts as malignant.

    Signals:
        preview_requested: The table is to be read with these columns (a dict, role by column).
        import_requested: An ImportChoice.
    """

    preview_requested = Signal(object)
    import_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__("Open a data set")
        self._ready = False
        self.cards = PreviewCards()
        self.mapping = MappingPanel()
        self.mapping_card = Card("What is in the columns of the table?")
        self.classes = ClassChoice()
        self.classes_card = Card("Which classes are malignant?")
        self.name = NameField()
        self.refer = QRadioButton("Leave the pictures where they are")
        self.copy = QRadioButton("Copy the pictures into the data set")
        self.start = QPushButton("Import")
        self.start.setProperty("kind", "primary")
        self.start.setToolTip("Read every picture once and make the data set.")
        self._lay_out()
        self.mapping.changed.connect(self._on_mapping_changed)
        self.classes.changed.connect(self._show_usable)
        self.name.changed.connect(self._show_usable)
        self.start.clicked.connect(self._on_start_clicked)

    def show_waiting(self, names: str) -> None:
        """Show that files are being looked at.

        Args:
            names: What they are called.
        """
        self.set_subtitle(names)
        self.name.forget()
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
        self.name.suggest(facts.name, facts.taken)
        if facts.table is not None:
            self.mapping_card.set_title(f"What is in the columns of {facts.table.file}?")
            self.mapping.show_table(facts.table)
        self.mapping_card.setVisible(facts.table is not None)
        known = dict.fromkeys(self.classes.positive) if self._same_classes(facts) else None
        self.classes.show_classes(facts.class_counts, facts.positive if known is None else known)
        self._side.setVisible(len(facts.counts) > 1)
        self.pictures_card.setVisible(facts.in_folders)
        self._ready = len(facts.counts) > 1
        if not self._ready and facts.table is None:
            self.message.show_message("error", _nothing_usable(facts), _OPEN_TOGETHER)
        self._show_usable()
        fields, boxes = self.mapping.fields.values(), self.classes.boxes.values()
        self._set_tab_order(*fields, *boxes, self.name.field, self.refer, self.copy)
        self._put_focus()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show what was found file by file, where nothing can be read."""
        self.cards.clear()
        self.cards.show_problems(problems)

    def _next_step(self) -> QWidget:
        """Return the control that waits for the person."""
        if self.start.isEnabled():
            return self.start
        if self.mapping_card.isVisibleTo(self) and self.mapping.why_not:
            return next(iter(self.mapping.fields.values()))
        return next(iter(self.classes.boxes.values()), self.back)

    def _same_classes(self, facts: ImportFacts) -> bool:
        return set(self.classes.boxes) == set(facts.counts) and self._ready

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        self.mapping_card.body.addWidget(self.mapping)
        self.classes_card.body.addWidget(self.classes)
        called = Card("What is it called?")
        called.body.addWidget(self.name)
        self.pictures_card = Card("Where are the pictures kept?")
        self.refer.setToolTip("Quick and small; the data set needs them to stay in that place.")
        self.copy.setToolTip("The data set can then be moved and passed on as one folder.")
        self.refer.setChecked(True)
        for button in (self.refer, self.copy):
            self.pictures_card.body.addWidget(button)
        self._side = ScrollColumn(330)
        self._side.column.addWidget(self.classes_card)
        self._side.column.addWidget(called)
        self._side.column.addWidget(self.pictures_card)
        self._side.column.addStretch(1)
        main = QVBoxLayout()
        main.setSpacing(spacing["normal"])
        main.addWidget(self.mapping_card)
        main.addWidget(self.cards, 1)
        main.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        content.setLayout(main)
        scroll = QScrollArea()
        scroll.setAccessibleName("What was recognised")
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
        self.body.addLayout(row, 1)
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
            why = self.classes.why_not or self.name.why_not
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
            ImportChoice(self.classes.positive, self.copy.isChecked(), mapping, self.name.name)
        )


def _nothing_usable(facts: ImportFacts) -> str:
    if facts.counts:
        return f"There is one class only: {next(iter(facts.counts))}. A classifier needs two."
    return "Not one picture has both a file and a class."
