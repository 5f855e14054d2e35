"""How large figures are that leave the window, and in which font; the last choice is kept."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

WIDTHS = (
    ("One column, 85 mm", 85.0),
    ("One and a half, 130 mm", 130.0),
    ("Two columns, 175 mm", 175.0),
)
"""Widths that journals print, in mm."""
MILLIMETRES = (20.0, 500.0)
"""Least and greatest side of a figure."""
DPI = (72, 1200)
"""Least and greatest resolution of a PNG."""
POINTS = (4.0, 24.0)
"""Least and greatest size of the font."""


@dataclass(frozen=True)
class FigureStyle:
    """How figures are made.

    Attributes:
        width: In mm.
        dpi: Pixels an inch, of a PNG.
        family: Font of all writing; "" for the program's own.
        points: Its size in points.
    """

    width: float = 85.0
    dpi: int = 300
    family: str = ""
    points: float = 8.0

    @property
    def font_family(self) -> str:
        """The font that is meant."""
        return self.family or QApplication.font().family()


class FigureStyles(QObject):
    """Holds the style that a person chose last.

    Signals:
        changed: Another style was chosen (FigureStyle).
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._style = FigureStyle()

    @property
    def style(self) -> FigureStyle:
        """The style that holds."""
        return self._style

    def choose(self, style: FigureStyle) -> None:
        """Make figures in another style from now on."""
        if style != self._style:
            self._style = style
            self.changed.emit(style)


_styles = FigureStyles()


def figure_styles() -> FigureStyles:
    """Return what holds the style of all figures."""
    return _styles
