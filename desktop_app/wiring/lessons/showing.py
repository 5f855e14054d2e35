"""What comes of a lesson's buttons, shown: on pages of their own, or in the three tabs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.inspect.pages import InspectPage
from desktop_app.wiring.lessons.pages import LessonPages
from desktop_app.wiring.parts import Parts
from training.events import Event, RunStarted
from training.lessons.action import LessonEvent, Outcome
from training.lessons.lesson import Do

if TYPE_CHECKING:
    from training.lessons.lesion_race import Raced


class LessonShowing(QObject):
    """Shows events and outcomes where they belong.

    Attributes:
        pages: The pages that only lessons have.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._trains = False
        self.pages = LessonPages(parts, self)
        parts.actions.lessons.events_arrived.connect(self._on_events_arrived)

    def leave(self) -> None:
        """Return from a lesson's page, where one is shown."""
        if self.pages.any_shown:
            self._parts.window.leave_page()

    @Slot(object)
    def _on_events_arrived(self, events: Sequence[Event]) -> None:
        training: list[Event] = []
        for event in events:
            if isinstance(event, LessonEvent):
                self.pages.show_event(event)
            else:
                training.append(event)
        self._show_training(training)

    def _show_training(self, events: Sequence[Event]) -> None:
        """Let the Train tab show a training that a lesson does by itself."""
        begins = [place for place, event in enumerate(events) if isinstance(event, RunStarted)]
        for start, end in pairwise([0, *begins, len(events)]):
            if start in begins:
                self._parts.tabs.show("train")
                self._parts.tabs.train.begin_past_run()
                self._trains = True
            if self._trains and end > start:
                self._parts.tabs.train.show_events(events[start:end])

    def show_outcome(self, do: Do, outcome: Outcome) -> None:
        """Show what a button has found.

        Args:
            do: The button.
            outcome: What it has found.
        """
        from training.leakage import Leakage
        from training.lessons.lesion_race import Raced
        from training.lessons.shortcut import RulerResult

        self._trains = False
        parts = self._parts
        match outcome.result:
            case Path() as folder:
                parts.actions.datasets.open(folder)
            case Raced() as raced:
                self._show_race(raced)
            case RulerResult() as ruler:
                parts.actions.runs.open(ruler.run)
            case Leakage() as leakage:
                parts.actions.runs.open(leakage.runs["group"].path)
            case _ if do.action == "threshold_table" and "chosen" in outcome.measured:
                parts.tabs.show("inspect")
                parts.tabs.inspect.show_page(InspectPage.RESULTS)
                parts.actions.threshold.move(float(outcome.measured["chosen"]))
            case _:
                self.pages.show_outcome(do, outcome)

    def _show_race(self, raced: Raced) -> None:
        """Let both race side by side over Inspect, where the second one is open."""
        actions = self._parts.actions
        folders = [raced.first.run, raced.second.run]
        opening = actions.runs.open(raced.second.run)
        opening.succeeded.connect(lambda _: actions.race.open(folders))
