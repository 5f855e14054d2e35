"""Thumbnails on disk, in one file that does not grow without end."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

_MEAN_BYTES = 8_000
"""Of a thumbnail on disk, about."""
_TABLE = "CREATE TABLE IF NOT EXISTS thumbnails (number INTEGER PRIMARY KEY, key BLOB UNIQUE, jpeg)"

_log = logging.getLogger(__name__)


def thumbnail_key(path: Path) -> bytes:
    """Return what a picture's thumbnail is kept under; another after the file has changed.

    Raises:
        OSError: The file is not there.
    """
    about = path.stat()
    text = f"{path}\0{about.st_mtime_ns}\0{about.st_size}"
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


class ThumbnailLimit:
    """How much the thumbnails may take, the same for all who keep some.

    Attributes:
        megabytes: The limit; the oldest give way.
    """

    megabytes = 500

    @property
    def kept(self) -> int:
        """How many thumbnails that is, about."""
        return self.megabytes * 1_000_000 // _MEAN_BYTES


_limit = ThumbnailLimit()


def thumbnail_limit() -> ThumbnailLimit:
    """Return the limit that holds for all."""
    return _limit


class ThumbnailCache:
    """Encoded thumbnails by key. May be used by several threads at once.

    A cache that cannot be read or written holds nothing: a thumbnail can always be made again.
    """

    def __init__(self, file: Path, *, kept: int | None = None) -> None:
        """Make nothing yet.

        Args:
            file: Where the thumbnails are kept.
            kept: How many are kept; None for what `thumbnail_limit` says.
        """
        self._file = file
        self._kept = kept

    def get(self, keys: list[bytes]) -> dict[bytes, bytes]:
        """Return the thumbnails that there are, by key."""
        if not self._file.is_file() or not keys:
            return {}
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, jpeg FROM thumbnails WHERE key IN ({marks})"  # noqa: S608 - marks
        try:
            with closing(self._open()) as connection:
                return dict(connection.execute(query, keys).fetchall())
        except sqlite3.Error as error:
            self._give_up(error)
            return {}

    def put(self, thumbnails: Mapping[bytes, bytes]) -> None:
        """Keep thumbnails, and drop the oldest where there are too many."""
        if not thumbnails:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as connection, connection:
                connection.execute(_TABLE)
                connection.executemany(
                    "INSERT OR REPLACE INTO thumbnails (key, jpeg) VALUES (?, ?)",
                    thumbnails.items(),
                )
                self._drop_oldest(connection)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    def trim(self) -> None:
        """Give back to the disk what is beyond the limit."""
        self._shrink(self._drop_oldest)

    def clear(self) -> None:
        """Keep no thumbnail, and give their room back to the disk."""
        self._shrink(lambda connection: connection.execute("DELETE FROM thumbnails"))

    def _shrink(self, drop: Callable[[sqlite3.Connection], object]) -> None:
        if not self._file.is_file():
            return
        try:
            with closing(self._open()) as connection:
                with connection:
                    connection.execute(_TABLE)
                    drop(connection)
                connection.execute("VACUUM")
        except sqlite3.Error as error:
            self._give_up(error)

    def _drop_oldest(self, connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM thumbnails WHERE number <= (SELECT MAX(number) FROM thumbnails) - ?",
            (thumbnail_limit().kept if self._kept is None else self._kept,),
        )

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=2)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # what a power cut takes is made again
        except sqlite3.Error:
            connection.close()  # Windows deletes no file that is open
            raise
        return connection

    def _give_up(self, error: Exception) -> None:
        _log.warning("The thumbnails in %s cannot be used", self._file, exc_info=error)
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        ):
            self._file.unlink(missing_ok=True)  # damaged
