"""A browser without a window that computes what was exported: Chromium, Chrome or Edge.

Steered by the DevTools protocol over its WebSocket, so that nothing beyond the browser
has to be installed. It reaches this computer alone: every name and address is unknown to it.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from pathlib import Path
from typing import Any

from training.export.tfjs_socket import BrowserError, WebSocket

VARIABLE = "LESIONLAB_BROWSER"
"""Names the browser's program, where it stands in an unusual place."""
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_OPTIONS = (
    "--headless=new",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--enable-unsafe-swiftshader",  # graphics on the processor, where there is no other
    "--remote-debugging-port=0",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_START_SECONDS = 60
_MEND = f"Name another one by {VARIABLE}; {VARIABLE}=none exports without a browser's proof."


def find_browser() -> Path | None:
    """Return the program of a browser that can be steered; None where none is found."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if Path(named).is_file() else None
    found = [shutil.which(name) for name in _NAMES]
    places = [Path(name) for name in found if name]
    if sys.platform == "darwin":
        places += [Path(name) for name in _MAC]
    if sys.platform == "win32":
        folders = [os.environ[name] for name in _WINDOWS_FOLDERS if name in os.environ]
        places += [Path(folder, name) for folder in folders for name in _WINDOWS]
    return next((place for place in places if place.is_file()), None)


class Browser:
    """A page in a browser of its own, which ends when this is closed or forgotten.

    Attributes:
        name: Name and version of the browser.
    """

    def __init__(self, program: Path, address: str) -> None:
        """Start a browser, open a page, and wait until it is loaded.

        Args:
            program: As `find_browser` gives it.
            address: Of the page.

        Raises:
            BrowserError: It does not start, or there is no such page.
        """
        profile = tempfile.mkdtemp(prefix="lesionlab-browser-")
        command = [str(program), *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium's sandbox refuses to run as root
        try:
            process = subprocess.Popen(  # noqa: S603 - the person's own browser
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            shutil.rmtree(profile, ignore_errors=True)
            raise BrowserError(
                f"The browser {program} does not start: {error}.", mend=_MEND
            ) from error
        self._close = weakref.finalize(self, _end, process, profile)
        try:
            port = _port(Path(profile), process, program)
            self.name = str(_asked(port, "/json/version")["Browser"])
            page = _page(port)
            self._socket = WebSocket(port, page["webSocketDebuggerUrl"].split(str(port), 1)[1])
            self._id = 0
            self._loaded: set[str] = set()
            self.open(address)
        except BaseException:
            self._close()
            raise

    def close(self) -> None:
        """End the browser; its profile is deleted."""
        self._socket.close()
        self._close()

    def __del__(self) -> None:
        if hasattr(self, "_socket"):
            self._socket.close()

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression of JavaScript on the page; a promise is awaited.

        Raises:
            BrowserError: It throws, or the browser has ended.
        """
        result = self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            thrown = result["exceptionDetails"].get("exception", {})
            why = thrown.get("description") or thrown.get("value") or "no reason given"
            raise BrowserError(f"In {self.name}: {why}.")
        return result["result"].get("value")

    def command(self, method: str, **parameters: Any) -> Any:
        """Return the result of a command of the DevTools protocol.

        Raises:
            BrowserError: It is refused, or the browser has ended.
        """
        self._id += 1
        told = {"id": self._id, "method": method, "params": parameters}
        try:
            self._socket.send(json.dumps(told))
        except OSError as error:
            raise self._silent(error) from error
        while (answer := self._heard()).get("id") != self._id:
            pass
        if "error" in answer:
            raise BrowserError(f"In {self.name}: {answer['error'].get('message')}.")
        return answer["result"]

    def open(self, address: str) -> None:
        """Open a page, and wait until it is loaded.

        Raises:
            BrowserError: There is no such page, or the browser has ended.
        """
        self.command("Page.enable")
        self.command("Page.setLifecycleEventsEnabled", enabled=True)
        opened = self.command("Page.navigate", url=address)
        if "errorText" in opened:
            raise BrowserError(f"{self.name} cannot open {address}: {opened['errorText']}.")
        while opened["loaderId"] not in self._loaded:
            self._heard()

    def _heard(self) -> dict[str, Any]:
        """Return the next message; what is loaded is noted."""
        try:
            message: dict[str, Any] = json.loads(self._socket.receive())
        except (OSError, ValueError) as error:
            raise self._silent(error) from error
        told = message.get("params", {})
        if message.get("method") == "Page.lifecycleEvent" and told["name"] == "load":
            self._loaded.add(told["loaderId"])
        return message

    def _silent(self, error: Exception) -> BrowserError:
        return BrowserError(f"The browser {self.name} does not answer: {error}.")


def _end(process: subprocess.Popen[bytes], profile: str) -> None:
    """End a browser with its children, and delete its profile."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for _ in range(20):  # its children may still be writing
        shutil.rmtree(profile, ignore_errors=True)
        if not Path(profile).exists():
            return
        time.sleep(0.1)


def _port(profile: Path, process: subprocess.Popen[bytes], program: Path) -> int:
    """Return the port that a browser listens on, once it has written it down."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise BrowserError(
                f"The browser {program} ended at once, with {process.returncode}.", mend=_MEND
            )
        try:
            return int((profile / "DevToolsActivePort").read_text(encoding="utf-8").split()[0])
        except (OSError, ValueError, IndexError):
            time.sleep(0.05)
    raise BrowserError(
        f"The browser {program} does not start within {_START_SECONDS} s.", mend=_MEND
    )


def _page(port: int) -> Any:
    """Return what a browser says of its first page, once there is one."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        pages = [each for each in _asked(port, "/json/list") if each["type"] == "page"]
        if pages:
            return pages[0]
        time.sleep(0.05)
    raise BrowserError("The browser opens no page.")


def _asked(port: int, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise BrowserError(f"The browser does not answer: {error}.") from error
    finally:
        connection.close()
