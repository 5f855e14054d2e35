"""Tar archives from strangers: unpacked from front to back, within the limits of the rules."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from training.data.archive_rules import MAX_BYTES, MAX_FILES, ArchiveRules, damaged, is_useful
from training.data.kinds import is_read
from training.errors import DataError
from training.progress import Progress, no_progress

_CHUNK = 1 << 16
_MOST_AT_ONCE = 1 << 20
"""Bytes; the longest header of a tar archive, a list of long names, has a few thousand."""
_DAMAGED = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError)
"""What tarfile and gzip raise."""


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
        progress: Told the entries passed; may raise Cancelled.
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
            rules = ArchiveRules(archive.name, max_bytes, max_files)
            members = _Members(rules, archive.stat().st_size)
            # Not tarfile's own stream mode: that reads a header as large as it claims to be.
            with tarfile.open(fileobj=_Sipped(stream), mode="r:") as opened:  # type: ignore[call-overload]
                return _unpack_members(opened, folder, members, wanted, progress)
    except _DAMAGED as error:
        raise damaged(archive, "tar", error) from error
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


class _Members:
    """Looks at every member of a tar archive before anything is done with it.

    Args:
        rules: The rules of the archive.
        packed: Size of the archive in bytes.
    """

    def __init__(self, rules: ArchiveRules, packed: int) -> None:
        self.called = rules.called
        self._rules = rules
        self._packed = packed
        self.count = 0
        self._total = 0

    def checked(self, member: tarfile.TarInfo) -> tuple[str, ...]:
        """Return the parts of a member's name.

        Raises:
            DataError: The member could do harm.
        """
        parts = self._rules.safe_parts(member.name)
        is_plain = (member.isdir() or member.isreg()) and not member.issparse()
        self._rules.check_plain(member.name, is_plain)
        if member.isreg() and parts:
            self._rules.check_new(member.name, parts)
        self.count += 1
        self._total += member.size
        self._rules.check_count(self.count)
        self._rules.check_size(self._total)
        self._rules.check_ratio(self._total, self._packed)
        return parts


def _unpack_members(
    opened: tarfile.TarFile,
    folder: Path,
    members: _Members,
    wanted: Callable[[str], bool],
    progress: Progress,
) -> dict[str, int]:
    what = f"Unpacking {members.called}"
    sizes: dict[str, int] = {}
    progress(what, 0, 0)
    for member in opened:
        parts = members.checked(member)
        name = "/".join(parts)
        if member.isdir() or not is_useful(parts):
            continue
        sizes[name] = member.size
        packed = opened.extractfile(member)
        if wanted(name) and packed is not None:
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as unpacked:
                shutil.copyfileobj(packed, unpacked, _CHUNK)
        progress(what, members.count, 0)
    _check_end(opened)
    return sizes


def _check_end(opened: tarfile.TarFile) -> None:
    """Refuse what tarfile takes for an end: a header that is damaged."""
    stream: Any = opened.fileobj
    stream.seek(opened.offset)
    if any(stream.read(tarfile.BLOCKSIZE)):
        raise tarfile.ReadError("a header is damaged")
