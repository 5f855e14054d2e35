"""The legend of runs in one plot: their names, each with its line, to be ticked off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from desktop_app.theme import current_sizes, theme_events
from desktop_app.widgets.curve import Curve
from desktop_app.widgets.curve_readout import paint_sample

_LINES = 3
_SAMPLE = 36


class RunLegend(QListWidget):
    """Names side by side, on up to three lines; a name that is not ticked is not drawn.

    Signals:
        toggled: Name of the run (str), and whether it is drawn (bool).
    """

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] = ()
        self.setAccessibleName("Runs in the plot")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(False)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(current_sizes().px(_SAMPLE), current_sizes().px(14)))
        self.itemChanged.connect(self._on_item_changed)
        theme_events().changed.connect(self._paint_samples)

    def show_runs(self, curves: Sequence[Curve]) -> None:
        """Show names and lines.

        Args:
            curves: One curve of each run, with the run's name.
        """
        self._curves = tuple(curves)
        self.blockSignals(True)
        self.clear()
        for curve in self._curves:
            item = QListWidgetItem(curve.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if curve.shown else Qt.CheckState.Unchecked)
            item.setToolTip(f"{curve.name}: untick it to hide its curves")
            self.addItem(item)
        self.blockSignals(False)
        self._paint_samples()
        self._fit()

    def sizeHint(self) -> QSize:
        """Return a size that is wide; the height follows the names."""
        return QSize(current_sizes().px(300), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the names need at this width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Look as a style sheet says, on paper as on the screen."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._paint_samples()

    @Slot()
    def _paint_samples(self) -> None:
        self.blockSignals(True)
        ratio = self.devicePixelRatioF()
        for number, curve in enumerate(self._curves):
            picture = QPixmap(self.iconSize() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            wide, high = self.iconSize().width(), self.iconSize().height()
            paint_sample(painter, curve, QPointF(wide / 2, high / 2), wide - 6)
            painter.end()
            self.item(number).setIcon(QIcon(picture))
        self.blockSignals(False)

    def _fit(self) -> None:
        self.doItemsLayout()
        if self.count():
            last = self.visualItemRect(self.item(self.count() - 1))
            one = self.sizeHintForRow(0)
            above = self.verticalScrollBar().value()
            self.setFixedHeight(min(last.bottom() + 1 + above, _LINES * one) + 2)
        else:
            self.setFixedHeight(0)

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self.toggled.emit(item.text(), item.checkState() == Qt.CheckState.Checked)
