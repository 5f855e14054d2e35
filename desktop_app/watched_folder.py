"""A folder in which new pictures are noticed, once they are written to their end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from desktop_app.jobs import Job, Jobs, cancel
from desktop_app.work.finding_pictures import Stamp, stamps
from training.errors import DataError

_SETTLES_MILLISECONDS = 400
"""A file that has not changed for that long is written to its end."""
_LOOKS_MILLISECONDS = 3000
"""How often the folder is looked at all the same: network drives and cameras tell nothing."""


class WatchedFolder(QObject):
    """Looks at one folder at a time; what is in it at first is not new.

    Signals:
        appeared: Files (list of pathlib.Path) that are new, or were written anew.
        failed: Why the folder cannot be watched any more (an exception); it is not, then.
    """

    appeared = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._folder: Path | None = None
        self._known: dict[Path, Stamp] | None = None
        self._unsettled: dict[Path, Stamp] = {}
        self._job: Job | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched."""
        return self._folder

    def watch(self, folder: Path) -> None:
        """Watch a folder, and no other any more."""
        self.stop()
        self._folder = folder
        if folder.is_dir():  # else looking at it says so
            self._watcher.addPath(str(folder))
        self._look()

    def stop(self) -> None:
        """Watch no folder any more."""
        watched = self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._timer.stop()
        cancel(self._job)
        self._folder = self._known = self._job = None
        self._unsettled = {}

    @Slot()
    def _look(self) -> None:
        folder = self._folder
        if folder is None or self._job is not None:
            return  # what changes while it is looked at is seen the next time
        self._timer.stop()
        self._job = self._jobs.run("", lambda _progress: stamps(folder))
        self._job.succeeded.connect(self._on_looked)
        self._job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_looked(self, found: dict[Path, Stamp]) -> None:
        if self.sender() is not self._job:
            return  # of a folder from before
        self._job = None
        if self._known is None:
            self._known = found
        news = {path: stamp for path, stamp in found.items() if self._known.get(path) != stamp}
        settled = [
            path for path, stamp in news.items() if stamp[0] and self._unsettled.get(path) == stamp
        ]
        self._known = {path: self._known[path] for path in self._known if path in found}
        self._known |= {path: news.pop(path) for path in settled}
        self._unsettled = news
        self._timer.start(_SETTLES_MILLISECONDS if news else _LOOKS_MILLISECONDS)
        if settled:
            self.appeared.emit(settled)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if self.sender() is not self._job:
            return
        folder = self._folder
        self._job = None
        self.stop()
        why = error.strerror if isinstance(error, OSError) else error
        self.failed.emit(
            DataError(
                f"The folder {folder} cannot be watched any more: {why}.",
                mend="Watch it again once it is there.",
            )
        )
