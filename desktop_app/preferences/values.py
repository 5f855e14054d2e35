"""What a person prefers, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.theme import Scheme
from desktop_app.widgets.figure_style import FigureStyle


@dataclass(frozen=True)
class Preferences:
    """All that can be preferred; the defaults are those of a first start.

    Attributes:
        scheme: Light, dark, or as the system has it.
        text_scale: Size of type and of all else, beside the usual size.
        restores: Whether the next start opens what was open.
        notifications: Whether the system tells that a training has ended.
        thumbnail_megabytes: About how much of the disk thumbnails may take.
        figure_style: How figures are made that leave the window.
    """

    scheme: Scheme = "system"
    text_scale: float = 1.0
    restores: bool = True
    notifications: bool = True
    thumbnail_megabytes: int = 500
    figure_style: FigureStyle = field(default_factory=FigureStyle)
