"""A list of one's own addresses as something to download."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from training.data.download.catalogue import Collection, RemoteFile
from training.errors import DataError

MAX_LIST_BYTES = 1_000_000
_CHECKSUM = re.compile(r"(?i)(?:md5:[0-9a-f]{32}|sha256:[0-9a-f]{64})")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that Windows takes for devices."""
_LONGEST = 100


def read_url_list(path: Path) -> Collection:
    """Read a text file with one address a line.

    After an address may stand `md5:...` or `sha256:...`. Empty lines, and those that begin with
    `#`, say nothing.

    Args:
        path: A text file.

    Returns:
        What to download, in the order of the list. Its name tells two lists apart, even where both
        have a `train.zip`.

    Raises:
        DataError: The file cannot be read, holds no address, or a line is not as above.
    """
    lines = [(number, line.split()) for number, line in enumerate(_lines(path), start=1)]
    listed = [
        _address(words, f"{path.name}, line {number}")
        for number, words in lines
        if words and not words[0].startswith("#")
    ]
    if not listed:
        raise DataError(f"{path} holds no address.", mend="Write one address a line into it.")
    names = _distinct([safe_name(url) for url, _ in listed])
    files = tuple(
        RemoteFile(name, (url,), checksum=checksum)
        for name, (url, checksum) in zip(names, listed, strict=True)
    )
    digest = hashlib.sha256("\n".join(url for url, _ in listed).encode()).hexdigest()
    return Collection(name=f"{safe_name(path.stem)}-{digest[:8]}", title=path.name, files=files)


def safe_name(url: str) -> str:
    """Return a name for a file that every system can keep: the last part of its address."""
    name = _UNSAFE.sub("_", PurePosixPath(unquote(urlsplit(url).path)).name).strip("._")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return f"{stem[: _LONGEST - len(suffix)]}{suffix}"[:_LONGEST] or "download"


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise DataError(f"{path} is too large to be a list of addresses.")
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}.",
            mend="Choose a text file with one address a line.",
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} is no text in UTF-8.", mend="Choose a text file with one address a line."
        ) from error


def _address(words: list[str], where: str) -> tuple[str, str | None]:
    url, *rest = words
    try:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        web = False
    if not web or not url.isascii() or not url.isprintable():
        raise DataError(
            f"{where}: {url!r} is no address of the web.", mend="Begin it with https:// or http://."
        )
    if len(rest) > 1 or (rest and not _CHECKSUM.fullmatch(rest[0])):
        raise DataError(
            f"{where}: {' '.join(rest)!r} is no checksum.",
            mend="After an address, write md5: or sha256: and its digits, or nothing.",
        )
    return url, rest[0].lower() if rest else None


def _distinct(names: list[str]) -> list[str]:
    """Return the names, numbered where some file systems would take two for one."""
    seen: Counter[str] = Counter()
    taken = {name.casefold() for name in names}
    result = []
    for name in names:
        seen[name.casefold()] += 1
        number, candidate = seen[name.casefold()], name
        while number > 1 and candidate.casefold() in taken:
            path = PurePosixPath(name)
            candidate, number = f"{path.stem}-{number}{path.suffix}", number + 1
        taken.add(candidate.casefold())
        result.append(candidate)
    return result
