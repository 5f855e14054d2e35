"""How the window looks: colours, sizes, and their application to Qt.

Widgets that paint themselves read `current_colours()` and `current_sizes()` while painting and
repaint on `theme_events().changed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from string import Template
from typing import Literal, get_args

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.colours import DARK, LIGHT, PRINT, Colours, palette
from desktop_app.rescaling import rescale
from resources import resource_path

Scheme = Literal["system", "light", "dark"]


def as_scheme(value: str) -> Scheme:
    """Return a scheme by its name; "system" for anything else."""
    return next((scheme for scheme in get_args(Scheme) if scheme == value), "system")


@dataclass(frozen=True)
class Sizes:
    """Type sizes, distances and widths of lines in device-independent pixels.

    Attributes:
        scale: 1 on a desk; larger for a projector.
        lecture: For a projector: lines are thicker still, gaps stay as they are, since the room
            belongs to what is read, and words of second rank are left out.
    """

    scale: float = 1.0
    lecture: bool = False

    def px(self, length: float) -> int:
        """Return a length, given at scale 1, at this scale."""
        return max(1, round(length * self.scale))

    def line(self, width: float) -> float:
        """Return the width of a line, given at scale 1."""
        return width * (_LECTURE_LINES if self.lecture else max(1.0, self.scale))

    @property
    def type_scale(self) -> dict[str, int]:
        """Sizes of type by role."""
        sizes = {"small": 12, "body": 14, "heading": 16, "title": 22, "display": 30}
        return {role: self.px(size) for role, size in sizes.items()}

    @property
    def spacing(self) -> dict[str, int]:
        """Distances: `tight` within a group, `normal` between controls, `wide` between cards."""
        distances = {"tight": 4, "close": 8, "normal": 12, "wide": 16, "section": 24}
        scale = 1.0 if self.lecture else self.scale
        return {name: max(1, round(length * scale)) for name, length in distances.items()}


_LECTURE_LINES = 2.0
LECTURE = Sizes(scale=1.3, lecture=True)
"""For a projector of 1280 x 720 pixels: text can be read from the last row."""


@dataclass(frozen=True)
class PrintSizes(Sizes):
    """Sizes in a figure: writing is of one size, only titles are a little larger."""

    @property
    def type_scale(self) -> dict[str, int]:
        """Sizes of type by role."""
        return {"small": 12, "body": 12, "heading": 12, "title": 14, "display": 14}


class ThemeEvents(QObject):
    """Says when the look has changed.

    Signals:
        changed: Colours or sizes are others now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scheme: Scheme = "system"
        self.colours = LIGHT
        self.sizes = Sizes()
        self._follows_system = False

    def follow_system(self, app: QApplication) -> None:
        """Listen, once, to the system's change between light and dark."""
        if not self._follows_system:
            app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
            self._follows_system = True

    def _on_system_scheme_changed(self) -> None:
        app = QApplication.instance()
        if self.scheme == "system" and isinstance(app, QApplication):
            _show(app, self)


_events = ThemeEvents()


def theme_events() -> ThemeEvents:
    """Return the object whose `changed` signal tells that the look has changed."""
    return _events


def current_colours() -> Colours:
    """Return the colours shown now."""
    return _events.colours


def current_sizes() -> Sizes:
    """Return the sizes shown now."""
    return _events.sizes


def apply_theme(app: QApplication, scheme: Scheme = "system", sizes: Sizes | None = None) -> None:
    """Give the whole application its look.

    Widgets that are there already follow: what they were told of lengths is told anew.

    Args:
        app: The application.
        scheme: Light, dark, or what the system has, also when that changes later.
        sizes: Of type, distances and lines; by default those of a desk.
    """
    before, _events.sizes = _events.sizes, sizes or Sizes()
    _events.scheme = scheme
    if _events.sizes.scale != before.scale:
        rescale(app.allWidgets(), _events.sizes.scale / before.scale)
    if app.style().name() != "fusion":
        app.setStyle("fusion")
    hints = app.styleHints()
    if scheme == "system":
        hints.unsetColorScheme()
    else:  # title bars and the system's own dialogs follow
        hints.setColorScheme(Qt.ColorScheme.Dark if scheme == "dark" else Qt.ColorScheme.Light)
    _events.follow_system(app)
    _show(app, _events)


@contextmanager
def print_look() -> Iterator[PrintSizes]:
    """Let what is painted meanwhile look as on paper; the screen is not told.

    Yields:
        The sizes in which it is painted.
    """
    screen = _events.colours, _events.sizes
    sizes = PrintSizes()
    _events.colours, _events.sizes = PRINT, sizes
    try:
        yield sizes
    finally:
        _events.colours, _events.sizes = screen


def style_sheet(colours: Colours, sizes: Sizes) -> str:
    """Return the style sheet of a scheme at a size."""
    template = resource_path("style/lesionlab.qss").read_text(encoding="utf-8")
    lengths = {f"px{n}": f"{sizes.px(n)}px" for n in range(1, 33)}
    type_sizes = {f"type_{role}": f"{size}px" for role, size in sizes.type_scale.items()}
    # In a lecture the room belongs to what is read, not to what is around it.
    gaps = {f"gap{n}": f"{n if sizes.lecture else sizes.px(n)}px" for n in range(1, 33)}
    return Template(template).substitute(asdict(colours), **lengths, **gaps, **type_sizes)


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and restyle the widget.

    Args:
        widget: The widget.
        name: "role" for labels (small, heading, title, display, muted, positive, negative,
            warning, error); "kind" for buttons (primary, danger, quiet).
        value: The look; empty for the ordinary one.
    """
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def leave_out_in_lectures(*widgets: QWidget) -> None:
    """Hide widgets of second rank as long as the window looks as for a projector.

    Args:
        widgets: Such as are shown and hidden by nobody else while they are to be seen.
    """
    for widget in widgets:
        _LeftOut(widget)


class _LeftOut(QObject):
    """Lives in a widget that lectures do without."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._hid = False
        theme_events().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        widget, lecture = self._widget, current_sizes().lecture
        told = widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        if lecture and not (told and widget.isHidden()):
            widget.hide()
            self._hid = True
        elif not lecture and self._hid:
            widget.show()
            self._hid = False


def _show(app: QApplication, events: ThemeEvents) -> None:
    dark = events.scheme == "dark" or (
        events.scheme == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    events.colours = DARK if dark else LIGHT
    font = app.font()
    font.setPixelSize(events.sizes.type_scale["body"])
    app.setFont(font)
    app.setPalette(palette(events.colours))
    QDir.setSearchPaths("icons", [str(resource_path("icons/lesion.svg").parent)])
    app.setStyleSheet(style_sheet(events.colours, events.sizes))
    events.changed.emit()
