"""What every layout yields: pictures with what their place on disk says about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training.data.dataset import Problem


@dataclass(frozen=True)
class Found:
    """A picture that was found, not yet looked at.

    Attributes:
        path: The file.
        name: Readable POSIX path within the data set, with suffix; unique within its source.
        class_name: Its class.
        split: "train", "validation", "test", or empty where its place does not say.
    """

    path: Path
    name: str
    class_name: str
    split: str


@dataclass(frozen=True)
class Contents:
    """What a source holds."""

    pictures: tuple[Found, ...]
    problems: tuple[Problem, ...]


Layout = Callable[[Path, str], Contents]
"""Reads a folder, given what people call it; raises DataError where it is not in this layout."""
