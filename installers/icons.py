"""The program's icon in the forms that desktops want, drawn from `resources/icons/app.svg`."""

from __future__ import annotations

import io
import os
from pathlib import Path

ICON = Path(__file__).parents[1] / "resources" / "icons" / "app.svg"
HICOLOR_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
"""Pixels a side that desktops of Linux look for."""
_WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
_LARGEST = 1024


def png(size: int) -> bytes:
    """Return the icon as PNG.

    Args:
        size: Pixels a side.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def write_icon(path: Path) -> Path:
    """Write the icon of a program file.

    Args:
        path: Ends in ".ico" (Windows) or ".icns" (macOS).

    Returns:
        The path.
    """
    from PIL import Image

    with Image.open(io.BytesIO(png(_LARGEST))) as picture:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ico":
            drawn = [Image.open(io.BytesIO(png(size))) for size in _WINDOWS_SIZES]
            sizes = [(size, size) for size in _WINDOWS_SIZES]
            drawn[-1].save(path, sizes=sizes, append_images=drawn[:-1])
        else:
            picture.save(path)
    return path


def write_hicolor(folder: Path) -> None:
    """Write the icon into a folder of icons as desktops of Linux have it.

    Args:
        folder: Usually ends in `share/icons/hicolor`.
    """
    for size in HICOLOR_SIZES:
        target = folder / f"{size}x{size}" / "apps" / "lesionlab.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(png(size))
    scalable = folder / "scalable" / "apps" / "lesionlab.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(ICON.read_bytes())
