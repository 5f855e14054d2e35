"""Exported pages in a real browser without a window, for tests and for pictures of them."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.export.tfjs_browser import VARIABLE, Browser, find_browser

PROGRAM = find_browser()
needs_browser = pytest.mark.skipif(
    PROGRAM is None, reason=f"needs Chromium, Chrome or Edge; {VARIABLE} names one"
)
_SECONDS = 120
_DECODED = "Uint8Array.from(atob('%s'), (c) => c.charCodeAt(0))"


class Page:
    """A page that is open in a browser."""

    def __init__(self, address: str) -> None:
        assert PROGRAM is not None
        self.address = address
        self.browser = Browser(PROGRAM, address)

    @classmethod
    def of(cls, folder: Path) -> Page:
        """Open an exported page from the disk, and wait until it takes pictures."""
        page = cls((folder / "index.html").absolute().as_uri())
        page.wait_until_open()
        return page

    def reopen(self) -> None:
        """Open the page anew, as large and as coloured as at first."""
        self.browser.command("Emulation.clearDeviceMetricsOverride")
        self.browser.open(self.address)
        self.wait_until_open()

    def wait_until_open(self) -> None:
        """Wait until the page takes pictures."""
        self.wait_for("!document.getElementById('file').disabled")

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()

    def ask(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        return self.browser.evaluate(expression)

    def wait_for(self, condition: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + _SECONDS
        while not self.ask(f"Boolean({condition})"):
            assert time.monotonic() < end, f"It did not come true: {condition}"
            time.sleep(0.02)

    def text(self, name: str) -> str:
        """Return what is to be read in an element; nothing of a hidden one."""
        return str(self.ask(f"document.getElementById({json.dumps(name)}).innerText"))

    def choose(self, path: Path) -> None:
        """Choose a file as a person does, and wait for its answer or error."""
        root = self.browser.command("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.command("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        self.browser.command("DOM.setFileInputFiles", nodeId=node, files=[str(path)])
        self.wait_for_answer()

    def wait_for_answer(self) -> None:
        """Wait for an answer or an error."""
        self.wait_for(
            "document.getElementById('number').textContent"
            " || !document.getElementById('failure').hidden"
        )

    def press(self, key: str, code: int) -> None:
        """Press and release a key that has a name, such as "Tab"."""
        for kind in ("rawKeyDown", "keyUp"):
            self.browser.command(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def read(self, data: bytes, height: int, width: int) -> NDArray[np.uint8]:
        """Return what the page makes of the bytes of a picture, (height, width, 3), uint8.

        Raises:
            BrowserError: The page refuses it.
        """
        text = self.ask(
            f"""lesionlab.readPicture(
              new File([{_DECODED % base64.b64encode(data).decode()}], "picture"),
              {width}, {height}
            ).then(({{ rgb }}) => {{
              let text = "";
              for (let at = 0; at < rgb.length; at += 8192) {{
                text += String.fromCharCode(...rgb.subarray(at, at + 8192));
              }}
              return btoa(text);
            }})"""
        )
        return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 3)

    def show_as(self, width: int, height: int, *, dark: bool, phone: bool = False) -> None:
        """Give the window a size, and a scheme of colours."""
        self.browser.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.browser.command("Emulation.setEmulatedMedia", features=[scheme])

    def photograph(self, path: Path, *, whole: bool = False) -> None:
        """Write a PNG of the window, or of the whole page."""
        taken = self.browser.command("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))
