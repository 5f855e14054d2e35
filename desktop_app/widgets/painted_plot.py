"""What plots that paint themselves have in common: parts that are chosen, read and taken away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.widgets.take_away import show_take_away_menu

Place = tuple[int, int]
Steps = Mapping[Qt.Key, Place]
ARROWS: Steps = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""What a key adds to the place: rows, columns."""
CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PaintedPlot(QWidget):
    """A plot whose parts are chosen by a click, or by the arrows and Enter or Space.

    A part has a place: two numbers, of which the kind of plot says what they count. A plot says
    where its parts are by `_place_at` and `_stepped`, what they say by `text_at` and
    `_description`.

    Signals:
        chosen: The place of the part that was chosen.
    """

    chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None, *, steps: Steps = ARROWS) -> None:
        """Make a plot without parts.

        Args:
            name: What it shows; read aloud, and the suggested name of a saved file.
            parent: Qt's parent.
            steps: What the arrow keys mean.
        """
        super().__init__(parent)
        self._steps = steps
        self._current: Place = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def text_at(self, point: QPoint) -> str:
        """Return what is at a point, in words; "" where there is nothing."""
        raise NotImplementedError

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the pointer."""
        place = self._place_at(event.position()) if self._has_parts else None
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move_to(place)
            self.chosen.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from part to part by the arrows, choose by Enter or Space."""
        key = Qt.Key(event.key())
        if self._has_parts and key in self._steps:
            self._move_to(self._stepped(self._steps[key]))
        elif self._has_parts and key in CHOOSE:
            self.chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        show_take_away_menu(self, self.accessibleName(), event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say in a tool tip what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

    @property
    def _has_parts(self) -> bool:
        """Whether there is anything to choose."""
        raise NotImplementedError

    def _place_at(self, point: QPointF) -> Place | None:
        """Return the place of the part at a point; asked only while there are parts."""
        raise NotImplementedError

    def _stepped(self, step: Place) -> Place:
        """Return the place a step from the current one, or the last one that way."""
        raise NotImplementedError

    def _description(self) -> str:
        """Return what the plot says, in words, the current part first."""
        raise NotImplementedError

    def _move_to(self, place: Place) -> None:
        self._current = place
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._description())
