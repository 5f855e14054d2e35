"""What a person says of a run: a title, a note, a star; `about.json` of the run folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from training.errors import RunError
from training.files import write_json_atomically
from training.run_store.bounded import read_object

ABOUT_NAME = "about.json"
MAX_TITLE = 200
"""Characters of a title."""
MAX_NOTE = 20_000
"""Characters of a note."""


@dataclass(frozen=True)
class About:
    """What a person says of a run.

    Attributes:
        title: What the run is called; empty: by the name of its folder.
        note: Free text.
        starred: Whether it is marked.
    """

    title: str = ""
    note: str = ""
    starred: bool = False


def read_about(folder: Path) -> About:
    """Return what was said of a run; nothing where the file is missing or damaged."""
    try:
        values = read_object(folder / ABOUT_NAME)
    except (OSError, ValueError):
        return About()
    return About(
        title=_one_line(str(values.get("title", "")))[:MAX_TITLE],
        note=str(values.get("note", ""))[:MAX_NOTE],
        starred=values.get("starred") is True,
    )


def write_about(folder: Path, about: About) -> None:
    """Keep what was said of a run.

    Raises:
        RunError: A text is too long, or the folder cannot be written.
    """
    about = About(_one_line(about.title), about.note.strip(), about.starred)
    for field, limit in (("title", MAX_TITLE), ("note", MAX_NOTE)):
        length = len(getattr(about, field))
        if length > limit:
            raise RunError(
                f"The {field} of {folder.name} has {length:,} characters.",
                mend=f"Use {limit:,} at most.",
            )
    try:
        write_json_atomically(folder / ABOUT_NAME, asdict(about))
    except OSError as error:
        raise RunError(
            f"{folder / ABOUT_NAME} cannot be written: {error.strerror}.",
            mend="Make the run folder writable, or make room on its disk.",
        ) from error


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
