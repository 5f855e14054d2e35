"""Preferences: shown, kept at once, and put into effect."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from desktop_app import file_dialogs
from desktop_app.preferences.dialog import PreferencesDialog
from desktop_app.preferences.values import Preferences
from desktop_app.theme import Sizes, apply_theme, current_sizes
from desktop_app.thumbnail_cache import ThumbnailCache, thumbnail_limit
from desktop_app.widgets.figure_style import figure_styles
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.locations import CHOOSABLE, current_locations, default_locations, save_folders


class PreferWiring(Wiring):
    """The dialog of preferences, and what each of them does."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._dialog: PreferencesDialog | None = None
        self._cache = ThumbnailCache(parts.locations.cache / "thumbnails.sqlite")
        thumbnail_limit().megabytes = parts.settings.thumbnail_megabytes
        self.commands = {"preferences": self._open}

    def _open(self) -> None:
        dialog = PreferencesDialog(self._values(), self._parts.window)
        dialog.changed.connect(self._take)
        dialog.folder_entered.connect(self._move)
        dialog.folder_wanted.connect(self._ask_for_folder)
        dialog.clear_wanted.connect(self._clear_thumbnails)
        dialog.reset_wanted.connect(self._reset)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        self._show_folders()
        self._show_size()
        dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        """Let the old ones of the thumbnails go, where less is to be kept now."""
        self._dialog = None
        self._parts.settings.save()
        self._parts.jobs.run("", lambda _progress: self._cache.trim())

    def _values(self) -> Preferences:
        settings = self._parts.settings
        return Preferences(
            scheme=settings.colour_scheme,
            text_scale=settings.text_scale,
            restores=settings.restores,
            notifications=settings.notifications,
            thumbnail_megabytes=settings.thumbnail_megabytes,
            figure_style=figure_styles().style,
        )

    @Slot(object)
    def _take(self, values: Preferences) -> None:
        """Keep what was chosen, and put it into effect."""
        settings, window = self._parts.settings, self._parts.window
        looks = (settings.colour_scheme, settings.text_scale)
        settings.colour_scheme = values.scheme
        settings.text_scale = values.text_scale
        settings.restores = values.restores
        settings.notifications = values.notifications
        settings.thumbnail_megabytes = values.thumbnail_megabytes
        thumbnail_limit().megabytes = values.thumbnail_megabytes
        figure_styles().choose(values.figure_style)
        window.check_scheme(values.scheme)
        window.check_notifications(values.notifications)
        qt = QApplication.instance()
        if looks != (values.scheme, values.text_scale) and isinstance(qt, QApplication):
            lecturing = current_sizes().lecture
            sizes = current_sizes() if lecturing else Sizes(scale=values.text_scale)
            apply_theme(qt, values.scheme, sizes)

    @Slot(str, object)
    def _move(self, name: str, folder: Path) -> None:
        """Use another folder from the next start on."""
        dialog = self._dialog
        if dialog is None:
            return
        try:
            save_folders(**{name: folder})
        except LesionLabError as error:
            dialog.show_failure(error.message, error.mend)
        else:
            dialog.message.clear()
        self._show_folders()

    @Slot(str)
    def _ask_for_folder(self, name: str) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        start = getattr(current_locations(), name)
        folder = file_dialogs.ask_for_folder(dialog, "Choose a folder", start)
        if folder is not None:
            self._move(name, folder)

    @Slot()
    def _reset(self) -> None:
        """Return to what a first start has."""
        dialog = self._dialog
        if dialog is None:
            return
        self._take(Preferences())
        dialog.show_values(self._values())
        usual = default_locations()
        try:
            save_folders(**{name: getattr(usual, name) for name in CHOOSABLE})
        except LesionLabError as error:
            dialog.show_failure(error.message, error.mend)
        self._show_folders()

    def _show_folders(self) -> None:
        if self._dialog is not None:
            chosen = current_locations()
            self._dialog.show_folders({name: getattr(chosen, name) for name in CHOOSABLE})

    def _show_size(self) -> None:
        if self._dialog is not None:
            job = self._parts.jobs.run("", lambda _progress: self._cache.size)
            job.succeeded.connect(self._dialog.show_thumbnail_bytes)

    @Slot()
    def _clear_thumbnails(self) -> None:
        job = self._parts.jobs.run("Clearing the thumbnails", lambda _progress: self._cache.clear())
        job.finished.connect(self._show_size)
