"""What a person sees first: five ways to begin."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.run_list import RunList
from desktop_app.widgets.scroll_column import ScrolledContent


@dataclass(frozen=True)
class _Way:
    icon: str
    heading: str
    text: str
    actions: tuple[tuple[str, str], ...]


_WAYS = (
    _Way(
        "lesion",
        "Try the built-in lesions",
        "300 pictures drawn by program: train on them in under a minute, without any download.",
        (("builtin", "Draw them"),),
    ),
    _Way(
        "folder",
        "Open a data set",
        "Folders of classes, HAM10000, ISIC challenges, or any table with pictures; as a folder, "
        "or as the files that belong together, such as train.zip and valid.zip.",
        (("dataset", "Choose a folder"), ("archives", "Choose files")),
    ),
    _Way(
        "search",
        "Get data",
        "The public data sets by name, with size, licence and citation shown before.",
        (("fetch", "See what there is"),),
    ),
    _Way(
        "chart",
        "Open a run",
        "A model trained before: look at its results, or ask it about a picture.",
        (("runs", "See all runs"), ("run", "Choose a folder")),
    ),
    _Way(
        "lesson",
        "Take a lesson",
        "Watch a network learn, step by step: from one neuron to skin lesions. Without network, "
        "alone or with a class.",
        (("lessons", "See the lessons"),),
    ),
)


class StartPage(QWidget):
    """Ways to begin.

    Attributes:
        unfinished: Runs that can go on.

    Signals:
        chosen: "builtin", "dataset", "archives", "fetch", "runs", "run" or "lessons".
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current_sizes()
        spacing = sizes.spacing
        title = QLabel("LesionLab")
        title.setProperty("role", "display")
        subtitle = QLabel(
            "Train, judge and use skin-lesion classifiers on this computer. Nothing leaves it."
        )
        subtitle.setProperty("role", "muted")
        grid = QGridLayout()
        grid.setSpacing(spacing["wide"])
        *ways, last = map(self._card, _WAYS)
        for number, card in enumerate(ways):
            grid.addWidget(card, number // 2, number % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.unfinished = RunList("Go on with a training")
        below = QHBoxLayout()  # the last card is alone while there is nothing to go on with
        below.setSpacing(spacing["wide"])
        below.addWidget(last, 1)
        below.addWidget(self.unfinished, 1)
        column = QVBoxLayout()
        column.setSpacing(spacing["normal"])
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(subtitle)
        column.addSpacing(spacing["wide"])
        column.addLayout(grid)
        column.addSpacing(spacing["wide"] - spacing["normal"])
        column.addLayout(below)
        column.addStretch(2)
        centre = QWidget()
        centre.setMaximumWidth(sizes.px(820))
        centre.setLayout(column)
        content = ScrolledContent()
        across = QGridLayout(content)
        across.addWidget(centre, 0, 1)
        across.setColumnStretch(0, 1)
        across.setColumnStretch(1, 8)
        across.setColumnStretch(2, 1)
        scrolling = QScrollArea()
        scrolling.setWidget(content)
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for area in (scrolling.viewport(), content):
            area.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling)

    def _card(self, way: _Way) -> Card:
        card = Card(way.heading)
        picture = QLabel()
        picture.setProperty("icon_size", 28)
        set_icon(picture, way.icon, "muted")
        card.header.insertWidget(0, picture)
        words = QLabel(way.text)
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        for name, action in way.actions:
            button = QPushButton(action)
            button.setObjectName(name)
            button.setAccessibleName(
                way.heading if len(way.actions) == 1 else f"{way.heading}: {action.lower()}"
            )
            button.setAccessibleDescription(way.text)
            if name == "builtin":
                button.setProperty("kind", "primary")
            button.clicked.connect(self._on_clicked)
            buttons.addWidget(button)
        buttons.addStretch(1)
        card.body.addWidget(words, 1)
        card.body.addLayout(buttons)
        return card

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(button.objectName())
