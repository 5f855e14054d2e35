"""Two past or recorded runs, told again side by side on one clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from desktop_app.work.racing import Along, Race, read_race

TICK_MILLISECONDS = 80


class RaceActions(ActionGroup):
    """Reads runs and lets them race, as fast as a person likes, from any place.

    Attributes:
        race: The runs; None where none race.

    Signals:
        begun: Runs are ready to race, held at the start (Race).
        moved: The race is elsewhere: its clock from 0 to 1 (float), and where each run is (tuple of
            Standing).
        held: Whether it is held (bool); else it goes on by itself.
    """

    begun = Signal(object)
    moved = Signal(float, object)
    held = Signal(bool)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self.race: Race | None = None
        self._along: Along = "time"
        self._lasts = 30.0
        self._share = 0.0
        self._told = 0.0
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    def open(self, folders: Sequence[Path]) -> Job:
        """Read runs, also such as are not open, for a race.

        Args:
            folders: Their run folders.
        """
        self.end()
        job = self._job = self._jobs.run("Reading the runs", partial(read_race, list(folders)))
        job.succeeded.connect(self.begin)
        return job

    def play(self) -> None:
        """Let them race; from the start again where they have arrived."""
        if self.race is None:
            return
        if self._share >= 1.0:
            self.seek(0.0)
        self._told = time.monotonic()
        self._timer.start()
        self.held.emit(False)

    def hold(self) -> None:
        """Hold them where they are."""
        self._timer.stop()
        self.held.emit(True)

    def set_length(self, seconds: float) -> None:
        """Let the whole race last for so many seconds; 0: as long as the slower run trained."""
        self._lasts = seconds

    def set_along(self, along: Along) -> None:
        """Let them race by time, or by epoch; from the start."""
        self._along = along
        self.seek(0.0)

    def seek(self, share: float) -> None:
        """Show where they were at a share of the race, from 0 to 1."""
        if self.race is None:
            return
        self._share = min(max(share, 0.0), 1.0)
        now = self._share * self.race.length(self._along)
        self.moved.emit(self._share, self.race.standings(self._along, now))
        if self._share >= 1.0 and self._timer.isActive():
            self.hold()

    def advance(self, seconds: float) -> None:
        """Show what comes in so many seconds of the person's time."""
        if self.race is not None:
            lasts = self._lasts or self.race.length("time")
            self.seek(self._share + seconds / max(lasts, 1e-3))

    def end(self) -> None:
        """Race no more."""
        cancel(self._job)
        self._timer.stop()
        self.race = self._job = None

    @Slot()
    def _on_timeout(self) -> None:
        now = time.monotonic()
        seconds, self._told = now - self._told, now
        self.advance(seconds)

    @Slot(object)
    def begin(self, race: Race) -> None:
        """Let runs race that are read; they are held at the start."""
        self.race = race
        self.begun.emit(race)
        self.seek(0.0)
        self.held.emit(True)
