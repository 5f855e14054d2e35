"""Two pictures side by side, looked at together, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.inspect.fact_pairs import FactPairs
from desktop_app.inspect.viewer_button import viewer_button
from desktop_app.theme import current_sizes
from desktop_app.widgets.picture_zoom import STEP, PictureZoom
from desktop_app.widgets.scroll_column import ScrollColumn

_SHARE = 0.94
"""Of the window, that it takes."""
_READING = "The picture is being read."
_UNKNOWN = "Where this picture is, is not known."


@dataclass(frozen=True)
class Compared:
    """One of two pictures.

    Attributes:
        path: Its file; None where it is not known.
        title: What stands over it.
        facts: What it is and what is known of it, in pairs; both have the same.
    """

    path: Path | None
    title: str
    facts: Sequence[tuple[str, str]]


class PicturePair(QDialog):
    """What is done to one picture is done to the other: zoom by wheel, + and -, drag, 0 and 1.

    Attributes:
        pictures: The left and the right one.
        together: Whether they move together.

    Signals:
        pictures_wanted: Number of the request (int) and two files (list of Path or None); they come
            back by `show_picture`.
    """

    pictures_wanted = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Two pictures")
        self._request = 0
        self.pictures = (PictureZoom(_READING), PictureZoom(_READING))
        self._titles = (QLabel(), QLabel())
        self.facts = FactPairs()
        self.together = QCheckBox("Zoom and move together")
        self.together.setChecked(True)
        self._lay_out()
        for picture, other in (self.pictures, self.pictures[::-1]):
            picture.looked.connect(partial(self._follow, picture, other))
        self.together.toggled.connect(self._on_together_toggled)
        self.finished.connect(self._on_finished)

    def show_pair(self, left: Compared, right: Compared) -> None:
        """Open the dialog with two pictures, and ask for them."""
        self._request += 1
        for picture, title, each in zip(self.pictures, self._titles, (left, right), strict=True):
            picture.empty_text = _READING if each.path is not None else _UNKNOWN
            picture.set_image(None)
            title.setText(each.title)
            picture.setAccessibleName(f"Picture: {each.title}")
        self.facts.show_facts(left.facts, right.facts)
        parent = self.parentWidget()
        if parent is not None:
            self.resize(parent.window().size() * _SHARE)
        self.pictures[0].setFocus()
        self.open()
        self.pictures_wanted.emit(self._request, [left.path, right.path])

    def show_picture(self, request: int, place: int, image: QImage | None, why_not: str) -> None:
        """Show one of the pictures that were asked for.

        Args:
            request: Number of the request; what comes for an earlier one is passed over.
            place: 0 for the left one, 1 for the right one.
            image: The picture, upright; None where it cannot be read.
            why_not: Why it cannot be read.
        """
        if request == self._request and self.isVisible():
            picture = self.pictures[place]
            picture.empty_text = why_not or _UNKNOWN
            picture.set_image(image, self._titles[place].text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, wherever the focus is; close by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self._of_focus().keyPressEvent(event)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        pair = QHBoxLayout()
        pair.setSpacing(spacing["normal"])
        for title, picture in zip(self._titles, self.pictures, strict=True):
            title.setProperty("role", "heading")
            title.setTextFormat(Qt.TextFormat.PlainText)
            column = QVBoxLayout()
            column.setSpacing(spacing["close"])
            column.addWidget(title)
            column.addWidget(picture, 1)
            pair.addLayout(column, 1)
        row = QHBoxLayout()
        row.setSpacing(spacing["close"])
        row.addWidget(self.together)
        row.addStretch(1)
        row.addWidget(viewer_button("−", "Smaller (-)", self._on_smaller))
        row.addWidget(viewer_button("+", "Larger (+)", self._on_larger))
        row.addWidget(viewer_button("Fit", "The whole picture (0)", self._on_fit))
        actual = "Each of its pixels as one of the screen (1)"
        row.addWidget(viewer_button("Actual size", actual, self._on_actual_size))
        row.addWidget(viewer_button("Close", "Back to all pictures (Escape)", self.accept))
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addLayout(pair, 1)
        left.addLayout(row)
        side = ScrollColumn(330)
        side.column.addWidget(self.facts)
        side.column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(spacing["wide"],) * 4)
        layout.setSpacing(spacing["wide"])
        layout.addLayout(left, 1)
        layout.addWidget(side)

    def _of_focus(self) -> PictureZoom:
        return self.pictures[1 if self.pictures[1].hasFocus() else 0]

    def _follow(self, moved: PictureZoom, other: PictureZoom) -> None:
        if self.together.isChecked() and moved.image is not None and other.image is not None:
            other.look_at(*moved.look)

    @Slot(bool)
    def _on_together_toggled(self, together: bool) -> None:
        if together:
            self._follow(self.pictures[0], self.pictures[1])

    @Slot()
    def _on_finished(self) -> None:
        self._request += 1  # what is still being read is not wanted any more
        for picture in self.pictures:
            picture.set_image(None)

    @Slot()
    def _on_smaller(self) -> None:
        self._of_focus().zoom_by(1 / STEP)

    @Slot()
    def _on_larger(self) -> None:
        self._of_focus().zoom_by(STEP)

    @Slot()
    def _on_fit(self) -> None:
        self._of_focus().fit()

    @Slot()
    def _on_actual_size(self) -> None:
        self._of_focus().show_actual_size()
