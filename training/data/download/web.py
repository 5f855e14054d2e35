"""Asking a server for a file, or for the rest of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from training.data.download.errors import DownloadError, Kind

if TYPE_CHECKING:
    import requests

    from training.data.download.line import Line

TIMEOUTS = (5.0, 20.0)
"""Seconds to connect, and between two pieces of the file."""
_PIECE = 1 << 18
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class Failure(Exception):  # noqa: N818 - never leaves this package; DownloadError does
    """A request that did not bring the file.

    Attributes:
        kind: What went wrong; "stale" where the part that is there does not fit any more.
        reason: The same in a few words.
    """

    def __init__(self, kind: Kind | Literal["stale"], reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """What a server sends.

    Attributes:
        start: Position in the file of the first byte sent.
        total: Bytes of the whole file; None where the server does not say.
        validator: What the server calls this very content; empty where it cannot be told apart.
        pieces: The bytes, as they arrive.
    """

    start: int
    total: int | None
    validator: str
    pieces: Iterator[bytes]


@contextmanager
def open_reply(
    url: str, offset: int = 0, validator: str = "", *, line: Line | None = None
) -> Iterator[Reply]:
    """Ask for a file.

    Args:
        url: Its address.
        offset: Bytes that are there already; the server is asked for the rest.
        validator: What the server called the content that those bytes are of.
        line: By what another thread can end it.

    Yields:
        The rest of the file, or all of it where the server cannot do with less.

    Raises:
        Failure: The file does not come, in words for a person.
    """
    part = {"Range": f"bytes={offset}-", "If-Range": validator} if offset else {}
    with _in_words(), _ask("GET", url, part, line) as response:
        yield _reply(response, offset, validator)


def size_of(url: str) -> int | None:
    """Ask a server for the size of a file in bytes, without the file.

    Returns:
        The size; None where the server does not say.

    Raises:
        DownloadError: There is no connection to the server.
    """
    try:
        with _in_words(), _ask("HEAD", url) as response:
            return _content_length(response) if response.ok else None
    except Failure as failure:
        if failure.kind != "unreachable":
            return None
        raise DownloadError(
            f"{urlsplit(url).hostname} cannot be reached: {failure.reason}.",
            kind="unreachable",
            reason=failure.reason,
            mend="Check the network connection; everything that is on this computer works without.",
        ) from failure


def _ask(
    method: str, url: str, headers: Mapping[str, str] | None = None, line: Line | None = None
) -> requests.Response:
    from training.data.download.line import Line

    # A file that was packed on the way could neither be continued nor be checked.
    always = {"User-Agent": f"LesionLab/{_own_version()}", "Accept-Encoding": "identity"}
    try:
        with (line or Line()).session() as session:
            return session.request(
                method, url, headers={**always, **(headers or {})}, stream=True, timeout=TIMEOUTS
            )
    except ValueError as error:  # also where the server sends on to no address of the web
        raise Failure("refused", "its address is none of the web") from error


def _own_version() -> str:
    from importlib import metadata

    try:
        return metadata.version("lesionlab")
    except metadata.PackageNotFoundError:
        return "0"


def _reply(response: requests.Response, offset: int, validator: str) -> Reply:
    """Return what a response brings, given what was asked for."""
    _check_way(response)
    found = _validator(response)
    if offset and response.status_code in (206, 416):
        start, total = _content_range(response)
        if response.status_code == 416:  # nothing is missing, or the file has become shorter
            start = offset if total == offset else None
        if start != offset or (found and found != validator):
            raise Failure("stale", "the file has changed on the server")
        return Reply(offset, total, validator, _pieces(response, response.status_code == 206))
    if response.status_code != 200:
        again = response.status_code == 429 or response.status_code >= 500
        kind: Kind = "busy" if again else "refused"
        raise Failure(kind, f"the server answered {response.status_code}")
    _check_content(response)
    return Reply(0, _content_length(response), found, _pieces(response, True))


def _pieces(response: requests.Response, wanted: bool) -> Iterator[bytes]:
    # As they come, for a slow server's pieces are to be seen, and not unpacked: see _ask.
    while wanted and (piece := response.raw.read1(_PIECE, decode_content=False)):
        yield piece


def _check_way(response: requests.Response) -> None:
    schemes = [urlsplit(hop.url).scheme for hop in (*response.history, response)]
    if ("https", "http") in pairwise(schemes):
        raise Failure("refused", "the server sends on to an address without encryption")


def _check_content(response: requests.Response) -> None:
    """Refuse what is evidently another thing than the file."""
    path = urlsplit(response.url).path.lower()
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "text/html" and not path.endswith((".html", ".htm")):
        raise Failure("wrong", "a web page came instead, perhaps for logging in to the network")
    packed = response.headers.get("Content-Encoding", "identity").lower()
    if packed != "identity" and not path.endswith((".gz", ".tgz")):
        raise Failure("wrong", "the server packs the file on the way")


def _content_length(response: requests.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and length.isascii() else None


def _content_range(response: requests.Response) -> tuple[int | None, int | None]:
    """Return where the bytes begin, and how many the whole file has."""
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if match is None:
        return None, None
    return int(match[1]) if match[1] else None, int(match[2])


def _validator(response: requests.Response) -> str:
    """Return what a server may be asked to compare with; weak tags do not vouch for every byte."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what requests and urllib3 raise into failures."""
    import requests
    from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

    try:
        yield
    except requests.TooManyRedirects as error:
        raise Failure("refused", "the server sends on in circles") from error
    except requests.exceptions.SSLError as error:
        raise Failure("unreachable", "the server cannot prove who it is") from error
    except (requests.ReadTimeout, ReadTimeoutError) as error:
        raise Failure("broken", "the server does not answer") from error
    except requests.ConnectionError as error:
        if error.args and isinstance(error.args[0], ProtocolError):
            raise Failure("broken", "the connection broke off") from error
        raise Failure("unreachable", "there is no connection to the server") from error
    except (requests.RequestException, HTTPError) as error:
        raise Failure("broken", "the connection broke off") from error
