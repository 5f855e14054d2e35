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

_UNPACK_YOURSELF = "If you trust it, unpack it with another program and import the folder."
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?")
"""Names that Windows takes for devices."""
_FORBIDDEN = re.compile(r"[\x00-\x1f:\\\ud800-\udfff]")
"""Control characters, drive letters and streams, Windows' separator, and bytes that are no text."""


def is_useful(parts: tuple[str, ...]) -> bool:
    """Return whether an import has any use for an entry, by the parts of its name."""
    return bool(parts) and not any(is_clutter(part) for part in parts) and is_read(parts[-1])


class ArchiveRules:
    """The rules as they apply to one archive, whose entries are shown to it one by one.

    Args:
        called: What to call the archive for people.
        max_bytes: Unpacked size to allow.
        max_files: Number of entries to allow.

    Every method raises DataError where an entry breaks a rule.
    """

    def __init__(self, called: str, max_bytes: int = MAX_BYTES, max_files: int = MAX_FILES) -> None:
        self.called = called
        self._max_bytes = max_bytes
        self._max_files = max_files
        self._seen: set[str] = set()

    def safe_parts(self, name: str) -> tuple[str, ...]:
        """Return the parts of an entry's name, which cannot lead out of the folder."""
        if name.startswith("/") or _FORBIDDEN.search(name):
            raise self._refused(name, "has a path that could leave the folder")
        parts = tuple(part for part in name.removesuffix("/").split("/") if part != ".")
        for part in parts:
            if part in ("", ".."):
                raise self._refused(name, "has a path that could leave the folder")
            if part.endswith((".", " ")) or _RESERVED.fullmatch(part):
                raise self._refused(name, "has a name that Windows cannot keep")
        return parts

    def check_plain(self, name: str, is_plain: bool) -> None:
        """Refuse an entry that is neither a file nor a folder."""
        if not is_plain:
            raise self._refused(name, "is a link or a special file")

    def check_new(self, name: str, parts: tuple[str, ...]) -> None:
        """Refuse a file that some file system would take for one that came before."""
        # Some file systems take names for one that differ in case or in accents' encoding.
        key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if key in self._seen:
            raise self._refused(name, "appears twice, or differs from another in case only")
        self._seen.add(key)

    def check_count(self, entries: int) -> None:
        """Refuse too many entries."""
        if entries > self._max_files:
            raise DataError(f"{self.called} has more than {self._max_files} entries.")

    def check_size(self, size: int) -> None:
        """Refuse what unpacks to too much in all."""
        if size > self._max_bytes:
            raise DataError(
                f"{self.called} unpacks to more than {self._max_bytes / 1e9:.1f} GB.",
                mend=_UNPACK_YOURSELF,
            )

    def check_ratio(self, size: int, packed: int) -> None:
        """Refuse what grows as only archives do that are made to fill a disk."""
        if size > RATIO_FROM and size > MAX_RATIO * packed:
            raise DataError(
                f"{self.called} would grow from {packed / 1e6:.1f} to {size / 1e6:.0f} MB, as only "
                "archives do that are made to fill a disk.",
                mend=_UNPACK_YOURSELF,
            )

    def _refused(self, name: str, reason: str) -> DataError:
        return DataError(
            f"{self.called} is not unpacked: its entry {name!r} {reason}.", mend=_UNPACK_YOURSELF
        )


def damaged(archive: Path, kind: str, error: Exception) -> DataError:
    """Return the error for an archive that cannot be read."""
    return DataError(
        f"{archive} is no {kind} archive, or a damaged one: {error}.",
        mend="Copy or download it again.",
    )
