"""What a training takes of the computer, and how fast it is; renewed once a second."""

from __future__ import annotations

from collections.abc import Sequence

import psutil
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.train.pace import Pace
from desktop_app.widgets.steady_label import SteadyLabel

_MILLISECONDS = 1000


class ResourceLine(SteadyLabel):
    """A line of words; it looks at the training's process only while somebody can see it."""

    def __init__(self, pace: Pace, parent: QWidget | None = None) -> None:
        """Make an empty line.

        Args:
            pace: How fast the training is.
            parent: Qt's parent.
        """
        super().__init__("small", parent=parent)
        self.setToolTip(
            "Speed over the last seconds, and what the training's process takes of all cores and "
            "of the memory; with a training in the window, that is the window's process."
        )
        self._pace = pace
        self._process: psutil.Process | None = None
        self._devices: tuple[str, ...] = ()
        self._live = False
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.renew)
        self.hide()

    def follow(self, pid: int | None, devices: Sequence[str] = ()) -> None:
        """Look at a process.

        Args:
            pid: Number of the process that trains; None while unknown.
            devices: What TensorFlow computes on there: "CPU", "GPU: NAME".
        """
        self._devices = tuple(device for device in devices if device.startswith("GPU"))
        try:
            self._process = psutil.Process(pid) if pid is not None else None
            if self._process is not None:
                self._process.cpu_percent()  # the first look tells nothing
        except psutil.Error:
            self._process = None

    def begin(self, pace: Pace) -> None:
        """Show a training that goes on now."""
        self._pace, self._live, self._process, self._devices = pace, True, None, ()
        self.clear()
        self.show()
        self._look_or_rest()

    def end(self) -> None:
        """Show nothing: the training has ended."""
        self._live = False
        self.clear()
        self.hide()
        self._look_or_rest()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again."""
        super().showEvent(event)
        self._look_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody can see it."""
        super().hideEvent(event)
        self._look_or_rest()

    @Slot()
    def renew(self) -> None:
        """Look at the process and the speed of now."""
        self.setText("  ·  ".join((*self._speed(), *self._use(), *self._devices)))

    def _speed(self) -> list[str]:
        each = self._pace.steps_per_second
        if each is None:
            return []
        words = [f"{_short(each)} steps/s"]
        if self._pace.pictures_per_step:
            words.insert(0, f"{_short(each * self._pace.pictures_per_step)} pictures/s")
        return words

    def _use(self) -> list[str]:
        if self._process is None:
            return []
        try:
            share = self._process.cpu_percent() / (psutil.cpu_count() or 1)
            memory = self._process.memory_info().rss
        except psutil.Error:
            self._process = None
            return []
        return [f"processor {share:.0f} %", f"memory {memory / 1e9:.2f} GB"]

    def _look_or_rest(self) -> None:
        if self._live and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
