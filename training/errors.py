"""Errors that speak to a person: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.data.problems import Problem


class LesionLabError(Exception):
    """A mistake or mishap that a person can understand and mend.

    Attributes:
        message: What is wrong, naming the file or field.
        mend: What to do about it; empty where nothing can be advised.
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class ConfigError(LesionLabError):
    """A field of a configuration has a value that is not allowed."""


class DataError(LesionLabError):
    """A data set cannot be read, or cannot be used as asked.

    Attributes:
        problems: What was found file by file, where that is why.
    """

    def __init__(self, message: str, *, mend: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, mend=mend)
        self.problems = tuple(problems)


class ImageError(LesionLabError):
    """One picture cannot be read."""


class WeightsError(LesionLabError):
    """The weight file of a backbone is missing, broken, or of another network."""


class RunError(LesionLabError):
    """A run folder is missing something, or is no run folder."""


class TrainingError(LesionLabError):
    """A training cannot go on."""


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Raised inside long work when a person has cancelled it."""
