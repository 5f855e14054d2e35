"""Preferences are kept at once and do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app import file_dialogs
from desktop_app.app import Application
from desktop_app.preferences.dialog import PreferencesDialog
from desktop_app.settings import Settings
from desktop_app.theme import Sizes, apply_theme, current_sizes, theme_events
from desktop_app.thumbnail_cache import ThumbnailCache, thumbnail_limit
from desktop_app.widgets.figure_style import FigureStyle, figure_styles
from tests.desktop_app.in_window import modal, settled
from training.locations import Locations, current_locations, default_locations


@pytest.fixture
def dialog(qtbot: QtBot, application: Application) -> Iterator[PreferencesDialog]:
    application.window.command.emit("preferences")
    dialog = modal(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    settled(qtbot, application)
    yield dialog
    dialog.close()
    settled(qtbot, application)
    figure_styles().choose(FigureStyle())
    thumbnail_limit().megabytes = 500
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    apply_theme(qt, "system", Sizes())


def test_colours_and_text_size_change_at_once_and_are_kept(
    dialog: PreferencesDialog, locations: Locations
) -> None:
    dialog.scheme.chosen.emit("dark")
    dialog.text_scale.chosen.emit("1.3")

    assert theme_events().scheme == "dark"
    assert current_sizes().scale == 1.3
    kept = Settings(locations)
    assert (kept.colour_scheme, kept.text_scale) == ("dark", 1.3)


def test_lecture_mode_returns_to_the_text_size_that_was_chosen(
    application: Application, dialog: PreferencesDialog
) -> None:
    dialog.text_scale.chosen.emit("1.15")
    application.window.command.emit("lecture")
    assert current_sizes().lecture
    application.window.command.emit("lecture")
    assert current_sizes() == Sizes(scale=1.15)


def test_whether_a_person_is_told_and_what_is_opened_is_kept(
    application: Application, dialog: PreferencesDialog, locations: Locations
) -> None:
    dialog.notifications.click()
    dialog.restores.click()

    kept = Settings(locations)
    assert not kept.notifications
    assert not kept.restores
    assert not application.window._notifications.isChecked()


def test_the_style_of_figures_is_that_of_the_next_figure(dialog: PreferencesDialog) -> None:
    dialog.width_box.setValue(130)

    assert figure_styles().style.width == 130


def test_another_folder_is_used_from_the_next_start_on(
    dialog: PreferencesDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_for_folder", lambda *_: tmp_path / "my runs")
    dialog.folders["runs"].browse.click()

    assert current_locations().runs == tmp_path / "my runs"
    assert dialog.folders["runs"].field.text() == str(tmp_path / "my runs")
    assert dialog.message.isHidden()


def test_a_folder_that_cannot_be_is_refused_and_the_old_one_stays(
    dialog: PreferencesDialog, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    before = current_locations().runs
    for folder in (tmp_path / "file", Path("relative"), current_locations().datasets):
        dialog.folder_entered.emit("runs", folder)
        assert not dialog.message.isHidden()
        assert current_locations().runs == before
        assert dialog.folders["runs"].field.text() == str(before)


def test_thumbnails_are_cleared_and_fewer_are_kept(
    qtbot: QtBot, application: Application, dialog: PreferencesDialog, locations: Locations
) -> None:
    cache = ThumbnailCache(locations.cache / "thumbnails.sqlite")
    cache.put({bytes([n // 256, n % 256]): b"x" * 9000 for n in range(300)})
    full = cache.size
    dialog.clear.setEnabled(True)
    dialog.clear.click()
    settled(qtbot, application)
    assert cache.get([b"\0\1"]) == {}
    assert cache.size < full / 10

    dialog.thumbnails.setValue(50)
    assert thumbnail_limit().megabytes == 50
    assert Settings(locations).thumbnail_megabytes == 50


def test_all_can_be_as_at_the_first_start(
    dialog: PreferencesDialog, locations: Locations, tmp_path: Path
) -> None:
    dialog.scheme.chosen.emit("dark")
    dialog.thumbnails.setValue(50)
    dialog.restores.click()
    dialog.folder_entered.emit("weights", tmp_path / "w")
    dialog.reset.click()

    kept = Settings(locations)
    assert kept.colour_scheme == "system"
    assert kept.thumbnail_megabytes == 500
    assert kept.restores
    assert current_locations() == default_locations()
    assert dialog.restores.isChecked()
    assert dialog.folders["weights"].field.text() == str(default_locations().weights)
