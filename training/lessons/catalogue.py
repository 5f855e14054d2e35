"""The lessons that come with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import resources
from training.lessons.action import LessonError
from training.lessons.lesson import Lesson, read_lesson

FOLDER = Path(resources.__file__).parent / "lessons"


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order of their files' names.

    Raises:
        LessonError: One of them cannot be read, or two have the same name.
    """
    found = tuple(read_lesson(path) for path in sorted(FOLDER.glob("*.md")))
    names = [lesson.name for lesson in found]
    if twice := [name for name in names if names.count(name) > 1]:
        raise LessonError(f"Two lessons are called {twice[0]!r}.")
    return found


def get_lesson(name: str) -> Lesson:
    """Return a lesson by its name.

    Raises:
        LessonError: There is none of this name.
    """
    for lesson in lessons():
        if lesson.name == name:
            return lesson
    raise LessonError(
        f"There is no lesson {name!r}.",
        mend=f"Lessons: {', '.join(lesson.name for lesson in lessons())}.",
    )
