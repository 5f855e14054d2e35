"""One file from the web to its place on this computer, whole and checked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from training.data.download.catalogue import RemoteFile
from training.data.download.errors import DownloadError
from training.data.download.part import Part
from training.data.download.transfer import Transfer
from training.progress import Progress, no_progress

MAX_BYTES = 100_000_000_000
"""What a file may have at most; the largest one in the catalogue has 25 GB."""


def retrieve(
    file: RemoteFile,
    target: Path,
    *,
    progress: Progress = no_progress,
    max_bytes: int = MAX_BYTES,
    keep_part: bool = True,
) -> None:
    """Download a file.

    It appears in its place only when all of it has come and its checksum fits. What has come of it
    before an interruption stays beside it, and the next call goes on from there.

    Args:
        file: What to download.
        target: Where to put it. A file that is there stays, unless its checksum is another.
        progress: Told the bytes received; may raise Cancelled.
        max_bytes: Refuse more.
        keep_part: Keep what has come when the download ends early.

    Raises:
        DownloadError: It does not come, or not what was expected.
        Cancelled: As raised by `progress`.
        OSError: It cannot be written.
    """
    part = Part(target)
    try:
        for url in file.urls:
            try:
                _retrieve_from(url, file, target, part, progress, max_bytes)
                return
            except DownloadError as error:
                if error.kind != "refused" or url == file.urls[-1]:
                    raise
    finally:
        if not keep_part:
            part.discard()


def _retrieve_from(
    url: str, file: RemoteFile, target: Path, part: Part, progress: Progress, max_bytes: int
) -> None:
    import pooch

    # It would print the name of the temporary file and advice for programmers.
    pooch.get_logger().setLevel("WARNING")
    while True:
        resumed = part.size > 0
        try:
            pooch.retrieve(
                url,
                known_hash=file.checksum,
                fname=target.name,
                path=target.parent,
                downloader=Transfer(
                    file.name,
                    part,
                    target.parent,
                    size=file.size if file.checksum else None,
                    max_bytes=max_bytes,
                    progress=progress,
                ),
            )
            return
        except ValueError as error:  # how pooch says that the checksum is another
            if not resumed:
                raise DownloadError(
                    f"What {urlsplit(url).hostname} sends is not the genuine {file.name}: its "
                    "checksum is another.",
                    kind="wrong",
                    reason="its checksum is another",
                    mend="Try again, or download it with a browser and import the file.",
                ) from error
            # A part of an earlier day may have been damaged on this computer: once more from zero.
