"""Reading small files of a run folder, which may come from a stranger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MAX_JSON_BYTES = 4_000_000
"""A description of ten thousand classes has a tenth of that."""


def read_object(path: Path, limit: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """Read the JSON object of a file.

    Args:
        path: The file.
        limit: Bytes that it may have at most.

    Raises:
        OSError: It cannot be read.
        ValueError: It is larger, is no JSON, or holds something else than an object.
    """
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"it has more than {limit / 1e6:.0f} MB")
    try:
        values = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")
    return values
