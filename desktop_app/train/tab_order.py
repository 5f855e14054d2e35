"""The way of the Tab key through what was made later than what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(before: QWidget, content: QWidget) -> QWidget:
    """Let the Tab key go from a widget through the controls of another, in their order.

    Args:
        before: What has the keyboard before.
        content: Holds the controls, made in the order in which they stand.

    Returns:
        The last of them.
    """
    for control in content.findChildren(QWidget):
        stops = bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if stops and control.focusProxy() is None and control.window() is content.window():
            QWidget.setTabOrder(before, control)
            before = control
    return before
