"""Runs that come with the program, for what a computer cannot train without further files.

A recording is a run folder without its model and its pictures: config, split, events and
predictions, from which everything that is shown of a run is made as of any other.
"""

from __future__ import annotations

from pathlib import Path

import resources
from training.errors import RunError
from training.runs import Run

FOLDER = Path(resources.__file__).parent / "lessons" / "recordings"


def recorded_run(name: str) -> Run:
    """Return a recorded run.

    Raises:
        RunError: There is none of this name.
    """
    if not (FOLDER / name / "config.json").is_file():
        raise RunError(
            f"There is no recorded run {name!r}.",
            mend=f"Recorded: {', '.join(recordings()) or 'none'}.",
        )
    return Run.open(FOLDER / name)


def recordings() -> tuple[str, ...]:
    """Return the names of the recorded runs."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/config.json")))
