"""What the window remembers between starts, typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.theme import Scheme, as_scheme
from desktop_app.widgets.figure_style import DPI, MILLIMETRES, POINTS, FigureStyle
from training.locations import Locations

TEXT_SCALES = (1.0, 1.15, 1.3, 1.5)
"""Sizes of type and of all else that a person can choose, as multiples of the usual one."""
THUMBNAIL_MEGABYTES = (50, 10_000)
"""Least and greatest limit of the thumbnails that are kept."""
RECENT = 8
"""Data sets, and runs, that are remembered as opened last."""


@dataclass(frozen=True)
class LastSession:
    """What was open when the window was closed.

    Attributes:
        dataset: Folder of the data set; None for none.
        run: Folder of the run; None for none.
        tab: Which tab was shown; "" for the start page.
    """

    dataset: Path | None = None
    run: Path | None = None
    tab: str = ""


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
    def text_scale(self) -> float:
        """How large type and all else are, beside the usual size: one of `TEXT_SCALES`."""
        value = self._number("text_scale", 1.0, TEXT_SCALES[0], TEXT_SCALES[-1])
        return value if value in TEXT_SCALES else 1.0

    @text_scale.setter
    def text_scale(self, value: float) -> None:
        self._store.setValue("text_scale", value)

    @property
    def thumbnail_megabytes(self) -> int:
        """About how much of the disk the thumbnails may take."""
        return round(self._number("thumbnail_megabytes", 500, *THUMBNAIL_MEGABYTES))

    @thumbnail_megabytes.setter
    def thumbnail_megabytes(self, value: int) -> None:
        self._store.setValue("thumbnail_megabytes", value)

    @property
    def restores(self) -> bool:
        """Whether the next start opens what was open."""
        return bool(self._store.value("restores", True, type=bool))

    @restores.setter
    def restores(self, value: bool) -> None:
        self._store.setValue("restores", value)

    @property
    def last_session(self) -> LastSession:
        """What was open when the window was closed last."""
        dataset, run, tab = (
            str(self._store.value(f"session/{name}", "")) for name in ("dataset", "run", "tab")
        )
        return LastSession(Path(dataset) if dataset else None, Path(run) if run else None, tab)

    @last_session.setter
    def last_session(self, value: LastSession) -> None:
        for name in ("dataset", "run", "tab"):
            self._store.setValue(f"session/{name}", str(getattr(value, name) or ""))

    @property
    def recent_datasets(self) -> tuple[Path, ...]:
        """Folders of the data sets that were opened last, the newest first."""
        return self._paths("recent/datasets")

    @recent_datasets.setter
    def recent_datasets(self, value: Sequence[Path]) -> None:
        self._set_paths("recent/datasets", value)

    @property
    def recent_runs(self) -> tuple[Path, ...]:
        """Folders of the runs that were opened last, the newest first."""
        return self._paths("recent/runs")

    @recent_runs.setter
    def recent_runs(self, value: Sequence[Path]) -> None:
        self._set_paths("recent/runs", value)

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

    @property
    def lesson(self) -> str:
        """Name of the lesson that was open last; "" for the list."""
        return str(self._store.value("lessons/open", ""))

    @lesson.setter
    def lesson(self, value: str) -> None:
        self._store.setValue("lessons/open", value)

    @property
    def lesson_places(self) -> dict[str, int]:
        """Number of the step, from 0, at which lessons were left, by name."""
        self._store.beginGroup("lessons/at")
        names = self._store.childKeys()
        self._store.endGroup()
        return {name: round(self._number(f"lessons/at/{name}", 0, 0, 1000)) for name in names}

    @lesson_places.setter
    def lesson_places(self, value: Mapping[str, int]) -> None:
        self._store.remove("lessons/at")
        for name, step in value.items():
            self._store.setValue(f"lessons/at/{name}", step)

    @property
    def lessons_done(self) -> tuple[str, ...]:
        """Names of the lessons that were gone through."""
        return tuple(str(self._store.value("lessons/done", "")).split())

    @lessons_done.setter
    def lessons_done(self, value: Iterable[str]) -> None:
        self._store.setValue("lessons/done", " ".join(value))

    @property
    def figure_style(self) -> FigureStyle:
        """How large figures are that leave the window, and in which font."""
        usual = FigureStyle()
        return FigureStyle(
            width=self._number("figure/width", usual.width, *MILLIMETRES),
            dpi=round(self._number("figure/dpi", usual.dpi, *DPI)),
            family=str(self._store.value("figure/family", usual.family)),
            points=self._number("figure/points", usual.points, *POINTS),
        )

    @figure_style.setter
    def figure_style(self, value: FigureStyle) -> None:
        for name in ("width", "dpi", "family", "points"):
            self._store.setValue(f"figure/{name}", getattr(value, name))

    def _number(self, name: str, usual: float, least: float, most: float) -> float:
        """Return a number within its bounds: the file may have been written by hand."""
        try:
            value = float(str(self._store.value(name, usual)))
        except ValueError:
            return usual
        return value if least <= value <= most else usual

    def _paths(self, name: str) -> tuple[Path, ...]:
        value = self._store.value(name, [])
        texts = value if isinstance(value, list) else [value]
        return tuple(Path(text) for text in texts if isinstance(text, str) and text)[:RECENT]

    def _set_paths(self, name: str, paths: Sequence[Path]) -> None:
        kept = list(dict.fromkeys(map(str, paths)))[:RECENT]
        self._store.setValue(name, kept)

    def save(self) -> None:
        """Write everything to disk."""
        self._store.sync()
