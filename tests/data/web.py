"""A web server on this computer that behaves as badly as a test wants."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """How one path is answered.

    Attributes:
        content: The file.
        etag: Its ETag header; empty for none.
        ranges: Whether parts of the file are served.
        heeds_if_range: Whether a part is served only where the ETag is still the same.
        drops: For each GET in turn, after how many bytes the connection is dropped.
        statuses: For each GET in turn, an answer in place of the file.
        announced: Content-Length to claim.
        chunked: Send without saying how much.
        headers: Further headers.
        shift: How far the parts served begin from where they were asked for.
        silent: Send half of the file and then nothing, until the test is over.
        mute: Send nothing at all until then, not even that the request was understood.
    """

    content: bytes = b""
    etag: str = '"one"'
    ranges: bool = True
    heeds_if_range: bool = True
    drops: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    announced: int | None = None
    chunked: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    shift: int = 0
    silent: bool = False
    mute: bool = False


@dataclass
class Asked:
    """A request that came.

    Attributes:
        method: GET or HEAD.
        path: With query.
        headers: As sent.
    """

    method: str
    path: str
    headers: dict[str, str]

    @property
    def range(self) -> str:
        """What part was asked for; empty for all."""
        return self.headers.get("Range", "")


class WebServer(ThreadingHTTPServer):
    """Serves `pages` and notes what was asked for.

    Attributes:
        pages: By path, "/train.zip".
        asked: Every request so far.
        over: Set when the test is over.
    """

    daemon_threads = False  # closing then waits for those that still answer

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def put(self, path: str, content: bytes = b"", **behaviour: object) -> str:
        """Serve a file and return its address."""
        self.pages[path] = Page(content, **behaviour)  # type: ignore[arg-type]
        return self.url(path)


class _Handler(BaseHTTPRequestHandler):
    server: WebServer

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        self.server.asked.append(Asked(self.command, self.path, dict(self.headers)))
        page = self.server.pages.get(self.path)
        status = 404 if page is None else page.statuses.pop(0) if page.statuses else 200
        if page is None or status >= 400:
            self.send_error(status)
            return
        if page.mute:
            self.server.over.wait()
        if status in (301, 302):
            self.send_response(status)
            self._send_headers(page.headers)
            return
        with contextlib.suppress(ConnectionError):
            self._send_file(page, body)

    def _send_file(self, page: Page, body: bool) -> None:
        start, size = self._start(page), len(page.content)
        headers = dict(page.headers)
        if page.etag:
            headers["ETag"] = page.etag
        if start is not None and start >= size:
            self.send_response(416)
            self._send_headers({"Content-Range": f"bytes */{size}"})
            return
        if start is None:
            self.send_response(200)
            start = 0
        else:
            start = max(0, start + page.shift)
            self.send_response(206)
            headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        content = page.content[start:]
        if not page.chunked:
            length = len(content) if page.announced is None else page.announced
            headers["Content-Length"] = str(length)
        self._send_headers(headers)
        if body:
            self._send_body(page, content)

    def _send_body(self, page: Page, content: bytes) -> None:
        if page.silent:
            self.wfile.write(content[: len(content) // 2])
            self.server.over.wait()
        elif page.drops:
            self.wfile.write(content[: page.drops.pop(0)])
        else:
            self.wfile.write(content)

    def _start(self, page: Page) -> int | None:
        """Return where the part that was asked for begins; None for the whole file."""
        wanted = self.headers.get("Range", "")
        same = self.headers.get("If-Range", page.etag) == page.etag or not page.heeds_if_range
        if not (page.ranges and same and wanted):
            return None
        return int(wanted.removeprefix("bytes=").partition("-")[0])

    def _send_headers(self, headers: dict[str, str]) -> None:
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()


@contextlib.contextmanager
def serving() -> Iterator[WebServer]:
    """Run a server as long as the body."""
    server = WebServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
