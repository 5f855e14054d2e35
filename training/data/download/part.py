"""What is there of a file that is still being downloaded."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO

from training.files import write_json_atomically


class Part:
    """The beginning of a file, kept beside its place so that a download can go on another day.

    Args:
        target: Where the whole file is to be.
    """

    def __init__(self, target: Path) -> None:
        self._path = target.with_name(f"{target.name}.part")
        self._notes = target.with_name(f"{target.name}.part.json")

    @property
    def size(self) -> int:
        """Bytes that are there."""
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def resumable(self, url: str) -> tuple[int, str]:
        """Return how many bytes of a file are there, and what its server called that content.

        Returns:
            0 and "" where the download has to begin anew.
        """
        try:
            notes = json.loads(self._notes.read_bytes())
            url_then, validator = notes["url"], notes["validator"]
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""
        fits = url_then == url and isinstance(validator, str) and validator.isprintable()
        return (self.size, validator) if fits and validator else (0, "")

    def begin(self, url: str, validator: str) -> None:
        """Empty the part, and note what it is going to be of."""
        self.discard()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        if validator:
            write_json_atomically(self._notes, {"url": url, "validator": validator})

    def open(self) -> BinaryIO:
        """Open the part for writing at its end."""
        return self._path.open("ab")

    def finish(self, place: Path) -> None:
        """Move the whole file to its place."""
        with self._path.open("rb+") as stream:
            os.fsync(stream.fileno())
        self._path.replace(place)
        self._notes.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete what is there."""
        self._notes.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)
