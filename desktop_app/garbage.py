"""Python's garbage collection, on the window's thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MILLISECONDS = 500


class GarbageCollection(QObject):
    """Collects by a timer instead of wherever memory happens to be taken.

    A Qt object that is part of a cycle would otherwise be deleted by whatever thread the collector
    ran in, and Qt ends the process when a worker deletes a widget or a timer.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def leave_alone_what_is_there(self) -> None:
        """Never look at the objects that exist now again: TensorFlow's would take 0.2 s a time."""
        gc.freeze()

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
