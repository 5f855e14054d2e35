"""Python's garbage collection, on the window's thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MILLISECONDS = 500
OFTEN_MILLISECONDS = 100
"""How often, while very many objects are made: the fewer there are at a time, the shorter it is."""


class GarbageCollection(QObject):
    """Collects by a timer instead of wherever memory happens to be taken.

    A Qt object that is part of a cycle would otherwise be deleted by whatever thread the collector
    ran in, and Qt ends the process when a worker deletes a widget or a timer.

    All threads wait while it collects. A network that is being built is hundreds of thousands of
    objects, which live as long as the training: they are looked at once when they are new, and
    then no more until the training has ended.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._generations: tuple[int, ...] = (2, 1, 0)
        self._all_is_due = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def look_at_new_alone(self) -> None:
        """Collect what is new only: a training begins, and makes what will be there for long."""
        self._generations = (0,)
        self._timer.setInterval(OFTEN_MILLISECONDS)

    def leave_alone_what_is_there(self) -> None:
        """Never look at the objects that exist now again: TensorFlow's would take 0.2 s a time."""
        gc.freeze()
        self._look_at_all_generations()

    def look_at_everything(self) -> None:
        """Collect once what was left alone as well: a training has ended."""
        self._all_is_due = True
        self._look_at_all_generations()

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _look_at_all_generations(self) -> None:
        self._generations = (2, 1, 0)
        self._timer.setInterval(INTERVAL_MILLISECONDS)

    @Slot()
    def _on_timeout(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        if self._all_is_due:
            self._all_is_due = False
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            return
        for generation in self._generations:
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
