"""Where LesionLab keeps things on this computer; the window and the command line agree on it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, fields, replace
from pathlib import Path

import platformdirs

from training.errors import ConfigError
from training.files import write_text_atomically

APP_NAME = "LesionLab"
HOME_VARIABLE = "LESIONLAB_HOME"
"""Environment variable: keep everything below this folder (portable use, tests)."""


@dataclass(frozen=True)
class Locations:
    """Folders in use. They are made when something is first written to them.

    Attributes:
        datasets: Data sets made or imported by the window.
        runs: Run folders.
        weights: Backbone weight files that a person or an administrator put there.
        cache: What can be computed again at any time.
        logs: Rotating log files.
        settings: `settings.json` and the window's own settings.
    """

    datasets: Path
    runs: Path
    weights: Path
    cache: Path
    logs: Path
    settings: Path


def default_locations() -> Locations:
    """Return the platform's usual folders, or those below `LESIONLAB_HOME` where it is set."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        base = Path(home).expanduser().absolute()
        return Locations(
            datasets=base / "datasets",
            runs=base / "runs",
            weights=base / "weights",
            cache=base / "cache",
            logs=base / "logs",
            settings=base / "settings",
        )
    dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
    return Locations(
        datasets=dirs.user_data_path / "datasets",
        runs=dirs.user_data_path / "runs",
        weights=dirs.user_data_path / "weights",
        cache=dirs.user_cache_path,
        logs=dirs.user_log_path,
        settings=dirs.user_config_path,
    )


CHOOSABLE = ("datasets", "runs", "weights")
"""Folders that a person may move elsewhere."""


def current_locations() -> Locations:
    """Return the folders in use: the defaults, with what the person chose in `settings.json`.

    Raises:
        ConfigError: `settings.json` cannot be read or names a folder it must not.
    """
    locations = default_locations()
    path = locations.settings / "settings.json"
    if not path.exists():
        return locations
    try:
        chosen = json.loads(path.read_text(encoding="utf-8")).get("folders", {})
        changes = {name: Path(folder) for name, folder in chosen.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(
            f"The settings file {path} cannot be read: {error}.",
            mend="Mend or delete it; the usual folders are used when it is absent.",
        ) from error
    unknown = set(changes) - set(CHOOSABLE)
    if unknown:
        raise ConfigError(
            f"The settings file {path} names an unknown folder: {', '.join(sorted(unknown))}.",
            mend=f"Use one of {', '.join(CHOOSABLE)}.",
        )
    return replace(locations, **changes)


def save_folders(**folders: Path) -> None:
    """Remember folders that a person chose.

    Args:
        folders: New places, by the names in `CHOOSABLE`.

    Raises:
        ConfigError: One of them cannot be used; nothing was changed.
    """
    for name, folder in folders.items():
        _check_folder(name, folder)
    defaults = default_locations()
    merged = {
        **{f.name: getattr(current_locations(), f.name) for f in fields(Locations)},
        **folders,
    }
    chosen = {
        name: str(merged[name]) for name in CHOOSABLE if merged[name] != getattr(defaults, name)
    }
    if len({str(merged[name]) for name in CHOOSABLE}) < len(CHOOSABLE):
        raise ConfigError(
            "Data sets, runs and weights cannot share one folder.",
            mend="Choose a folder of its own for each; sub-folders of one folder will do.",
        )
    text = json.dumps({"folders": chosen}, indent=2)
    write_text_atomically(defaults.settings / "settings.json", text)


def _check_folder(name: str, folder: Path) -> None:
    """Refuse what cannot become a folder that is written to."""
    if not folder.is_absolute():
        raise ConfigError(
            f"The folder of the {name}, {folder}, is not a whole path.",
            mend="Give it from the root of the disk on.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigError(
            f"The folder of the {name}, {folder}, cannot be used: {error.strerror or error}.",
            mend="Choose a folder that you may write to, on a disk that is there.",
        ) from error
