"""Controls that say why they cannot be used."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_USUAL = "usual_tool_tip"


def set_usable(widget: QWidget, usable: bool, why_not: str) -> None:
    """Enable or disable a control; while it is disabled, its tool tip says why.

    Args:
        widget: The control. Set its usual tool tip before the first call.
        usable: Whether it can be used.
        why_not: What its tool tip says while it cannot.
    """
    if widget.property(_USUAL) is None:
        widget.setProperty(_USUAL, widget.toolTip())
    widget.setEnabled(usable)
    widget.setToolTip(widget.property(_USUAL) if usable else why_not)
