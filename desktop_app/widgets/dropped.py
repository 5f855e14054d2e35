"""What is dropped or pasted: files, pixels, or an address on the web."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

_WEB = ("http", "https", "ftp")


@dataclass(frozen=True, eq=False)
class Dropped:
    """What can be taken.

    Attributes:
        files: Local files and folders.
        image: Pixels, where there are no files.
        web: Whether there is nothing but an address on the web.
    """

    files: tuple[Path, ...] = ()
    image: QImage | None = None
    web: bool = False


def is_welcome(data: QMimeData) -> bool:
    """Return whether there may be something to take, or to say; decodes no picture."""
    return data.hasImage() or any(url.isLocalFile() or _on_web(url.scheme()) for url in data.urls())


def dropped(data: QMimeData) -> Dropped:
    """Return what there is. A browser gives a picture's pixels beside its address."""
    files = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    if files:
        return Dropped(files)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return Dropped(image=image)
    text = data.text().strip() if data.hasText() else ""
    web = any(_on_web(url.scheme()) for url in data.urls()) or _on_web(text.partition("://")[0])
    return Dropped(web=web)


def _on_web(scheme: str) -> bool:
    return scheme.lower() in _WEB
