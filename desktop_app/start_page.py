"""What a person sees first: four ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.theme import current_sizes
from desktop_app.widgets.card import Card
from desktop_app.widgets.icons import set_icon

_WAYS = (
    (
        "builtin",
        "lesion",
        "Try the built-in lesions",
        "300 pictures drawn by program: train on them in under a minute, without any download.",
        "Draw them",
    ),
    (
        "dataset",
        "folder",
        "Open a data set",
        "A folder with one sub-folder a class, or .zip archives of it.",
        "Choose a folder",
    ),
    (
        "archives",
        "open",
        "Open archives",
        "One or several .zip files that belong together, such as train.zip and valid.zip.",
        "Choose files",
    ),
    (
        "run",
        "chart",
        "Open a run",
        "A model trained before: look at its results, or ask it about a picture.",
        "Choose a run",
    ),
)


class StartPage(QWidget):
    """Ways to begin.

    Signals:
        chosen: "builtin", "dataset", "archives" or "run".
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
        for number, (way, icon, heading, text, action) in enumerate(_WAYS):
            grid.addWidget(self._card(way, icon, heading, text, action), number // 2, number % 2)
        column = QVBoxLayout()
        column.setSpacing(spacing["normal"])
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(subtitle)
        column.addSpacing(spacing["wide"])
        column.addLayout(grid)
        column.addStretch(2)
        centre = QWidget()
        centre.setMaximumWidth(sizes.px(820))
        centre.setLayout(column)
        outer = QGridLayout(self)
        outer.addWidget(centre, 0, 1)
        outer.setColumnStretch(0, 1)
        outer.setColumnStretch(1, 8)
        outer.setColumnStretch(2, 1)

    def _card(self, way: str, icon: str, heading: str, text: str, action: str) -> Card:
        card = Card(heading)
        picture = QLabel()
        picture.setProperty("icon_size", 28)
        set_icon(picture, icon, "muted")
        card.header.insertWidget(0, picture)
        words = QLabel(text)
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        button = QPushButton(action)
        button.setObjectName(way)
        button.setAccessibleName(heading)
        button.setAccessibleDescription(text)
        if way == "builtin":
            button.setProperty("kind", "primary")
        button.clicked.connect(self._on_clicked)
        card.body.addWidget(words, 1)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(button.objectName())
