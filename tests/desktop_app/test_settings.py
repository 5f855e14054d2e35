"""The window remembers how a person left it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from desktop_app.settings import Settings
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
