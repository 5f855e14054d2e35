"""The look: readable in both schemes, complete, and changing while the window is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.colours import DARK, LIGHT, Colours, contrast, mix
from desktop_app.theme import (
    Sizes,
    apply_theme,
    current_colours,
    current_sizes,
    set_look,
    style_sheet,
    theme_events,
)

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
BACKGROUNDS = ("window", "surface", "raised", "hover", "accent_soft")
TEXTS = (
    "text",
    "muted",
    "accent_text",
    "positive",
    "negative",
    "training",
    "validation",
    "warning",
    "error",
)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


@SCHEMES
@pytest.mark.parametrize("text", ["text", "muted", "accent_text"])
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_text_can_be_read_on_every_background(colours: Colours, text: str, background: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, background)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("background", ["window", "surface", "raised"])
def test_coloured_text_can_be_read_where_it_stands(
    colours: Colours, text: str, background: str
) -> None:
    assert contrast(getattr(colours, text), getattr(colours, background)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("fill", ["accent", "accent_hover", "danger", "danger_hover"])
def test_text_of_filled_buttons_can_be_read(colours: Colours, fill: str) -> None:
    assert contrast(colours.on_accent, getattr(colours, fill)) >= 4.5


@SCHEMES
def test_tool_tips_can_be_read(colours: Colours) -> None:
    assert contrast(colours.window, colours.text) >= 4.5


@SCHEMES
@pytest.mark.parametrize("edge", ["outline", "focus"])
@pytest.mark.parametrize("background", ["window", "surface", "raised"])
def test_edges_of_controls_can_be_seen(colours: Colours, edge: str, background: str) -> None:
    assert contrast(getattr(colours, edge), getattr(colours, background)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_mix_goes_from_the_first_colour_to_the_second() -> None:
    assert mix("#000000", "#ff0080", 0) == "#000000"
    assert mix("#000000", "#ff0080", 1) == "#ff0080"
    assert mix("#000000", "#ff0080", 0.5) == "#800040"


@SCHEMES
@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_the_style_sheet_is_filled_in_and_accepted(
    app: QApplication, colours: Colours, scale: float
) -> None:
    sheet = style_sheet(colours, Sizes(scale))
    assert "$" not in sheet.partition("*/")[2]
    app.setStyleSheet(sheet)  # Qt warns of what it cannot parse, and warnings fail tests


def test_a_chosen_scheme_is_shown_and_announced(app: QApplication, qtbot) -> None:
    apply_theme(app, "light")
    with qtbot.waitSignal(theme_events().changed):
        apply_theme(app, "dark")
    assert current_colours() == DARK
    assert app.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert DARK.accent in app.styleSheet()


def test_the_system_scheme_is_light_where_the_system_says_nothing(app: QApplication) -> None:
    apply_theme(app, "dark")
    apply_theme(app, "system")
    assert current_colours() == LIGHT


def test_a_change_of_the_system_is_followed_only_when_asked_for(app: QApplication, qtbot) -> None:
    apply_theme(app, "dark")
    hints = app.styleHints()
    with qtbot.assertNotEmitted(theme_events().changed):
        hints.colorSchemeChanged.emit(hints.colorScheme())
    apply_theme(app, "system")
    with qtbot.waitSignal(theme_events().changed):
        hints.colorSchemeChanged.emit(hints.colorScheme())


def test_a_larger_scale_enlarges_type_and_distances(app: QApplication) -> None:
    apply_theme(app, "light", Sizes(1.5))
    assert app.font().pixelSize() == 21
    assert current_sizes().spacing["wide"] == 24


def test_a_role_restyles_a_label_at_once(app: QApplication, qtbot) -> None:
    apply_theme(app, "light")
    label = QLabel("0.81")
    qtbot.addWidget(label)
    label.ensurePolished()
    before = label.font().pixelSize()
    set_look(label, "role", "display")
    assert label.font().pixelSize() > before
