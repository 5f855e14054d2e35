"""The race of two runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.jobs import Job
from desktop_app.train.metric_words import metric_title
from desktop_app.train.progress_notes import duration
from desktop_app.wiring.parts import Parts
from desktop_app.work.racing import Race, Racer, Standing

if TYPE_CHECKING:
    from desktop_app.runs.race_page import RacePage


class Racing(QObject):
    """Shows the page when runs are ready to race, and where they are.

    Args:
        parts: The window and what is behind it.
        parent: Qt's parent.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._back_to: QWidget | None = None
        parts.actions.race.begun.connect(self._on_begun)
        parts.actions.race.moved.connect(self._on_moved)
        parts.actions.race.held.connect(self._on_held)

    @cached_property
    def page(self) -> RacePage:
        """The page, made when two runs race for the first time."""
        from desktop_app.runs.race_page import RacePage

        page, race = RacePage(), self._parts.actions.race
        page.play_requested.connect(race.play)
        page.hold_requested.connect(race.hold)
        page.along_chosen.connect(race.set_along)
        page.length_chosen.connect(race.set_length)
        page.sought.connect(race.seek)
        page.back_requested.connect(self._on_back_requested)
        return page

    def open(self, folders: Sequence[Path], back_to: QWidget) -> Job:
        """Let runs race.

        Args:
            folders: Their run folders.
            back_to: The page to which a person returns from the race.
        """
        job = self._parts.actions.race.open(folders)
        self._back_to = back_to
        return job

    @Slot()
    def _on_back_requested(self) -> None:
        self._parts.actions.race.end()
        self._parts.window.leave_page()
        if self._back_to is not None:
            self._parts.window.show_page(self._back_to)
            self._back_to = None

    @Slot(object)
    def _on_begun(self, race: Race) -> None:
        title = metric_title(race.metric)
        axes = math.ceil(race.epochs), race.values
        for lane, racer in zip(self.page.lanes, race.racers, strict=True):
            lane.begin(_name_words(racer), _size_words(racer), title, axes)
        self._parts.actions.race.set_length(self.page.seconds)
        self._parts.window.show_page(self.page)

    @Slot(float, object)
    def _on_moved(self, share: float, standings: tuple[Standing, ...]) -> None:
        race = self._parts.actions.race.race
        if race is None:
            return
        for lane, racer, now in zip(self.page.lanes, race.racers, standings, strict=True):
            lane.show_curves(
                (now.x, now.y), (now.epochs, now.training), (now.epochs, now.validation)
            )
            lane.show_numbers(now.score, _clock_words(racer, now))
        self.page.show_place(share)

    @Slot(bool)
    def _on_held(self, held: bool) -> None:
        self.page.set_held(held)


def _name_words(racer: Racer) -> str:
    return f"{racer.name}  ·  {racer.recipe}" if racer.recipe not in racer.name else racer.name


def _size_words(racer: Racer) -> str:
    words = f"{racer.parameters:,} parameters" if racer.parameters else ""
    return words if racer.trainable == racer.parameters else f"{words}, {racer.trainable:,} train"


def _clock_words(racer: Racer, now: Standing) -> str:
    where = f"epoch {now.place:.1f} of {racer.epochs:g}"
    return f"{duration(now.seconds)}  ·  {'done, ' if now.over else ''}{where}"
