"""A column of things to choose from, each in as many lines as it needs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.theme import current_sizes


class ChoiceList(QListWidget):
    """Wraps long texts; is as wide as it is told."""

    def __init__(self, name: str, width: int, parent: QWidget | None = None) -> None:
        """Make an empty list.

        Args:
            name: What it is called by a screen reader.
            width: Its width in device-independent pixels at scale 1.
            parent: Qt's parent.
        """
        super().__init__(parent)
        sizes = current_sizes()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(sizes.px(2))
        self.setFixedWidth(sizes.px(width))
        self.setItemDelegate(_Delegate(self))


class _Delegate(QStyledItemDelegate):
    """Measures a text at the width at which it is painted; Qt forgets the style's padding."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint, view = super().sizeHint(option, index), self.parent()
        if not isinstance(view, QListWidget):
            return hint
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        width = view.viewport().width() - 2 * view.spacing()
        item.rect = QRect(0, 0, width, view.height())
        style = view.style()
        text = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, item, view)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, item, view) + 1
        room = QRect(0, 0, text.width() - 2 * margin, view.height())
        words = view.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text)
        return QSize(width, max(hint.height(), words.height() + 2 * current_sizes().px(4)))
