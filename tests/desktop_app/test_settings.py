"""The window remembers how a person left it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from desktop_app.app import Application
from desktop_app.settings import Settings
from desktop_app.widgets.figure_style import FigureStyle, figure_styles
from training.locations import Locations


def test_at_first_everything_is_usual(locations: Locations) -> None:
    settings = Settings(locations)

    assert settings.colour_scheme == "system"
    assert settings.geometry.isEmpty()
    assert settings.last_folder == Path.home()


def test_what_was_chosen_is_there_at_the_next_start(locations: Locations, tmp_path: Path) -> None:
    settings = Settings(locations)
    settings.colour_scheme = "dark"
    settings.geometry = QByteArray(b"somewhere")
    settings.last_folder = tmp_path
    settings.save()

    again = Settings(locations)

    assert again.colour_scheme == "dark"
    assert again.geometry == QByteArray(b"somewhere")
    assert again.last_folder == tmp_path


def test_a_folder_that_is_gone_is_not_offered(locations: Locations, tmp_path: Path) -> None:
    settings = Settings(locations)
    settings.last_folder = tmp_path / "gone"

    assert settings.last_folder == Path.home()


def test_a_damaged_file_gives_the_usual_settings(locations: Locations) -> None:
    locations.settings.mkdir(parents=True)
    (locations.settings / "window.ini").write_text("colour_scheme=pink\ngeometry=7\n\x00[[")

    settings = Settings(locations)

    assert settings.colour_scheme == "system"
    assert settings.geometry.isEmpty()


def test_the_style_of_figures_is_remembered_within_its_bounds(locations: Locations) -> None:
    settings = Settings(locations)
    assert settings.figure_style == FigureStyle()
    chosen = FigureStyle(width=175.0, dpi=600, family="DejaVu Serif", points=9.5)
    settings.figure_style = chosen
    settings.save()
    assert Settings(locations).figure_style == chosen

    ini = locations.settings / "window.ini"
    text = ini.read_text().replace("dpi=600", "dpi=many").replace("width=175", "width=9999")
    ini.write_text(text)
    spoilt = Settings(locations).figure_style
    assert (spoilt.dpi, spoilt.width) == (FigureStyle().dpi, FigureStyle().width)
    assert spoilt.points == 9.5


def test_a_figure_style_chosen_in_the_window_is_there_at_the_next_start(
    application: Application, locations: Locations
) -> None:
    chosen = FigureStyle(width=130.0)
    before = figure_styles().style
    figure_styles().choose(chosen)
    figure_styles().choose(before)
    figure_styles().choose(chosen)
    try:
        assert Settings(locations).figure_style == chosen
    finally:
        figure_styles().choose(before)


def test_what_was_preferred_is_there_at_the_next_start(locations: Locations) -> None:
    settings = Settings(locations)
    assert (settings.text_scale, settings.thumbnail_megabytes, settings.restores) == (
        1.0,
        500,
        True,
    )
    settings.text_scale = 1.3
    settings.thumbnail_megabytes = 200
    settings.restores = False
    settings.save()

    again = Settings(locations)
    assert (again.text_scale, again.thumbnail_megabytes, again.restores) == (1.3, 200, False)


@pytest.mark.parametrize("text", ["text_scale=7", "text_scale=1.2", "thumbnail_megabytes=-3"])
def test_what_cannot_be_preferred_is_as_usual(locations: Locations, text: str) -> None:
    locations.settings.mkdir(parents=True)
    (locations.settings / "window.ini").write_text(f"[General]\n{text}\n")

    settings = Settings(locations)
    assert (settings.text_scale, settings.thumbnail_megabytes) == (1.0, 500)
