"""Can Qt open a window here? Asked before Qt is, because Qt ends the process when it cannot."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from training.errors import LesionLabError


class Packages(NamedTuple):
    """The package of one system library.

    Attributes:
        debian: On Debian and Ubuntu.
        fedora: On Fedora and its kin.
        arch: On Arch Linux.
    """

    debian: str
    fedora: str
    arch: str


LIBRARIES: dict[str, dict[str, Packages]] = {
    "": {  # whatever the platform
        "libEGL.so.1": Packages("libegl1", "libglvnd-egl", "libglvnd"),
        "libGL.so.1": Packages("libgl1", "libglvnd-glx", "libglvnd"),
        "libX11.so.6": Packages("libx11-6", "libX11", "libx11"),
        "libdbus-1.so.3": Packages("libdbus-1-3", "dbus-libs", "dbus"),
        "libfontconfig.so.1": Packages("libfontconfig1", "fontconfig", "fontconfig"),
        "libfreetype.so.6": Packages("libfreetype6", "freetype", "freetype2"),
        "libglib-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2"),
        "libgthread-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2"),
        "libxkbcommon.so.0": Packages("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    },
    "wayland": {
        "libwayland-client.so.0": Packages("libwayland-client0", "libwayland-client", "wayland"),
        "libwayland-cursor.so.0": Packages("libwayland-cursor0", "libwayland-cursor", "wayland"),
        "libwayland-egl.so.1": Packages("libwayland-egl1", "libwayland-egl", "wayland"),
    },
    "xcb": {
        "libX11-xcb.so.1": Packages("libx11-xcb1", "libX11-xcb", "libx11"),
        "libxcb-cursor.so.0": Packages("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
        "libxcb-icccm.so.4": Packages("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
        "libxcb-image.so.0": Packages("libxcb-image0", "xcb-util-image", "xcb-util-image"),
        "libxcb-keysyms.so.1": Packages("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
        "libxcb-randr.so.0": Packages("libxcb-randr0", "libxcb", "libxcb"),
        "libxcb-render.so.0": Packages("libxcb-render0", "libxcb", "libxcb"),
        "libxcb-render-util.so.0": Packages(
            "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
        ),
        "libxcb-shape.so.0": Packages("libxcb-shape0", "libxcb", "libxcb"),
        "libxcb-shm.so.0": Packages("libxcb-shm0", "libxcb", "libxcb"),
        "libxcb-sync.so.1": Packages("libxcb-sync1", "libxcb", "libxcb"),
        "libxcb-util.so.1": Packages("libxcb-util1", "xcb-util", "xcb-util"),
        "libxcb-xfixes.so.0": Packages("libxcb-xfixes0", "libxcb", "libxcb"),
        "libxcb-xkb.so.1": Packages("libxcb-xkb1", "libxcb", "libxcb"),
        "libxcb.so.1": Packages("libxcb1", "libxcb", "libxcb"),
        "libxkbcommon-x11.so.0": Packages(
            "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"
        ),
    },
}
"""System libraries that Qt's own files need on Linux, by Qt platform: a small system lacks some."""

_MISSING = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")
_NEED_A_DISPLAY = frozenset({"xcb", "wayland", "wayland-egl"})


def check_qt(*, headless: bool) -> None:
    """Load what Qt is about to load, so that what is missing becomes a message.

    Args:
        headless: Whether Qt will be told to use its offscreen platform.

    Raises:
        LesionLabError: Names the missing library and the packages to install, or says that there
            is no display.
    """
    platforms = _platforms(headless=headless)
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise _error(str(error), platforms[-1]) from error
    if sys.platform != "linux":
        return
    if _NEED_A_DISPLAY.issuperset(platforms) and not has_display():
        raise LesionLabError(
            "There is no display to open a window on.",
            mend="Use `lesionlab demo --headless`, or the commands: `lesionlab --help`.",
        )
    failures = [failure for name in platforms if (failure := _load_platform(name))]
    if len(failures) == len(platforms):  # Qt takes the first that works
        raise _error(failures[-1], platforms[-1])


def has_display() -> bool:
    """Return whether a window could be opened: always on Windows and macOS."""
    if sys.platform != "linux":
        return True
    return _has_wayland() or _has_x11()


def _platforms(*, headless: bool) -> list[str]:
    """Return the platforms that Qt will try, in its order."""
    if headless:
        return ["offscreen"]
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    names = [name.partition(":")[0] for name in asked.split(";") if name]
    there = [("wayland", _has_wayland), ("xcb", _has_x11)]
    return names or [name for name, has in there if has()] or ["xcb"]


def _load_platform(name: str) -> str:
    """Return why a platform plugin cannot be loaded; empty when it can, or is not PySide6's own."""
    spec = importlib.util.find_spec("PySide6")
    for folder in spec.submodule_search_locations or () if spec else ():
        plugin = Path(folder) / "Qt" / "plugins" / "platforms" / f"libq{name}.so"
        if plugin.exists():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return str(error)
    return ""


def _error(reason: str, platform: str) -> LesionLabError:
    """Return the error for what the loader said while Qt was to use a platform."""
    match = _MISSING.search(reason)
    if match is None:
        return LesionLabError(
            f"Qt cannot be loaded: {reason}.",
            mend="Install LesionLab again in an environment of its own.",
        )
    known = LIBRARIES[""] | LIBRARIES.get(platform, {})
    # The loader names one at a time; all at once spares a person the rounds.
    missing = [match[1], *(name for name in known if name != match[1] and not _loads(name))]
    return LesionLabError(
        f"Qt needs a system library that is missing: {', '.join(missing)}.",
        mend=_installation([known[name] for name in missing if name in known]),
    )


def _installation(packages: list[Packages]) -> str:
    if not packages:
        return "Install the package of your system that contains it."
    debian, fedora, arch = (" ".join(dict.fromkeys(names)) for names in zip(*packages, strict=True))
    return (
        f"Install it with `sudo apt-get install {debian}` (Debian, Ubuntu), "
        f"`sudo dnf install {fedora}` (Fedora) or `sudo pacman -S {arch}` (Arch)."
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and (Path(folder) / str(name)).exists()


def _has_x11() -> bool:
    """Return whether the X server of DISPLAY takes a connection from this process."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # which is the better thing to complain of
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused
