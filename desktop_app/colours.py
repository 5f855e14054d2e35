"""The colours of the window, light, dark and for print, and how colours compare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Colours:
    """The colours of one scheme, as "#rrggbb".

    Attributes:
        window: Behind everything.
        surface: Cards, tables, plots.
        raised: Inputs and secondary buttons.
        hover: What the pointer is over.
        border: Edges that only divide.
        outline: Edges that show where to click (at least 3:1).
        text: Text.
        muted: Text of second rank.
        accent: Fill of the main action and of what is selected.
        on_accent: Text on `accent`.
        accent_hover: `accent` under the pointer.
        accent_text: Text and lines in the accent.
        accent_soft: Behind a selected or active thing.
        positive: The positive class (malignant).
        negative: The other classes (benign).
        training: Curves over training data.
        validation: Curves over validation data.
        warning: Text and marks of warnings.
        error: Text and marks of errors.
        danger: Fill of a button that destroys; its text is `on_accent`.
        danger_hover: `danger` under the pointer.
        focus: The ring around what has the keyboard.
    """

    window: str
    surface: str
    raised: str
    hover: str
    border: str
    outline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    positive: str
    negative: str
    training: str
    validation: str
    warning: str
    error: str
    danger: str
    danger_hover: str
    focus: str


# Class and curve colours are Okabe and Ito's (2008) vermillion, bluish green and blue, darkened on
# white and lightened on black until they can also be read as text.
LIGHT = Colours(
    window="#f3f5f8",
    surface="#ffffff",
    raised="#ffffff",
    hover="#e9eef4",
    border="#d9dfe7",
    outline="#7d8a98",
    text="#17212c",
    muted="#566372",
    accent="#1a6aae",
    on_accent="#ffffff",
    accent_hover="#12558f",
    accent_text="#155e9c",
    accent_soft="#e1edf8",
    positive="#b34700",
    negative="#00704f",
    training="#0072b2",
    validation="#b34700",
    warning="#875900",
    error="#b3261e",
    danger="#b3261e",
    danger_hover="#8f1d17",
    focus="#155e9c",
)


DARK = Colours(
    window="#12171d",
    surface="#1a2129",
    raised="#222b35",
    hover="#2c3743",
    border="#313c48",
    outline="#71808f",
    text="#e7ecf2",
    muted="#a4b1bf",
    accent="#2070b5",
    on_accent="#ffffff",
    accent_hover="#1b629f",
    accent_text="#7fc4f5",
    accent_soft="#1f3448",
    positive="#ff9d57",
    negative="#47cfa0",
    training="#56b4e9",
    validation="#ff9d57",
    warning="#f0c052",
    error="#ff8f86",
    danger="#c23b33",
    danger_hover="#a8312a",
    focus="#8ccbff",
)


PRINT = replace(
    LIGHT,
    window="#ffffff",
    hover="#ffffff",
    border="#b4b4b4",
    outline="#6e6e6e",
    text="#000000",
    muted="#333333",
)
"""On white paper: light, with writing that is not grey."""


@lru_cache(maxsize=4096)  # asked for every cell of a matrix that is painted
def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour at `share` (0..1) of the way from the first to the second."""
    one, other = QColor(first), QColor(second)
    pairs = (
        (one.red(), other.red()),
        (one.green(), other.green()),
        (one.blue(), other.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


def palette(c: Colours) -> QPalette:
    """Return what Qt's own style paints with."""
    role = QPalette.ColorRole
    made = QPalette()
    for colour_role, colour in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.surface),
        (role.AlternateBase, c.window),
        (role.Text, c.text),
        (role.PlaceholderText, c.muted),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.BrightText, c.error),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent),
        (role.ToolTipBase, c.text),
        (role.ToolTipText, c.window),
        (role.Link, c.accent_text),
        (role.LinkVisited, c.accent_text),
        (role.Light, c.raised),
        (role.Midlight, c.hover),
        (role.Mid, c.border),
        (role.Dark, c.outline),
        (role.Shadow, c.outline),
    ):
        made.setColor(colour_role, QColor(colour))
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(c.outline))
    return made


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
