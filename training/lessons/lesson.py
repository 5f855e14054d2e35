"""A lesson as it is written: Markdown with a head in TOML, steps, and fenced blocks to do and ask.

The head stands between two lines of `+++`. Each `## Title` begins a step. A fence of three
backticks with the word `do`, `ask` or `note` holds what a button does, a question, or a note for
the teacher; any other fence is text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.lessons.action import Figure, LessonError

_FENCE = re.compile(r"^(`{3,})\s*([\w-]*)\s*$")
_MEASURED = re.compile(r"\{measured:([\w.@%-]+?)(?::([^{}]*))?\}")


@dataclass(frozen=True)
class Text:
    """Plain Markdown, which may say `{measured:NAME}` or `{measured:NAME:.2f}`."""

    markdown: str


@dataclass(frozen=True)
class Do:
    """A button.

    Attributes:
        action: Name of the action.
        label: What stands on the button.
        parameters: What the action is given.
        name: Where given, the figures are also kept as `NAME.figure`, so that a later run of the
            same action does not hide them.
        line: Its line in the file, from 1.
    """

    action: str
    label: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    line: int = 0

    def figures(self, measured: Mapping[str, Figure]) -> dict[str, Figure]:
        """Return what its action measured, by all names that texts can call it by."""
        named = {f"{self.name}.{name}": value for name, value in measured.items()}
        return {**measured, **(named if self.name else {})}


@dataclass(frozen=True)
class Ask:
    """A question: first predict, then reveal.

    Attributes:
        question: The question, in Markdown.
        choices: Answers to choose from; empty: the person thinks of their own.
        right: Index of the right choice; None where there are no choices or none is right.
        reveal: What is shown after the person has predicted; may say `{measured:NAME}`.
    """

    question: str
    reveal: str
    choices: tuple[str, ...] = ()
    right: int | None = None


@dataclass(frozen=True)
class Note:
    """A note for the teacher, in Markdown."""

    markdown: str


Part = Text | Do | Ask | Note


@dataclass(frozen=True)
class Step:
    """One step: what stands on the panel at once."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        name: Slug, as `lesionlab lesson NAME` takes it.
        title: What it is called.
        minutes: How long it takes with a class.
        needs: What it needs beside the program ("mnist", "backbone:mobilenet_075").
        summary: One sentence.
        steps: Its steps.
    """

    name: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    summary: str
    steps: tuple[Step, ...]

    def parts(self) -> Iterator[tuple[Step, Part]]:
        """Yield every part with its step, in order."""
        for step in self.steps:
            for part in step.parts:
                yield step, part


def read_lesson(path: Path) -> Lesson:
    """Read a lesson.

    Raises:
        LessonError: Names the file, the step and the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{path} cannot be read: {error}.") from error
    return _Reader(path.name, text.splitlines()).lesson()


def measured_names(text: str) -> tuple[str, ...]:
    """Return the figures that a text wants to say."""
    return tuple(match[1] for match in _MEASURED.finditer(text))


def fill_in(text: str, measured: Mapping[str, Figure], *, missing: str = "…") -> str:
    """Return a text with what was measured.

    Args:
        text: May say `{measured:NAME}` or `{measured:NAME:FORMAT}` with a format as in Python.
        measured: Figures by name.
        missing: Stands for what has not been measured yet.

    Raises:
        LessonError: A format does not fit its figure.
    """

    def said(match: re.Match[str]) -> str:
        if match[1] not in measured:
            return missing
        value = measured[match[1]]
        form = match[2] or (".4g" if isinstance(value, float) else "")
        try:
            return format(value, form)
        except ValueError as error:
            raise LessonError(f"{match[0]} does not fit {value!r}: {error}.") from error

    return _MEASURED.sub(said, text)


class _Reader:
    """Goes through the lines of one file."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name, self._lines = name, lines
        self._at = 0
        self._step = ""

    def lesson(self) -> Lesson:
        head = self._head()
        for key, kind in (("name", str), ("title", str), ("minutes", int), ("summary", str)):
            if not isinstance(head.get(key), kind):
                raise self._error(
                    1, f"the head needs {key} = a {'number' if kind is int else 'text'}"
                )
        if unknown := set(head) - {"name", "title", "minutes", "summary", "needs"}:
            raise self._error(1, f"the head has no field {min(unknown)}")
        steps = tuple(self._steps())
        if not steps:
            raise self._error(
                len(self._lines), "there is no step; a step begins with ## and its title"
            )
        return Lesson(
            head["name"],
            head["title"],
            head["minutes"],
            tuple(map(str, head.get("needs", ()))),
            head["summary"],
            steps,
        )

    def _head(self) -> dict[str, Any]:
        marks = [at for at, line in enumerate(self._lines) if line.strip() == "+++"][:2]
        if len(marks) < 2 or any(line.strip() for line in self._lines[: marks[0]]):
            raise self._error(1, "the file must begin with a head between two lines of +++")
        self._at = marks[1] + 1
        return self._toml(marks[0] + 1, marks[1])

    def _steps(self) -> Iterator[Step]:
        parts: list[Part] = []
        text: list[str] = []

        def end_text() -> None:
            if markdown := "\n".join(text).strip():
                parts.append(Text(markdown))
            text.clear()

        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            fence = _FENCE.match(line)
            if line.startswith("## "):
                end_text()
                if self._step:
                    yield Step(self._step, tuple(parts))
                parts, self._step = [], line[3:].strip()
            elif fence and fence[2] in ("do", "ask", "note"):
                end_text()
                parts.append(self._block(fence[1], fence[2]))
            elif fence:
                end = self._end_of(fence[1])
                text += [line, *self._lines[self._at : end + 1]]
                self._at = end + 1
            elif line.strip() and not self._step:
                raise self._error(self._at, "text stands before the first step")
            else:
                text.append(line)
        end_text()
        if self._step:
            yield Step(self._step, tuple(parts))

    def _block(self, fence: str, kind: str) -> Part:
        begin, end = self._at, self._end_of(fence)
        if not self._step:
            raise self._error(begin, f"a block of {kind} stands before the first step")
        self._at = end + 1
        if kind == "note":
            return Note("\n".join(self._lines[begin:end]).strip())
        values = self._toml(begin, end)
        return self._do(values, begin) if kind == "do" else self._ask(values, begin)

    def _do(self, values: dict[str, Any], line: int) -> Do:
        action, label = values.pop("action", ""), values.pop("label", "")
        name = values.pop("name", "")
        if not (action and isinstance(action, str) and label and isinstance(label, str)):
            raise self._error(line, "a block to do needs action and label")
        return Do(action, label, values, str(name), line)

    def _ask(self, values: dict[str, Any], line: int) -> Ask:
        if not (values.get("question") and values.get("reveal")):
            raise self._error(line, "a question needs question and reveal")
        if unknown := set(values) - {"question", "reveal", "choices", "right"}:
            raise self._error(line, f"a question has no field {min(unknown)}")
        choices, right = tuple(map(str, values.get("choices", ()))), values.get("right")
        if right is not None and not (isinstance(right, int) and 0 <= right < len(choices)):
            raise self._error(
                line, f"right = {right!r} is none of the {len(choices)} choices (from 0)"
            )
        return Ask(str(values["question"]), str(values["reveal"]), choices, right)

    def _end_of(self, fence: str) -> int:
        for at in range(self._at, len(self._lines)):
            if self._lines[at].strip() == fence:
                return at
        raise self._error(self._at, "a block is not closed")

    def _toml(self, begin: int, end: int) -> dict[str, Any]:
        try:
            return tomllib.loads("\n".join(self._lines[begin:end]))
        except tomllib.TOMLDecodeError as error:
            within = re.search(r"line (\d+)", str(error))
            at = begin + int(within[1]) if within else end
            raise self._error(at, f"no valid TOML: {error}") from error

    def _error(self, line: int, message: str) -> LessonError:
        step = f", step {self._step!r}" if self._step else ""
        return LessonError(f"{self._name}{step}, line {max(1, line)}: {message}.")
