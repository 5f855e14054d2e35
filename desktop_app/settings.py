"""What the window remembers between starts, typed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.theme import Scheme, as_scheme
from training.locations import Locations


class Settings:
    """Typed access to the window's own settings, kept in an INI file beside `settings.json`."""

    def __init__(self, locations: Locations) -> None:
        path = locations.settings / "window.ini"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def colour_scheme(self) -> Scheme:
        """Light, dark, or as the system has it."""
        return as_scheme(str(self._store.value("colour_scheme", "system")))

    @colour_scheme.setter
    def colour_scheme(self, value: Scheme) -> None:
        self._store.setValue("colour_scheme", value)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window; empty at first start."""
        value = self._store.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def last_folder(self) -> Path:
        """Where a file dialog starts."""
        folder = str(self._store.value("last_folder", ""))
        return Path(folder) if folder and Path(folder).is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, value: Path) -> None:
        self._store.setValue("last_folder", str(value))

    @property
    def notifications(self) -> bool:
        """Whether the system tells that a training has ended while another window is in use."""
        return bool(self._store.value("notifications", True, type=bool))

    @notifications.setter
    def notifications(self, value: bool) -> None:
        self._store.setValue("notifications", value)

    @property
    def queue_goes_on(self) -> bool:
        """Whether the runs of the queue begin by themselves."""
        return bool(self._store.value("queue_goes_on", False, type=bool))

    @queue_goes_on.setter
    def queue_goes_on(self, value: bool) -> None:
        self._store.setValue("queue_goes_on", value)

    def save(self) -> None:
        """Write everything to disk."""
        self._store.sync()
