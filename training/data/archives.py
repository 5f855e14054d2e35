"""Unpacking archives from strangers: nothing outside the folder, nothing without a limit."""

from __future__ import annotations

import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

from training.data.staging import whole_folder
from training.errors import DataError
from training.preprocessing import SUFFIXES
from training.progress import Progress, no_progress

MAX_BYTES = 50_000_000_000
"""Unpacked size that an archive may have; the largest public collection has 23 GB."""
MAX_FILES = 1_000_000
MAX_RATIO = 200
"""Unpacked bytes for one packed byte. Pictures hardly shrink; bombs do by a thousand and more."""
RATIO_FROM = 50_000_000
"""Unpacked bytes below which the ratio does not matter."""
TABLES = (".csv", ".tsv", ".txt", ".json", ".xlsx")

_CHUNK = 1 << 20
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What zipfile can unpack in pieces of bounded size."""
_ENCRYPTED = 0x1
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?")
"""Names that Windows takes for devices."""
_FORBIDDEN = re.compile(r"[\x00-\x1f:\\]")
"""Control characters, drive letters and streams, and Windows' separator."""
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


def extract_zip(
    archive: Path,
    destination: Path,
    *,
    progress: Progress = no_progress,
    max_bytes: int = MAX_BYTES,
    max_files: int = MAX_FILES,
) -> None:
    """Unpack the pictures and tables of a zip archive.

    Everything is checked before anything is written; sizes are counted again while unpacking.

    Args:
        archive: The archive.
        destination: Folder to make. It must not exist, or be empty. It appears complete or not
            at all.
        progress: Told the bytes unpacked; may raise Cancelled.
        max_bytes: Unpacked size to allow.
        max_files: Number of entries to allow.

    Raises:
        DataError: The archive is damaged, encrypted, too large, or has an entry that could do
            harm; or the folder cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            wanted = _wanted_entries(opened, archive.name, max_bytes, max_files)
            with whole_folder(destination) as folder:
                _unpack(opened, wanted, folder, archive.name, max_bytes, progress)
    except _DAMAGED as error:
        raise DataError(
            f"{archive} is no zip archive, or a damaged one: {error}.",
            mend="Copy or download it again.",
        ) from error
    except OSError as error:
        raise DataError(f"{archive} cannot be read: {error.strerror or error}.") from error


def is_clutter(name: str) -> bool:
    """Return whether a file or folder is hidden, or what an operating system leaves behind."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _wanted_entries(
    opened: zipfile.ZipFile, called: str, max_bytes: int, max_files: int
) -> dict[tuple[str, ...], zipfile.ZipInfo]:
    """Return the entries to unpack by the parts of their names, after checking all of them."""
    entries = opened.infolist()
    if len(entries) > max_files:
        raise DataError(f"{called} has {len(entries)} entries, more than {max_files}.")
    wanted: dict[tuple[str, ...], zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for entry in entries:
        parts = _safe_parts(entry, called)
        if entry.is_dir() or not parts or any(is_clutter(part) for part in parts):
            continue
        # Some file systems take names for one that differ in case or in accents' encoding.
        key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
        if key in seen:
            raise _refused(called, entry, "appears twice, or differs from another in case only")
        seen.add(key)
        if parts[-1].lower().endswith((*SUFFIXES, *TABLES)):
            _check_content(entry, called)
            wanted[parts] = entry
    _check_size(wanted, called, max_bytes)
    return wanted


def _safe_parts(entry: zipfile.ZipInfo, called: str) -> tuple[str, ...]:
    # zipfile cuts `filename` at a NUL and, on Windows, turns backslashes round.
    name = entry.orig_filename
    if name.startswith("/") or _FORBIDDEN.search(name):
        raise _refused(called, entry, "has a path that could leave the folder")
    parts = tuple(part for part in name.removesuffix("/").split("/") if part != ".")
    for part in parts:
        if part in ("", ".."):
            raise _refused(called, entry, "has a path that could leave the folder")
        if part.endswith((".", " ")) or _RESERVED.fullmatch(part):
            raise _refused(called, entry, "has a name that Windows cannot keep")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused(called, entry, "is a link or a special file")
    return parts


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


def _check_size(
    wanted: dict[tuple[str, ...], zipfile.ZipInfo], called: str, max_bytes: int
) -> None:
    sizes = [(entry.file_size, entry.compress_size) for entry in wanted.values()]
    total = sum(size for size, _ in sizes)
    if total > max_bytes:
        raise _too_large(called, max_bytes)
    for size, packed in (*sizes, (total, sum(packed for _, packed in sizes))):
        if size > RATIO_FROM and size > MAX_RATIO * packed:
            raise DataError(
                f"{called} would grow from {packed / 1e6:.1f} to {size / 1e6:.0f} MB, as only "
                "archives do that are made to fill a disk.",
                mend="If you trust it, unpack it with another program and import the folder.",
            )


def _unpack(
    opened: zipfile.ZipFile,
    wanted: dict[tuple[str, ...], zipfile.ZipInfo],
    folder: Path,
    called: str,
    max_bytes: int,
    progress: Progress,
) -> None:
    total = sum(entry.file_size for entry in wanted.values())
    free = shutil.disk_usage(folder).free
    if total > free:
        raise DataError(
            f"{called} needs {total / 1e9:.1f} GB in {folder.parent}; {free / 1e9:.1f} are free.",
            mend="Make room, or choose a folder on another disk.",
        )
    what = f"Unpacking {called}"
    done = 0
    progress(what, done, total)
    for parts, entry in wanted.items():
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as packed, path.open("xb") as unpacked:
            while chunk := packed.read(_CHUNK):
                done += len(chunk)
                if done > max_bytes:
                    raise _too_large(called, max_bytes)
                unpacked.write(chunk)
                progress(what, done, total)


def _refused(called: str, entry: zipfile.ZipInfo, reason: str) -> DataError:
    return DataError(
        f"{called} is not unpacked: its entry {entry.orig_filename!r} {reason}.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )


def _too_large(called: str, max_bytes: int) -> DataError:
    return DataError(
        f"{called} unpacks to more than {max_bytes / 1e9:.1f} GB.",
        mend="If you trust it, unpack it with another program and import the folder.",
    )
