from __future__ import annotations

import ctypes
import importlib
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app import platform_check
from desktop_app.platform_check import LIBRARIES, check_qt, has_display
from training.errors import LesionLabError

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="about Linux's libraries")
real_load = ctypes.CDLL


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def missing_library(*libraries: str, plugin: str = "") -> Callable[..., Any]:
    """Return a loader of libraries on a system that lacks some.

    Args:
        libraries: What is missing; the first is named when a plugin is loaded.
        plugin: Part of the name of the plugin that needs it.
    """

    def load(name: str) -> Any:
        if name in libraries or (plugin and plugin in name):
            named = libraries[0] if plugin and plugin in name else name
            raise OSError(f"{named}: cannot open shared object file: No such file or directory")
        return object()

    return load


def refused_import(reason: str) -> Callable[[str], Any]:
    def import_module(name: str) -> Any:
        raise ImportError(reason)

    return import_module


@linux_only
def test_here_qt_can_be_loaded() -> None:
    check_qt(headless=True)


def test_a_library_that_importing_qt_needs_is_named_with_its_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reason = "libEGL.so.1: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(importlib, "import_module", refused_import(reason))
    monkeypatch.setattr(ctypes, "CDLL", missing_library("libEGL.so.1"))

    with pytest.raises(LesionLabError) as caught:
        check_qt(headless=True)

    assert "libEGL.so.1" in caught.value.message
    assert "apt-get install libegl1`" in caught.value.mend
    assert "dnf install libglvnd-egl`" in caught.value.mend
    assert "pacman -S libglvnd`" in caught.value.mend


def test_all_missing_libraries_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "libGL.so.1: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(importlib, "import_module", refused_import(reason))
    monkeypatch.setattr(
        ctypes, "CDLL", missing_library("libGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0")
    )

    with pytest.raises(LesionLabError) as caught:
        check_qt(headless=True)

    assert "libGL.so.1, libglib-2.0.so.0, libgthread-2.0.so.0" in caught.value.message
    assert "apt-get install libgl1 libglib2.0-0`" in caught.value.mend


@linux_only
def test_a_library_that_the_platform_plugin_needs_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform_check, "has_display", lambda: True)
    monkeypatch.setattr(ctypes, "CDLL", missing_library("libxcb-cursor.so.0", plugin="libqxcb"))

    with pytest.raises(LesionLabError) as caught:
        check_qt(headless=False)

    assert caught.value.message.endswith(": libxcb-cursor.so.0.")
    assert "libxcb-cursor0`" in caught.value.mend
    assert "xcb-util-cursor`" in caught.value.mend


@linux_only
def test_a_platform_that_cannot_be_loaded_does_no_harm_beside_one_that_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;offscreen:size=1x1")
    monkeypatch.setattr(ctypes, "CDLL", missing_library("libwayland-x.so.0", plugin="libqwayland"))

    check_qt(headless=False)


@linux_only
def test_headless_does_not_need_the_libraries_of_a_display(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", missing_library(*LIBRARIES["xcb"], plugin="libqxcb"))

    check_qt(headless=True)


def test_an_unknown_library_is_still_named(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "libnew.so.7: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(importlib, "import_module", refused_import(reason))
    monkeypatch.setattr(ctypes, "CDLL", missing_library())

    with pytest.raises(LesionLabError, match=r"libnew\.so\.7"):
        check_qt(headless=True)


def test_another_reason_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", refused_import("DLL load failed"))

    with pytest.raises(LesionLabError, match="DLL load failed") as caught:
        check_qt(headless=True)

    assert "Install" in caught.value.mend


@linux_only
def test_without_a_display_the_way_without_one_is_named() -> None:
    assert not has_display()
    with pytest.raises(LesionLabError) as caught:
        check_qt(headless=False)

    assert "display" in caught.value.message
    assert "lesionlab demo --headless" in caught.value.mend
    assert "\n" not in str(caught.value)


@linux_only
def test_offscreen_by_name_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    check_qt(headless=False)


@linux_only
def test_a_display_that_refuses_connections_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")

    assert not has_display()


@linux_only
def test_a_wayland_socket_is_a_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not has_display()

    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        assert has_display()


def test_windows_and_macos_always_have_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert has_display()
