"""Bringing the files of a collection to this computer, each once.

A file whose publisher gives no checksum is trusted when it first comes: what it had then is noted
beside it, as `sha256sum` writes it, and every later one of that name has to be the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.data.download.catalogue import Collection, RemoteFile
from training.data.download.errors import DownloadError
from training.data.download.retrieve import retrieve
from training.data.download.web import size_of
from training.files import write_text_atomically
from training.locations import Locations
from training.progress import Progress, no_progress

_PIECE = 1 << 20
_NOTE = re.compile(r"([0-9a-f]{64})\b.*", re.DOTALL)


def downloads_folder(collection: Collection, locations: Locations) -> Path:
    """Return where the files of a collection are kept."""
    return locations.datasets / "downloads" / collection.name


def ask_sizes(files: Sequence[RemoteFile]) -> tuple[int | None, ...]:
    """Return the sizes of files in bytes, asking the servers where the catalogue has none exactly.

    Raises:
        DownloadError: There is no connection.
    """
    return tuple(
        file.size if file.checksum and file.size else size_of(file.urls[0]) or file.size
        for file in files
    )


def fetch_files(
    files: Sequence[RemoteFile], folder: Path, *, progress: Progress = no_progress
) -> tuple[Path, ...]:
    """Bring files to a folder. What is there already and as it should be is not brought again.

    Args:
        files: What to bring.
        folder: Where to; made when missing.
        progress: Told the bytes of each file; may raise Cancelled. What has come by then stays,
            and the next call goes on from there.

    Returns:
        Where they are, in the same order.

    Raises:
        DownloadError: A file does not come, is not the one it should be, or cannot be kept.
        Cancelled: As raised by `progress`.
    """
    return tuple(fetch_file(file, folder, progress=progress) for file in files)


def fetch_file(file: RemoteFile, folder: Path, *, progress: Progress = no_progress) -> Path:
    """Bring one file to a folder; see `fetch_files`."""
    target = folder / file.name
    note = folder / f"{file.name}.sha256"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        noted = None if file.checksum else _noted(note)
        wanted = replace(file, checksum=file.checksum or noted)
        if not (target.is_file() and _is_genuine(target, wanted, progress)):
            _retrieve(wanted, target, progress, note if noted else None)
        if wanted.checksum is None:
            write_text_atomically(note, f"{_digest(target, 'sha256', progress)}  {file.name}\n")
    except OSError as error:
        raise DownloadError(
            f"{target} could not be written: {error.strerror or error}.",
            kind="disk",
            reason=error.strerror or str(error),
            mend="Check free space and permissions, or choose another folder for data sets.",
        ) from error
    return target


def _retrieve(file: RemoteFile, target: Path, progress: Progress, note: Path | None) -> None:
    try:
        retrieve(file, target, progress=progress)
    except DownloadError as error:
        if error.kind != "wrong" or note is None:
            raise
        raise DownloadError(
            f"{file.name} is no longer what it was when it was first downloaded.",
            kind="wrong",
            reason=error.reason,
            mend=f"Ask its publisher whether it was replaced; to trust the new one, delete {note}.",
        ) from error


def _is_genuine(path: Path, file: RemoteFile, progress: Progress) -> bool:
    """Return whether a file has the known checksum; where none is known, what is there is taken."""
    if file.checksum is None:
        return True
    algorithm, _, expected = file.checksum.partition(":")
    return _digest(path, algorithm, progress) == expected


def _digest(path: Path, algorithm: str, progress: Progress) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    what, done, total = f"Checking {path.name}", 0, path.stat().st_size
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            done += len(piece)
            progress(what, done, total)
    return digest.hexdigest()


def _noted(note: Path) -> str | None:
    try:
        match = _NOTE.fullmatch(note.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return None
    return f"sha256:{match[1]}" if match else None
