"""Writing files so that a crash, a kill or a full disk never leaves half of one."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any


def replace_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside `path`, then put it in its place in one step.

    Args:
        path: The file to make or replace; its folder is made when missing.
        write: Receives a temporary path with the same suffix and writes the content there.

    Raises:
        OSError: The folder cannot be written; the previous file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex}{path.suffix}")
    try:
        write(temporary)
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def unused_path(path: Path) -> Path:
    """Return `path`, or the first `path-2`, `path-3` ... that does not exist."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.name}-{number}")
        number += 1
    return candidate


def write_text_atomically(path: Path, text: str) -> None:
    """Replace a UTF-8 text file in one step."""
    replace_atomically(path, lambda temporary: _write_text(temporary, text))


def write_json_atomically(path: Path, value: Any) -> None:
    """Replace a JSON file in one step, indented for reading."""
    write_text_atomically(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
