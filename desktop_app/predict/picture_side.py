"""The column beside the picture: all open pictures, and what is known of the one shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.open_pictures import Counts, OpenPictures
from desktop_app.predict.picture_list import PictureList
from desktop_app.predict.picture_row import MARKS, Row, row_of
from desktop_app.theme import current_sizes
from desktop_app.widgets.steady_label import SteadyLabel
from training.evaluation.predictions import NEGATIVE, POSITIVE

_WIDTH = 236
_NO_ROW = Row("", "", "muted")


class PictureSide(QWidget):
    """Lists the open pictures and counts their verdicts at the threshold.

    Signals:
        removal_requested: Keys (list of int) of the pictures to be closed.
        go_on_requested: The pictures that were not read because somebody stopped it are to be.
    """

    removal_requested = Signal(object)
    go_on_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = OpenPictures(self)
        self._threshold = 0.5
        self.list = PictureList(self._row_of)
        self.verdicts = SteadyLabel("muted")
        self.verdicts.setAccessibleName("Verdicts of the open pictures")
        self.others = SteadyLabel("small")
        self.go_on = QPushButton("Go on reading")
        self.go_on.setToolTip("Reads the pictures that were not read because it was stopped")
        self.remove = QPushButton("Remove")
        self.remove.setToolTip("Closes the selected pictures (Delete); the files stay")
        self.remove_all = QPushButton("Remove all")
        self.remove_all.setToolTip("Closes all pictures; the files stay")
        self.facts = QLabel()
        self.facts.setProperty("role", "small")
        self.facts.setWordWrap(True)
        self.facts.setAccessibleName("What is known of the picture")
        self._lay_out()
        self.list.removal_requested.connect(self.removal_requested)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.remove_all.clicked.connect(self._on_remove_all_clicked)
        self.go_on.clicked.connect(self.go_on_requested)
        self._on_listed()

    def follow(self, pictures: OpenPictures) -> None:
        """Show these pictures, and what becomes of them."""
        self._pictures = pictures
        pictures.listed.connect(self._on_listed)
        pictures.changed.connect(self._show_counts)
        pictures.shown_changed.connect(self._on_shown_changed)
        self._on_listed()

    def set_threshold(self, threshold: float) -> None:
        """Read all pictures at another threshold, without asking the model."""
        self._threshold = threshold
        self._show_counts()

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show what is known of the picture that is shown."""
        self.facts.setText("\n".join(f"{name}: {said}" for name, said in facts))

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        buttons = QHBoxLayout()
        buttons.setSpacing(spacing["close"])
        buttons.addWidget(self.remove)
        buttons.addWidget(self.remove_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing["close"])
        column.addWidget(self.verdicts)
        column.addWidget(self.others)
        column.addWidget(self.go_on)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        column.addWidget(self.facts)
        self.setFixedWidth(current_sizes().px(_WIDTH))

    def _row_of(self, key: int) -> Row:
        picture = self._pictures.get(key)
        return _NO_ROW if picture is None else row_of(picture, self._threshold)

    @Slot()
    def _on_listed(self) -> None:
        self.list.set_pictures(self._pictures.keys)
        shown = self._pictures.shown
        if shown is not None:
            self.list.go_to(shown.key)
        self._show_counts()

    @Slot()
    def _on_shown_changed(self) -> None:
        shown = self._pictures.shown
        if shown is not None:
            self.list.go_to(shown.key)

    @Slot()
    def _show_counts(self) -> None:
        counts = self._pictures.counts(self._threshold)
        above = f"{MARKS[True]} {counts.above:,} {POSITIVE}"
        self.verdicts.setText(f"{above}   {MARKS[False]} {counts.below:,} {NEGATIVE}")
        self.others.setText(_in_words(len(self._pictures), counts))
        self.go_on.setVisible(counts.stopped > 0)
        self.list.refresh()

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self.list.selected:
            self.removal_requested.emit(self.list.selected)

    @Slot()
    def _on_remove_all_clicked(self) -> None:
        self.removal_requested.emit(list(self._pictures.keys))


def _in_words(count: int, counts: Counts) -> str:
    """Return how many pictures are open, and what there is beside verdicts."""
    words = ["1 picture" if count == 1 else f"{count:,} pictures"]
    for number, what in (
        (counts.warned, "warned of"),
        (counts.waiting, "waiting"),
        (counts.failed, "unreadable"),
        (counts.stopped, "not read"),
    ):
        if number:
            words.append(f"{number:,} {what}")
    return " · ".join(words)
