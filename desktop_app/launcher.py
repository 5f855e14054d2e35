"""How far a training is, on the program's icon, where the desktop shows such a thing.

Qt 6 offers it on no platform: Windows' progress button ended with Qt 5, and macOS' dock never had
one. On Linux, KDE, Unity and GNOME's docks listen to a signal on D-Bus.
"""

from __future__ import annotations

import os
import sys

_ENTRY = "application://lesionlab.desktop"
_INTERFACE = "com.canonical.Unity.LauncherEntry"
_shown: int | None = None


def show_in_launcher(share: float | None) -> None:
    """Show how far a training is.

    Args:
        share: 0 to 1; None where nothing is being trained.
    """
    global _shown  # what the desktop was told last, by this process
    percent = None if share is None else int(100 * share)
    if percent == _shown or not sys.platform.startswith("linux"):
        return
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return  # Qt would start a bus of its own
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage
    except ImportError:  # a Qt without D-Bus
        return
    _shown = percent
    message = QDBusMessage.createSignal("/lesionlab", _INTERFACE, "Update")
    message.setArguments(
        [_ENTRY, {"progress": (percent or 0) / 100, "progress-visible": percent is not None}]
    )
    QDBusConnection.sessionBus().send(message)
