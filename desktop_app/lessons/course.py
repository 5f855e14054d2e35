"""How far a person is in a lesson: step, predictions, what was done and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from training.lessons.action import Figure
from training.lessons.lesson import Do, Lesson, Step, fill_in

State = Literal["idle", "waiting", "running", "done", "stopped", "failed"]
Place = tuple[int, int]
"""Number of a step, number of the part in it."""


@dataclass
class Deed:
    """What has become of a do-button.

    Attributes:
        state: Where it is.
        what: What is being done, or why it waits, or failed, or what came out; for a person.
        mend: What can be done about a failure.
        done: Units done.
        total: Units in all; 0 where nobody knows.
        figures: What was measured, by name.
    """

    state: State = "idle"
    what: str = ""
    mend: str = ""
    done: int = 0
    total: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def is_going(self) -> bool:
        """Whether it has begun and not ended."""
        return self.state in ("waiting", "running")


@dataclass
class Answer:
    """What a person has predicted.

    Attributes:
        text: In their words.
        choice: Number of the choice; -1 for none.
        revealed: Whether they have seen the answer.
    """

    text: str = ""
    choice: int = -1
    revealed: bool = False

    @property
    def is_given(self) -> bool:
        """Whether anything was predicted."""
        return self.choice >= 0 or bool(self.text.strip())


class Course:
    """One lesson as one person goes through it.

    Attributes:
        lesson: The lesson.
        step: Number of the step they are at, from 0.
        deeds: What has become of do-buttons, by place.
        answers: What was predicted, by place.
        measured: Everything that was measured so far, by name.
    """

    def __init__(self, lesson: Lesson, step: int = 0) -> None:
        self.lesson = lesson
        self.step = min(max(step, 0), len(lesson.steps) - 1)
        self.deeds: dict[Place, Deed] = {}
        self.answers: dict[Place, Answer] = {}
        self.measured: dict[str, Figure] = {}

    @property
    def current(self) -> Step:
        """The step they are at."""
        return self.lesson.steps[self.step]

    @property
    def at_end(self) -> bool:
        """Whether it is the last step."""
        return self.step == len(self.lesson.steps) - 1

    def deed(self, part: int) -> Deed:
        """Return what has become of a do-button of this step."""
        return self.deeds.setdefault((self.step, part), Deed())

    def answer(self, part: int) -> Answer:
        """Return what was predicted in this step."""
        return self.answers.setdefault((self.step, part), Answer())

    def filled(self, text: str) -> str:
        """Return a text with the figures that were measured in their places."""
        return fill_in(text, self.measured)

    def keep(self, do: Do, figures: Mapping[str, Figure]) -> None:
        """Keep what a button has measured, under its name as well where it has one."""
        self.measured.update(figures)
        if do.name:
            self.measured.update({f"{do.name}.{name}": value for name, value in figures.items()})


def figure_text(value: Figure) -> str:
    """Return a figure for reading: four digits, whole numbers in full."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else value
