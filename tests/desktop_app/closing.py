"""The real application, closed at a certain moment.

`python -m tests.desktop_app.closing MOMENT DATASET`, in a process of its own with LESIONLAB_HOME
set. MOMENT is "running", "starting",
"paused", "stopping" or "drawing". Writes what it saw to standard output, one line
each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop_app.app import Application, run
from training.events import EpochEnded, Event, StepEnded


def say(words: str) -> None:
    print(words, flush=True)


class Person(QObject):
    """Trains or draws, and closes the window at the moment that was asked for."""

    def __init__(self, application: Application, moment: str, dataset: Path) -> None:
        super().__init__(application)
        self._application = application
        self._moment = moment
        self._steps = 0
        application.workspace.dataset_changed.connect(self._on_dataset_changed)
        application.session.state_changed.connect(self._on_state_changed)
        application.session.events_arrived.connect(self._on_events_arrived)
        application.session.finished.connect(lambda _run: say("finished"))
        if moment == "drawing":
            job = application.actions.datasets.make_builtin_lesions(5_000)
            job.progressed.connect(self._on_progressed)
        else:
            application.actions.datasets.open(dataset)

    @Slot(object)
    def _on_dataset_changed(self, _dataset: object) -> None:
        setup = self._application.train.setup
        setup.choose("small-cnn", {"optimisation.epochs": 10_000, "optimisation.batch_size": 4})
        setup.start_button.click()

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        say(state)
        if state == "starting" and self._moment == "starting":
            QTimer.singleShot(0, self._close_while_starting)
        elif state == "running" and self._moment in ("paused", "stopping"):
            QTimer.singleShot(0, self._steer)
        elif state == "paused" == self._moment:
            QTimer.singleShot(0, lambda: self._close("Stay paused"))
            QTimer.singleShot(100, lambda: self._close("Stop and close"))

    def _steer(self) -> None:
        """Pause the training, or stop it and close the window while it stops."""
        train = self._application.train
        if self._moment == "paused":
            train.progress.steering.hold.click()
        else:
            train.setup.stop_button.click()
            self._close("Stop and close")

    def _close_while_starting(self) -> None:
        say(f"TensorFlow is there: {'keras' in sys.modules}")
        self._close("Stop and close")

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        if self._moment != "running":
            return
        steps_before = self._steps
        self._steps += sum(isinstance(event, StepEnded) for event in events)
        if steps_before == 0 < self._steps:
            self._close("Go on training")
        elif any(isinstance(event, EpochEnded) and event.epoch > 0 for event in events):
            self._moment = "closing"
            self._close("Stop and close")

    @Slot(str, int, int)
    def _on_progressed(self, _what: str, done: int, _total: int) -> None:
        if done and self._moment == "drawing":
            self._moment = "closing"
            say("drawing")
            say(f"closed: {self._application.window.close()}")

    def _close(self, answer: str) -> None:
        say(f"closed: {self._application.window.close()}")
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            say("nobody asked")
            return
        say(f"asked: {box.text()}")
        [button] = [b for b in box.findChildren(QPushButton) if b.text() == answer]
        button.click()
        say(f"answered: {answer}")


def main() -> int:
    moment, dataset = sys.argv[1:]
    people: list[Person] = []
    return run(started=lambda app: people.append(Person(app, moment, Path(dataset))))


if __name__ == "__main__":
    sys.exit(main())
