"""Archives from strangers: nothing outside the folder, nothing without a limit.

Zip archives are read in place, entry by entry. Tar archives can only be read from front to back,
so they are unpacked.
"""

from __future__ import annotations

import gzip
import re
import shutil
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from training.data.kinds import is_clutter, is_read
from training.errors import DataError
from training.progress import Progress, no_progress

MAX_BYTES = 50_000_000_000
"""Unpacked size that an archive may have; the largest public collection has 23 GB."""
MAX_FILES = 1_000_000
MAX_RATIO = 200
"""Unpacked bytes for one packed byte. Pictures hardly shrink; bombs do by a thousand and more."""
RATIO_FROM = 50_000_000
"""Unpacked bytes below which the ratio does not matter."""

_CHUNK = 1 << 16
_MOST_AT_ONCE = 1 << 20
"""Bytes; the longest header of a tar archive, a list of long names, has a few thousand."""
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What zipfile can unpack in pieces of bounded size."""
_ENCRYPTED = 0x1
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?")
"""Names that Windows takes for devices."""
_FORBIDDEN = re.compile(r"[\x00-\x1f:\\\ud800-\udfff]")
"""Control characters, drive letters and streams, Windows' separator, and bytes that are no text."""
_DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on archives that are cut off or made up."""
_DAMAGED_TAR = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError)
"""What tarfile and gzip raise, likewise."""


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
        except _DAMAGED_ZIP as error:
            raise _damaged(archive, "zip", error) from error
        except OSError as error:
            raise DataError(f"{archive} cannot be read: {error.strerror or error}.") from error
        try:
            self._entries = _wanted_entries(
                self._opened.infolist(), self._called, max_bytes, max_files
            )
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
        except (*_DAMAGED_ZIP, OSError) as error:
            raise DataError(
                f"{self._called} is damaged at {name}: {error}.",
                mend="Copy or download it again.",
            ) from error

    def close(self) -> None:
        """Close the archive."""
        self._opened.close()


def unpack_tar(
    archive: Path,
    folder: Path,
    *,
    wanted: Callable[[str], bool] = is_read,
    progress: Progress = no_progress,
    max_bytes: int = MAX_BYTES,
    max_files: int = MAX_FILES,
) -> dict[str, int]:
    """Unpack the useful files of a tar archive, gzipped or not.

    Args:
        archive: The archive.
        folder: Folder to unpack into; it is made. After an error it may hold a part of the files.
        wanted: Which files to write, by name; the others are only listed.
        progress: Told the bytes passed; may raise Cancelled.
        max_bytes: Unpacked size to allow.
        max_files: Number of entries to allow.

    Returns:
        The size of each useful file, by its POSIX path.

    Raises:
        DataError: The archive is damaged, too large, or has an entry that could do harm.
    """
    try:
        with archive.open("rb") as packed:
            zipped = packed.read(2) == b"\x1f\x8b"
            packed.seek(0)
            stream: Any = gzip.GzipFile(fileobj=packed) if zipped else packed
            limits = _TarLimits(archive.name, archive.stat().st_size, max_bytes, max_files)
            # Not tarfile's own stream mode: that reads a header as large as it claims to be.
            with tarfile.open(fileobj=_Sipped(stream), mode="r:") as opened:  # type: ignore[call-overload]
                return _unpack_members(opened, folder, limits, wanted, progress)
    except _DAMAGED_TAR as error:
        raise _damaged(archive, "tar", error) from error
    except OSError as error:
        raise DataError(f"{archive} cannot be unpacked: {error.strerror or error}.") from error


class _Sipped:
    """A stream that refuses to hand out much at once, so that no claim can fill the memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise tarfile.ReadError("a header claims to be larger than any is")
        return self._stream.read(size)


class _TarLimits:
    """Looks at every member of a tar archive before anything is done with it."""

    def __init__(self, called: str, packed: int, max_bytes: int, max_files: int) -> None:
        self.called = called
        self.packed = packed
        self.max_bytes = max_bytes
        self.max_files = max_files
        self.count = 0
        self.total = 0
        self.seen: set[str] = set()

    def checked(self, member: tarfile.TarInfo) -> tuple[str, ...]:
        """Return the parts of a member's name.

        Raises:
            DataError: The member could do harm.
        """
        parts = _safe_parts(member.name, self.called)
        if not (member.isdir() or member.isreg()) or member.issparse():
            raise _refused(self.called, member.name, "is a link or a special file")
        if member.isreg() and parts:
            _check_new(self.seen, parts, self.called, member.name)
        self.count += 1
        self.total += member.size
        if self.count > self.max_files:
            raise DataError(f"{self.called} has more than {self.max_files} entries.")
        if self.total > self.max_bytes:
            raise _too_large(self.called, self.max_bytes)
        _check_ratio(self.total, self.packed, self.called)
        return parts


def _unpack_members(
    opened: tarfile.TarFile,
    folder: Path,
    limits: _TarLimits,
    wanted: Callable[[str], bool],
    progress: Progress,
) -> dict[str, int]:
    what = f"Unpacking {limits.called}"
    sizes: dict[str, int] = {}
    progress(what, 0, 0)
    for member in opened:
        parts = limits.checked(member)
        name = "/".join(parts)
        if member.isdir() or not _is_useful(parts):
            continue
        sizes[name] = member.size
        packed = opened.extractfile(member)
        if wanted(name) and packed is not None:
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as unpacked:
                shutil.copyfileobj(packed, unpacked, _CHUNK)
        progress(what, limits.total, 0)
    _check_end(opened)
    return sizes


def _check_end(opened: tarfile.TarFile) -> None:
    """Refuse what tarfile takes for an end: a header that is damaged."""
    stream: Any = opened.fileobj
    stream.seek(opened.offset)
    if any(stream.read(tarfile.BLOCKSIZE)):
        raise tarfile.ReadError("a header is damaged")


def _wanted_entries(
    entries: list[zipfile.ZipInfo], called: str, max_bytes: int, max_files: int
) -> dict[str, zipfile.ZipInfo]:
    """Return the useful entries by their names, after checking all of them."""
    if len(entries) > max_files:
        raise DataError(f"{called} has {len(entries)} entries, more than {max_files}.")
    wanted: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for entry in entries:
        # zipfile cuts `filename` at a NUL and, on Windows, turns backslashes round.
        name = entry.orig_filename
        parts = _safe_parts(name, called)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refused(called, name, "is a link or a special file")
        if entry.is_dir() or not parts or any(is_clutter(part) for part in parts):
            continue
        _check_new(seen, parts, called, name)
        if _is_useful(parts):
            _check_content(entry, called)
            wanted["/".join(parts)] = entry
    _check_zip_size(list(wanted.values()), called, max_bytes)
    return wanted


def _is_useful(parts: tuple[str, ...]) -> bool:
    return bool(parts) and not any(is_clutter(part) for part in parts) and is_read(parts[-1])


def _safe_parts(name: str, called: str) -> tuple[str, ...]:
    if name.startswith("/") or _FORBIDDEN.search(name):
        raise _refused(called, name, "has a path that could leave the folder")
    parts = tuple(part for part in name.removesuffix("/").split("/") if part != ".")
    for part in parts:
        if part in ("", ".."):
            raise _refused(called, name, "has a path that could leave the folder")
        if part.endswith((".", " ")) or _RESERVED.fullmatch(part):
            raise _refused(called, name, "has a name that Windows cannot keep")
    return parts


def _check_new(seen: set[str], parts: tuple[str, ...], called: str, name: str) -> None:
    # Some file systems take names for one that differ in case or in accents' encoding.
    key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
    if key in seen:
        raise _refused(called, name, "appears twice, or differs from another in case only")
    seen.add(key)


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


def _check_zip_size(entries: list[zipfile.ZipInfo], called: str, max_bytes: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > max_bytes:
        raise _too_large(called, max_bytes)
    for entry in entries:
        _check_ratio(entry.file_size, entry.compress_size, called)
    _check_ratio(total, sum(entry.compress_size for entry in entries), called)


def _check_ratio(size: int, packed: int, called: str) -> None:
    if size > RATIO_FROM and size > MAX_RATIO * packed:
        raise DataError(
            f"{called} would grow from {packed / 1e6:.1f} to {size / 1e6:.0f} MB, as only "
            "archives do that are made to fill a disk.",
            mend="If you trust it, unpack it with another program and import the folder.",
        )


def _refused(called: str, name: str, reason: str) -> DataError:
    return DataError(
        f"{called} is not unpacked: its entry {name!r} {reason}.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )


def _too_large(called: str, max_bytes: int) -> DataError:
    return DataError(
        f"{called} unpacks to more than {max_bytes / 1e9:.1f} GB.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )


def _damaged(archive: Path, kind: str, error: Exception) -> DataError:
    return DataError(
        f"{archive} is no {kind} archive, or a damaged one: {error}.",
        mend="Copy or download it again.",
    )
