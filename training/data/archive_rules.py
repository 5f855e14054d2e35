"""What no archive from a stranger may do: leave the folder, or fill the disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from training.data.kinds import is_clutter, is_read
from training.errors import DataError

MAX_BYTES = 50_000_000_000
"""Unpacked size that an archive may have; the largest public collection has 23 GB."""
MAX_FILES = 1_000_000
MAX_RATIO = 200
"""Unpacked bytes for one packed byte. Pictures hardly shrink; bombs do by a thousand and more."""
RATIO_FROM = 50_000_000
"""Unpacked bytes below which the ratio does not matter."""


_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?")
"""Names that Windows takes for devices."""
_FORBIDDEN = re.compile(r"[\x00-\x1f:\\\ud800-\udfff]")
"""Control characters, drive letters and streams, Windows' separator, and bytes that are no text."""


def is_useful(parts: tuple[str, ...]) -> bool:
    """Return whether an import has any use for an entry, by the parts of its name."""
    return bool(parts) and not any(is_clutter(part) for part in parts) and is_read(parts[-1])


def safe_parts(name: str, called: str) -> tuple[str, ...]:
    """Return the parts of the name of an entry.

    Args:
        name: Its name, as the archive writes it.
        called: What to call the archive for people.

    Raises:
        DataError: The name could lead out of the folder, or cannot be written everywhere.
    """
    if name.startswith("/") or _FORBIDDEN.search(name):
        raise refused(called, name, "has a path that could leave the folder")
    parts = tuple(part for part in name.removesuffix("/").split("/") if part != ".")
    for part in parts:
        if part in ("", ".."):
            raise refused(called, name, "has a path that could leave the folder")
        if part.endswith((".", " ")) or _RESERVED.fullmatch(part):
            raise refused(called, name, "has a name that Windows cannot keep")
    return parts


def check_new(seen: set[str], parts: tuple[str, ...], called: str, name: str) -> None:
    """Refuse an entry whose name appeared before, and note it in `seen`.

    Raises:
        DataError: Some file system would take it for another entry.
    """
    # Some file systems take names for one that differ in case or in accents' encoding.
    key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
    if key in seen:
        raise refused(called, name, "appears twice, or differs from another in case only")
    seen.add(key)


def check_ratio(size: int, packed: int, called: str) -> None:
    """Refuse what grows as only archives do that are made to fill a disk.

    Raises:
        DataError: It does.
    """
    if size > RATIO_FROM and size > MAX_RATIO * packed:
        raise DataError(
            f"{called} would grow from {packed / 1e6:.1f} to {size / 1e6:.0f} MB, as only "
            "archives do that are made to fill a disk.",
            mend="If you trust it, unpack it with another program and import the folder.",
        )


def refused(called: str, name: str, reason: str) -> DataError:
    """Return the error for an entry that could do harm."""
    return DataError(
        f"{called} is not unpacked: its entry {name!r} {reason}.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )


def too_large(called: str, max_bytes: int) -> DataError:
    """Return the error for an archive that unpacks to too much."""
    return DataError(
        f"{called} unpacks to more than {max_bytes / 1e9:.1f} GB.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )


def damaged(archive: Path, kind: str, error: Exception) -> DataError:
    """Return the error for an archive that cannot be read."""
    return DataError(
        f"{archive} is no {kind} archive, or a damaged one: {error}.",
        mend="Copy or download it again.",
    )
