"""Bringing one file over a network that fails now and then."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from urllib.parse import urlsplit

from training.data.download.courier import open_patiently
from training.data.download.errors import DownloadError
from training.data.download.part import Part
from training.data.download.web import Failure, Reply
from training.progress import Progress

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds to wait before trying again; when they are used up without a byte more, it is over."""
SPARE_BYTES = 200_000_000
"""What a download leaves free on the disk."""
_TICK = 0.1


class Transfer:
    """Downloads a file to a part that survives; what pooch takes for a downloader.

    Args:
        name: What to call the file.
        part: Where the bytes are kept until all have come.
        folder: Folder of the part.
        size: Bytes that the file must have; None where nobody knows.
        max_bytes: Bytes that it may have at most.
        progress: Told the bytes received; may raise Cancelled, which keeps the part.
    """

    def __init__(
        self,
        name: str,
        part: Part,
        folder: Path,
        *,
        size: int | None,
        max_bytes: int,
        progress: Progress,
    ) -> None:
        self._name = name
        self._part = part
        self._folder = folder
        self._size = size
        self._max_bytes = max_bytes
        self._progress = progress
        self._connected = False

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        """Download a file, going on where an earlier attempt ended.

        Raises:
            DownloadError: It does not come, or not what was expected.
            Cancelled: As raised by `progress`.
            OSError: It cannot be written.
        """
        furthest, failures = self._part.size, 0
        while True:
            try:
                self._attempt(url)
                break
            except Failure as failure:
                failures = 1 if self._part.size > furthest else failures + 1
                furthest = max(furthest, self._part.size)
                if not self._worth_another(failure) or failures > len(PAUSES):
                    raise self._error(url, failure) from failure
                if failure.kind == "stale":
                    self._part.discard()
                else:
                    self._wait(PAUSES[failures - 1])
        self._part.finish(Path(output_file))

    def _attempt(self, url: str) -> None:
        done, total = 0, 0

        def waiting() -> None:
            self._report(done, total)

        offset, validator = self._part.resumable(url)
        with open_patiently(url, offset, validator, waiting) as reply:
            self._connected = True
            self._check_size(reply)
            if reply.start == 0:
                self._part.begin(url, reply.validator)
            done, total = reply.start, reply.total or 0
            self._report(done, total)
            with self._part.open() as stream:
                for piece in reply.pieces:
                    done += len(piece)
                    self._check_limit(done)
                    stream.write(piece)
                    self._report(done, total)
        if self._part.size != done:
            self._part.discard()
            raise Failure("broken", "another program is downloading it at the same time")
        if reply.total is not None and done != reply.total:
            raise Failure("broken", "the connection broke off")

    def _check_size(self, reply: Reply) -> None:
        if reply.total is None:
            return
        self._check_limit(reply.total)
        if self._size is not None and reply.total != self._size:
            raise Failure("wrong", f"it has {reply.total:,} bytes there instead of {self._size:,}")
        free = shutil.disk_usage(self._folder).free - SPARE_BYTES
        missing = reply.total - reply.start
        if missing > free:
            raise Failure(
                "disk",
                f"{missing / 1e9:.1f} GB are missing and only {max(free, 0) / 1e9:.1f} GB are free "
                f"in {self._folder}",
            )

    def _check_limit(self, size: int) -> None:
        if size > self._max_bytes:
            raise Failure("wrong", f"the server sends more than {self._max_bytes / 1e9:g} GB")

    def _report(self, done: int, total: int) -> None:
        self._progress(f"Downloading {self._name}", done, total)

    def _worth_another(self, failure: Failure) -> bool:
        if failure.kind == "unreachable":
            return self._connected  # who is offline wants to know it at once
        return failure.kind in ("broken", "busy", "stale")

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._progress(f"Trying again: {self._name}", 0, 0)
            time.sleep(min(left, _TICK))

    def _error(self, url: str, failure: Failure) -> DownloadError:
        kind = "broken" if failure.kind == "stale" else failure.kind
        return DownloadError(
            f"{self._name} could not be downloaded from {urlsplit(url).hostname}: "
            f"{failure.reason}.",
            kind=kind,
            reason=failure.reason,
            mend=_MENDS[kind],
        )


_MENDS = {
    "unreachable": "Check the network connection; what is on this computer works without.",
    "broken": "Try again; it goes on where it ended, if the server can.",
    "busy": "Try again later.",
    "refused": "It may have moved; download it with a browser and import the file.",
    "wrong": "Try again, or download it with a browser and import the file.",
    "disk": "Make room, or choose another folder.",
}
