"""One picture large, with what is known of it, and a way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.inspect.fact_list import FactList
from desktop_app.theme import current_sizes
from desktop_app.widgets.picture_zoom import STEP, PictureZoom
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable

_PATIENCE_MILLISECONDS = 150
"""So long the last picture and its facts stay, so that paging does not flicker."""
_SHARE = 0.92
"""Of the window, that the viewer takes."""
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp)
_ON = (Qt.Key.Key_Right, Qt.Key.Key_PageDown)
_READING = "The picture is being read."


@dataclass(frozen=True)
class Pictures:
    """Pictures that can be looked at one after the other.

    Attributes:
        count: How many.
        path: Returns the file of one, by its place from 0 on; None where it is not known.
        facts: Returns what it is and what is known of it, in pairs.
        left_at: Called with the place at which a person stopped looking.
    """

    count: int
    path: Callable[[int], Path | None]
    facts: Callable[[int], Sequence[tuple[str, str]]]
    left_at: Callable[[int], None] = lambda _place: None


class PictureViewer(QDialog):
    """Zoom by wheel, + and -; 0 fits, 1 is the actual size; arrows page; Escape closes.

    Signals:
        picture_wanted: Number of the request (int) and the file (pathlib.Path). What comes back
            for an earlier request is passed over.
    """

    picture_wanted = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = Pictures(0, lambda _place: None, lambda _place: ())
        self._place = 0
        self._request = 0
        self.picture = PictureZoom(_READING)
        self.facts = FactList()
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._zoom = QLabel()
        self._zoom.setProperty("role", "muted")
        self._zoom.setToolTip("Screen pixels a picture's pixel, along a side")
        self._previous = _button("Previous", "The picture before (left arrow)", self.go_back)
        self._next = _button("Next", "The picture after (right arrow)", self.go_on)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._lay_out()
        self.picture.zoomed.connect(self._on_zoomed)
        self.finished.connect(self._on_finished)

    @property
    def place(self) -> int:
        """The place of the picture that is shown, or asked for."""
        return self._place

    def show_pictures(self, pictures: Pictures, place: int) -> None:
        """Open the viewer.

        Args:
            pictures: What can be paged through.
            place: The picture to begin with.
        """
        self._pictures = pictures
        self.picture.set_image(None)
        parent = self.parentWidget()
        if parent is not None:
            self.resize(parent.window().size() * _SHARE)
        self.picture.setFocus()
        self._go_to(place)
        self._show_facts()
        self.open()

    def show_picture(self, request: int, image: QImage | None, why_not: str = "") -> None:
        """Show the picture that was asked for.

        Args:
            request: Number of the request.
            image: The picture, upright; None where it cannot be read.
            why_not: Why it cannot be read.
        """
        if request != self._request:
            return
        self._patience.stop()
        self._show_facts()
        self.picture.empty_text = why_not
        self.picture.set_image(image, self.windowTitle())

    @Slot()
    def go_back(self) -> None:
        """Show the picture before, if there is one."""
        if self._place > 0:
            self._go_to(self._place - 1)

    @Slot()
    def go_on(self) -> None:
        """Show the picture after, if there is one."""
        if self._place + 1 < self._pictures.count:
            self._go_to(self._place + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page and zoom, wherever the focus is; close by Escape."""
        if event.key() in _BACK:
            self.go_back()
        elif event.key() in _ON:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.picture.keyPressEvent(event)

    def _lay_out(self) -> None:
        spacing = current_sizes().spacing
        row = QHBoxLayout()
        row.setSpacing(spacing["close"])
        row.addWidget(self._previous)
        row.addWidget(self._next)
        row.addWidget(self._about)
        row.addStretch(1)
        row.addWidget(self._zoom)
        row.addWidget(_button("−", "Smaller (-)", self._on_smaller))
        row.addWidget(_button("+", "Larger (+)", self._on_larger))
        row.addWidget(_button("Fit", "The whole picture (0)", self.picture.fit))
        actual = "Each of its pixels as one of the screen (1)"
        row.addWidget(_button("Actual size", actual, self.picture.show_actual_size))
        row.addWidget(_button("Close", "Back to all pictures (Escape)", self.accept))
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addWidget(self.picture, 1)
        left.addLayout(row)
        side = ScrollColumn(220)
        side.column.addWidget(self.facts)
        side.column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(spacing["wide"],) * 4)
        layout.setSpacing(spacing["wide"])
        layout.addLayout(left, 1)
        layout.addWidget(side)

    def _go_to(self, place: int) -> None:
        self._place = place
        self._request += 1
        count = self._pictures.count
        self._about.setText(f"{place + 1:,} of {count:,}")
        set_usable(self._previous, place > 0, "This is the first picture.")
        set_usable(self._next, place + 1 < count, "This is the last picture.")
        path = self._pictures.path(place)
        if path is None:
            self.show_picture(self._request, None, "Where this picture is, is not known.")
        else:
            self._patience.start()
            self.picture_wanted.emit(self._request, path)

    def _show_facts(self) -> None:
        facts = self._pictures.facts(self._place)
        self.facts.show_facts(facts)
        self.setWindowTitle(dict(facts).get("File", "Picture"))

    @Slot()
    def _on_patience_ended(self) -> None:
        self._show_facts()
        self.picture.empty_text = _READING
        self.picture.set_image(None)

    @Slot()
    def _on_finished(self) -> None:
        self._patience.stop()
        self._request += 1  # what is still being read is not wanted any more
        self.picture.set_image(None)
        self._pictures.left_at(self._place)

    @Slot(float)
    def _on_zoomed(self, zoom: float) -> None:
        self._zoom.setText(f"{100 * zoom:.0f} %" if self.picture.image else "")

    @Slot()
    def _on_smaller(self) -> None:
        self.picture.zoom_by(1 / STEP)

    @Slot()
    def _on_larger(self) -> None:
        self.picture.zoom_by(STEP)


class _Button(QPushButton):
    """Leaves to the viewer the keys that page; Qt's own moves the focus by arrows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_BACK, *_ON):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _button(text: str, tool_tip: str, slot: Callable[[], None]) -> QPushButton:
    button = _Button(text)
    button.setToolTip(tool_tip)
    button.setAccessibleName(tool_tip.partition(" (")[0])
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button
