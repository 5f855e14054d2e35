"""Zip archives from strangers: read in place, entry by entry, within the limits of the rules."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import Path

from training.data.archive_rules import MAX_BYTES, MAX_FILES, ArchiveRules, damaged, is_useful
from training.data.kinds import is_clutter
from training.errors import DataError

_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What zipfile can unpack in pieces of bounded size."""
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on archives that are cut off or made up."""


class ZipReader:
    """The useful files of a zip archive; all entries are checked when it is opened.

    `read` may be called from several threads.

    Args:
        archive: The archive.
        max_bytes: Unpacked size to allow.
        max_files: Number of entries to allow.

    Attributes:
        sizes: Unpacked size of each file, by its POSIX path.

    Raises:
        DataError: The archive is damaged, encrypted, too large, or has an entry that could do harm.
    """

    def __init__(
        self, archive: Path, *, max_bytes: int = MAX_BYTES, max_files: int = MAX_FILES
    ) -> None:
        self._called = archive.name
        try:
            self._opened = zipfile.ZipFile(archive)
        except _DAMAGED as error:
            raise damaged(archive, "zip", error) from error
        except OSError as error:
            raise DataError(f"{archive} cannot be read: {error.strerror or error}.") from error
        try:
            rules = ArchiveRules(self._called, max_bytes, max_files)
            self._entries = _wanted_entries(self._opened.infolist(), rules)
        except BaseException:
            self.close()
            raise
        self.sizes = {name: entry.file_size for name, entry in self._entries.items()}

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, at most as many as its entry says.

        Raises:
            DataError: It is damaged.
        """
        try:
            entry = self._entries[name]
            with self._opened.open(entry) as packed:
                # With a number, no more is ever unpacked than the entry claims.
                return packed.read(entry.file_size + 1)
        except (*_DAMAGED, OSError) as error:
            raise DataError(
                f"{self._called} is damaged at {name}: {error}.",
                mend="Copy or download it again.",
            ) from error

    def close(self) -> None:
        """Close the archive."""
        self._opened.close()


def _wanted_entries(
    entries: list[zipfile.ZipInfo], rules: ArchiveRules
) -> dict[str, zipfile.ZipInfo]:
    """Return the useful entries by their names, after checking all of them."""
    rules.check_count(len(entries))
    wanted: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        # zipfile cuts `filename` at a NUL and, on Windows, turns backslashes round.
        name = entry.orig_filename
        parts = rules.safe_parts(name)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        rules.check_plain(name, kind in (0, stat.S_IFREG, stat.S_IFDIR))
        if entry.is_dir() or not parts or any(is_clutter(part) for part in parts):
            continue
        rules.check_new(name, parts)
        if is_useful(parts):
            _check_content(entry, rules.called)
            wanted["/".join(parts)] = entry
    _check_size(list(wanted.values()), rules)
    return wanted


def _check_content(entry: zipfile.ZipInfo, called: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise DataError(
            f"{called} is encrypted.", mend="Unpack it with its password and import the folder."
        )
    if entry.compress_type not in _COMPRESSIONS:
        raise DataError(
            f"{called} is packed by an unusual method ({entry.compress_type}).",
            mend="Unpack it with another program and import the folder.",
        )


def _check_size(entries: list[zipfile.ZipInfo], rules: ArchiveRules) -> None:
    total = sum(entry.file_size for entry in entries)
    rules.check_size(total)
    for entry in entries:
        rules.check_ratio(entry.file_size, entry.compress_size)
    rules.check_ratio(total, sum(entry.compress_size for entry in entries))
