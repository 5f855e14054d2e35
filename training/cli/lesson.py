"""`lesionlab lesson`: the lessons, and one of them driven to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.common import Json, say
from training.console import print_json
from training.lessons.action import Desk, Figure
from training.lessons.lesson import Ask, Do, Lesson, Note, fill_in, measured_names
from training.locations import current_locations


def lesson(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Which; left out: list all.")] = "",
    dataset: Annotated[
        Path | None,
        typer.Option(help="Data set that is open; also a folder with MNIST's own files."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take a lesson in the terminal: every button is pressed, every question is answered."""
    from training.lessons.catalogue import get_lesson, lessons

    if name:
        _Course(get_lesson(name), dataset, quiet=as_json).run()
        return
    if as_json:
        print_json([_listed(one) for one in lessons()])
        return
    for one in lessons():
        needs = f" (needs {', '.join(one.needs)})" if one.needs else ""
        typer.echo(f"{one.name:<12} {one.title}{needs}\n{'':<12} {one.summary}")


def _listed(one: Lesson) -> dict[str, object]:
    return {
        "name": one.name,
        "title": one.title,
        "minutes": one.minutes,
        "needs": list(one.needs),
        "summary": one.summary,
        "steps": [step.title for step in one.steps],
    }


class _Course:
    """Goes through a lesson. With `quiet`, only the figures are printed, as JSON, at the end."""

    def __init__(self, lesson: Lesson, dataset: Path | None, *, quiet: bool) -> None:
        self._lesson, self._quiet = lesson, quiet
        self._desk = Desk(current_locations(), dataset)
        self._measured: dict[str, Figure] = {}
        self._open: list[Ask] = []

    def run(self) -> None:
        """Press, ask and tell to the end.

        Raises:
            LessonError: Something that the lesson needs is missing.
        """
        step = None
        for one, part in self._lesson.parts():
            if one is not step:
                step = one
                self._say(f"## {one.title}")
            if isinstance(part, Do):
                self._press(part)
            elif isinstance(part, Ask):
                self._ask(part)
            elif not isinstance(part, Note):
                self._say(fill_in(part.markdown, self._measured))
        self._reveal(everything=True)
        if self._quiet:
            print_json({"lesson": self._lesson.name, "measured": self._measured})
        else:
            self._say("## Measured")
            self._say("\n".join(f"{key}: {value}" for key, value in self._measured.items()))

    def _press(self, do: Do) -> None:
        from training.control import Control
        from training.lessons.actions import run_action

        say(f"[{do.label}]")
        outcome = run_action(do.action, do.parameters, lambda _: None, Control(), self._desk)
        self._measured |= do.figures(outcome.measured)
        self._reveal()

    def _ask(self, ask: Ask) -> None:
        choices = [f"{chr(97 + at)}) {choice}" for at, choice in enumerate(ask.choices)]
        self._say("\n".join(["Predict: " + fill_in(ask.question, self._measured), *choices]))
        self._open.append(ask)
        self._reveal()

    def _reveal(self, *, everything: bool = False) -> None:
        """Answer the questions whose figures are there, or all."""
        for ask in list(self._open):
            if everything or set(measured_names(ask.reveal)) <= set(self._measured):
                self._open.remove(ask)
                right = "" if ask.right is None else f"{chr(97 + ask.right)}) "
                self._say(f"Answer: {right}{fill_in(ask.reveal, self._measured)}")

    def _say(self, text: str) -> None:
        if not self._quiet:
            typer.echo(text + "\n")
