"""What augmentation does to a picture of the open data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import current_colours, current_sizes, theme_events
from desktop_app.widgets.images import to_qimage
from desktop_app.widgets.usable import set_usable

if TYPE_CHECKING:
    from desktop_app.work.augmenting import AugmentedExample

_COLUMNS, _ROWS = 3, 2
DRAWS = _COLUMNS * _ROWS - 1
"""How many changed pictures there is room for."""


class AugmentationPreview(QWidget):
    """One picture as it is, and as the first epochs show it to the network.

    It asks for pictures only while it can be seen.

    Attributes:
        another: Asks for another picture.

    Signals:
        requested: Number of the picture within the training part, from 0; counted round (int).
    """

    requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._stale = True
        self._pictures = _Pictures()
        self._about = QLabel()
        self._about.setProperty("role", "small")
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self.another = QPushButton("Another picture")
        self.another.setToolTip("Shows another picture of the training part.")
        row = QHBoxLayout()
        row.addWidget(self._about, 1)
        row.addWidget(self.another, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_sizes().spacing["close"])
        column.addWidget(self._pictures)
        column.addLayout(row)
        self.another.clicked.connect(self._on_another_clicked)
        self.show_nothing("Open a data set first.")

    @property
    def pictures(self) -> tuple[QImage, ...]:
        """What is shown: the picture as it is, then as it is changed."""
        return self._pictures.images

    def show_example(self, example: AugmentedExample) -> None:
        """Show a picture and what becomes of it."""
        self._pictures.show_images(
            tuple(to_qimage(pixels) for pixels in (example.picture, *example.draws[:DRAWS]))
        )
        self._about.setText(
            f"{example.class_name}: at the upper left as it is, then as epochs 1 to "
            f"{len(example.draws)} show it."
        )
        self.setAccessibleDescription(self._about.text())
        set_usable(self.another, True, "")

    def show_nothing(self, why: str) -> None:
        """Show that there is no picture, and why."""
        self._pictures.show_images(())
        self._about.setText(why)
        set_usable(self.another, False, why)

    @Slot()
    def renew(self) -> None:
        """Ask for the picture again, as the fields are now; once it can be seen."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.requested.emit(self._number)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was not asked for while this was hidden."""
        super().showEvent(event)
        if self._stale:
            self.renew()

    @Slot()
    def _on_another_clicked(self) -> None:
        self._number += 1
        self.renew()


class _Pictures(QWidget):
    """Pictures side by side, in two rows."""

    def __init__(self) -> None:
        super().__init__()
        self.images: tuple[QImage, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("A picture before and after augmentation")
        theme_events().changed.connect(self.update)

    def show_images(self, images: tuple[QImage, ...]) -> None:
        self.images = images
        self.setVisible(bool(images))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for pictures that are seen well in a column."""
        width = current_sizes().px(280)
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        """Return the height of rows of square pictures."""
        gap = current_sizes().spacing["tight"]
        return _ROWS * ((width - (_COLUMNS - 1) * gap) // _COLUMNS) + (_ROWS - 1) * gap

    def paintEvent(self, _event: QPaintEvent) -> None:
        gap = current_sizes().spacing["tight"]
        width = (self.width() - (_COLUMNS - 1) * gap) // _COLUMNS
        height = (self.height() - (_ROWS - 1) * gap) // _ROWS
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index, image in enumerate(self.images):
            row, column = divmod(index, _COLUMNS)
            cell = QRect(column * (width + gap), row * (height + gap), width, height)
            size = image.size().scaled(cell.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(cell.topLeft(), size)
            painter.drawImage(place, image)
            if index == 0:
                painter.setPen(QColor(current_colours().accent_text))
                painter.drawRect(place.adjusted(0, 0, -1, -1))
