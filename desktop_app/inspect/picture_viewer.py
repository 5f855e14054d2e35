"""One picture large, with what is known of it, and a way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.inspect.fact_list import FactList
from desktop_app.inspect.viewer_button import BACK, ON, viewer_button
from desktop_app.theme import current_sizes
from desktop_app.widgets.explanation_bar import ExplanationBar
from desktop_app.widgets.picture_zoom import STEP, PictureZoom
from desktop_app.widgets.scroll_column import ScrollColumn
from desktop_app.widgets.usable import set_usable
from training.explain.heat_map import HeatMap

_PATIENCE_MILLISECONDS = 150
"""So long the last picture and its facts stay, so that paging does not flicker."""
_SHARE = 0.92
"""Of the window, that the viewer takes."""
_READING = "The picture is being read."


@dataclass(frozen=True)
class Pictures:
    """Pictures that can be looked at one after the other.

    Attributes:
        count: How many.
        path: Returns the file of one, by its place from 0 on; None where it is not known.
        facts: Returns what it is and what is known of it, in pairs.
        left_at: Called with the place at which a person stopped looking.
        explained: Whether the open run can be asked where its answers about them come from.
    """

    count: int
    path: Callable[[int], Path | None]
    facts: Callable[[int], Sequence[tuple[str, str]]]
    left_at: Callable[[int], None] = lambda _place: None
    explained: bool = False


class PictureViewer(QDialog):
    """Zoom by wheel, + and -; 0 fits, 1 is the actual size; arrows page; Escape closes.

    Signals:
        picture_wanted: Number of the request (int) and the file (pathlib.Path). What comes back
            for an earlier request is passed over.
        map_wanted: Number of the request (int), the file (pathlib.Path) and a method (str): where
            the open run's answer comes from; it comes back by `show_map`.
        map_unwanted: No map is wanted any more.
    """

    picture_wanted = Signal(int, object)
    map_wanted = Signal(int, object, str)
    map_unwanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = Pictures(0, lambda _place: None, lambda _place: ())
        self._place = 0
        self._request = 0
        self._awaits_map = False
        self.picture = PictureZoom(_READING)
        self.facts = FactList()
        self.explanation = ExplanationBar()
        self._about = QLabel()
        self._about.setProperty("role", "muted")
        self._zoom = QLabel()
        self._zoom.setProperty("role", "muted")
        self._zoom.setToolTip("Screen pixels a picture's pixel, along a side")
        self._previous = viewer_button("Previous", "The picture before (left arrow)", self.go_back)
        self._next = viewer_button("Next", "The picture after (right arrow)", self.go_on)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._lay_out()
        self.picture.zoomed.connect(self._on_zoomed)
        self.explanation.wanted.connect(self._ask_for_map)
        self.explanation.overlay_changed.connect(self.picture.set_overlay)
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
        self.explanation.reset()
        self.explanation.setVisible(pictures.explained)
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
        self._ask_for_map()

    def show_map(self, request: int, heat: HeatMap) -> None:
        """Show where the run's answer about the picture of a request comes from."""
        image = self.picture.image
        if request == self._request and self.explanation.chosen == heat.method and image:
            self._awaits_map = False
            self.explanation.show_heat(heat, (image.width(), image.height()))

    def show_no_map(self, words: str) -> None:
        """Show why there is no map, or not yet."""
        if self._awaits_map:
            self.explanation.show_words(words)

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
        if event.key() in BACK:
            self.go_back()
        elif event.key() in ON:
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
        row.addWidget(viewer_button("−", "Smaller (-)", self._on_smaller))
        row.addWidget(viewer_button("+", "Larger (+)", self._on_larger))
        row.addWidget(viewer_button("Fit", "The whole picture (0)", self.picture.fit))
        actual = "Each of its pixels as one of the screen (1)"
        row.addWidget(viewer_button("Actual size", actual, self.picture.show_actual_size))
        row.addWidget(viewer_button("Close", "Back to all pictures (Escape)", self.accept))
        left = QVBoxLayout()
        left.setSpacing(spacing["normal"])
        left.addWidget(self.picture, 1)
        left.addWidget(self.explanation)
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
        self.explanation.clear()
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
    def _ask_for_map(self) -> None:
        """Ask for the map that is chosen, once the picture is there; or want none."""
        path, method = self._pictures.path(self._place), self.explanation.chosen
        self._want_no_map()
        if method and self.picture.image is not None and path is not None:
            self.explanation.show_waiting()
            self._awaits_map = True
            self.map_wanted.emit(self._request, path, method)

    def _want_no_map(self) -> None:
        if self._awaits_map:
            self._awaits_map = False
            self.map_unwanted.emit()

    @Slot()
    def _on_patience_ended(self) -> None:
        self._show_facts()
        self.picture.empty_text = _READING
        self.picture.set_image(None)

    @Slot()
    def _on_finished(self) -> None:
        self._patience.stop()
        self._request += 1  # what is still being read is not wanted any more
        self._want_no_map()
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
