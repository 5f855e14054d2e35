"""Background work with a way to stop it, memory and device."""

from __future__ import annotations

import psutil
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from desktop_app.jobs import Job
from desktop_app.theme import current_sizes
from desktop_app.widgets.icons import set_icon

_MEMORY_MILLISECONDS = 2000


class StatusBar(QStatusBar):
    """Shows the oldest piece of background work, and how many wait behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._jobs: tuple[Job, ...] = ()
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(current_sizes().px(160))
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the background work")
        self._cancel = QToolButton()
        self._cancel.setProperty("kind", "quiet")
        self._cancel.setToolTip("Stop this work")
        self._cancel.setAccessibleName("Stop the background work")
        set_icon(self._cancel, "cross", "muted")
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(current_sizes().spacing["wide"], 0, 0, 0)
        for widget in (self._title, self._bar, self._cancel):
            row.addWidget(widget)
        self.addWidget(self._work)
        self._device = QLabel("TensorFlow not started")
        self._memory = QLabel()
        self._memory.setToolTip(
            "Memory of this window. TensorFlow keeps about 125 MB for each network trained here "
            "until LesionLab ends; a training in a process of its own, which goes on when the "
            "window closes, gives all of it back."
        )
        caution = QLabel("Research and education only. Not a medical device.")
        for label in (caution, self._device, self._memory):
            label.setProperty("role", "small")
            self.addPermanentWidget(label)
        self._clock = QTimer(self)
        self._clock.setInterval(_MEMORY_MILLISECONDS)
        self._clock.timeout.connect(self._show_memory)
        self._clock.start()
        self._process = psutil.Process()
        self._show_memory()
        self.show_jobs(())

    def show_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Show the work that waits or runs, oldest first."""
        for job in self._jobs:
            job.progressed.disconnect(self._on_progressed)
        self._jobs = jobs
        for job in self._jobs:
            job.progressed.connect(self._on_progressed)
        self._work.setVisible(bool(self._jobs))
        if self._jobs:
            waiting = len(self._jobs) - 1
            more = f"  (+{waiting})" if waiting else ""
            self._title.setText(f"{self._jobs[0].title}{more}")
            self._bar.setRange(0, 0)

    def show_device(self, device: str) -> None:
        """Show what TensorFlow computes on."""
        self._device.setText(device)

    def stop(self) -> None:
        """Let no timer fire any more: the window is gone."""
        self._clock.stop()

    @Slot(str, int, int)
    def _on_progressed(self, what: str, done: int, total: int) -> None:
        if self._jobs and self.sender() is self._jobs[0]:
            self._title.setText(f"{what}: {done:,} of {total:,}" if total else what)
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()
            self._title.setText("Stopping")

    @Slot()
    def _show_memory(self) -> None:
        self._memory.setText(f"{self._process.memory_info().rss / 1e6:,.0f} MB")
