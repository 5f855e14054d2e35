"""The buttons below the picture: turn, crop, zoom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop_app.framing import UNFRAMED, Framing
from desktop_app.predict.picture_crop import PictureCrop
from desktop_app.theme import current_sizes, leave_out_in_lectures
from desktop_app.widgets.icons import set_icon
from desktop_app.widgets.picture_zoom import STEP
from desktop_app.widgets.usable import set_usable

_NO_PICTURE = "Open a picture first."


class PictureTools(QWidget):
    """Turns, crops and zooms the picture that is shown.

    Signals:
        framed: The Framing that a person wants.
    """

    framed = Signal(object)

    def __init__(self, picture: PictureCrop, keys_of: QWidget) -> None:
        """Make the buttons.

        Args:
            picture: What they act on.
            keys_of: The widget in which their keys work.
        """
        super().__init__()
        self._picture = picture
        self._keys_of = keys_of
        self._framing = UNFRAMED
        self.left = self._tool("turn-left", "Turn left", "Shift+R", self._on_left)
        self.right = self._tool("turn-right", "Turn right", "R", self._on_right)
        self.crop = QPushButton("Crop")
        set_icon(self.crop, "crop")
        self.crop.setCheckable(True)
        self.crop.setToolTip(
            "Drag a rectangle around the lesion: it alone is read (C). With keys: arrows move it, "
            "Shift and arrows change its size, Enter crops, Escape ends."
        )
        self.whole = QPushButton("Whole picture")
        self.whole.setToolTip("Undo cropping and turning (Shift+C)")
        self._zoom = QLabel()
        self._zoom.setProperty("role", "muted")
        self._zoom.setToolTip("Screen pixels a picture's pixel, along a side")
        self._zoom.setMinimumWidth(current_sizes().px(48))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        smaller = self._sign("−", "Smaller (-)", lambda: picture.zoom_by(1 / STEP))
        larger = self._sign("+", "Larger (+)", lambda: picture.zoom_by(STEP))
        fit = self._sign("Fit", "As large as there is room for (0)", picture.fit)
        actual = self._sign(
            "1:1", "Each of its pixels as one of the screen (1)", picture.show_actual_size
        )
        self._all: tuple[QAbstractButton, ...] = (
            *(self.left, self.right, self.crop, self.whole, smaller, larger, fit, actual),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_sizes().spacing["tight"])
        for button in (self.left, self.right, self.crop, self.whole):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._zoom)
        for button in (smaller, larger, fit, actual):
            row.addWidget(button)
        leave_out_in_lectures(self.whole, self._zoom, fit, actual)  # keys do the same
        self.crop.toggled.connect(picture.set_cropping)
        self.whole.clicked.connect(self._on_whole)
        picture.cropping_changed.connect(self.crop.setChecked)
        picture.cropped.connect(self._on_cropped)
        picture.zoomed.connect(self._on_zoomed)
        self._key("C", "Crop", self.crop.click)
        self._key("Shift+C", "Whole picture", self.whole.click)
        self.set_framing(UNFRAMED, usable=False)

    def set_framing(self, framing: Framing, *, usable: bool) -> None:
        """Say what is seen of the picture.

        Args:
            framing: Part and turns.
            usable: Whether there is a picture that can be turned.
        """
        self._framing = framing
        for button in self._all:
            set_usable(button, usable, _NO_PICTURE)
        if usable and framing.is_whole:
            set_usable(self.whole, False, "The whole picture is seen, upright.")

    def _tool(self, icon: str, words: str, key: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        set_icon(button, icon)
        button.setAccessibleName(words)
        button.setToolTip(f"{words} by a quarter; the answer is asked for anew ({key})")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(slot)
        self._key(key, words, button.click)
        return button

    def _sign(self, text: str, tool_tip: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setText(text)
        button.setToolTip(tool_tip)
        button.setAccessibleName(tool_tip.partition(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: act())
        return button

    def _key(self, key: str, words: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self._keys_of)
        shortcut.setWhatsThis(words)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    @Slot()
    def _on_left(self) -> None:
        self.framed.emit(self._framing.turned(-1))

    @Slot()
    def _on_right(self) -> None:
        self.framed.emit(self._framing.turned(1))

    @Slot()
    def _on_whole(self) -> None:
        self.framed.emit(UNFRAMED)

    @Slot(object)
    def _on_cropped(self, box: tuple[float, float, float, float]) -> None:
        self.framed.emit(self._framing.cropped(box))

    @Slot(float)
    def _on_zoomed(self, zoom: float) -> None:
        self._zoom.setText(f"{100 * zoom:.0f} %" if self._picture.image else "")
