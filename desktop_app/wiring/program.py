"""Menus about the program itself: colours, lecture mode, full screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.theme import LECTURE, Scheme, Sizes, apply_theme, current_sizes
from desktop_app.widgets.figure_style import FigureStyle, figure_styles
from desktop_app.wiring.parts import Parts, Wiring

_SCHEMES: tuple[Scheme, ...] = ("system", "light", "dark")


class ProgramWiring(Wiring):
    """Changes how the window looks."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        parts.window.check_scheme(parts.settings.colour_scheme)
        styles = figure_styles()
        styles.choose(parts.settings.figure_style)
        styles.changed.connect(self._on_figure_style_changed)
        self.commands = {
            "lecture": self._change_lecture_mode,
            "full-screen": self._change_full_screen,
            **{f"scheme:{scheme}": partial(self._set_scheme, scheme) for scheme in _SCHEMES},
        }

    def _set_scheme(self, scheme: Scheme) -> None:
        """Change between light and dark, and remember it."""
        self._parts.settings.colour_scheme = scheme
        self._parts.window.check_scheme(scheme)
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            apply_theme(qt, scheme, current_sizes())

    def _change_lecture_mode(self) -> None:
        """Look as for a projector, or as on a desk again; not remembered."""
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            usual = Sizes(scale=self._parts.settings.text_scale)
            sizes = usual if current_sizes().lecture else LECTURE
            apply_theme(qt, self._parts.settings.colour_scheme, sizes)
            self._parts.window.check_lecture_mode(sizes.lecture)

    def _change_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        window = self._parts.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        window.check_full_screen(window.isFullScreen())

    @Slot(object)
    def _on_figure_style_changed(self, style: FigureStyle) -> None:
        self._parts.settings.figure_style = style
