"""Closing the window: what was chosen is saved, and nobody loses a training by mistake."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from desktop_app.wiring.parts import Parts, Wiring


class ClosingWiring(Wiring):
    """Says whether the window may close; asks where a training runs."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._close_when_finished = False
        self._told_that_it_goes_on = False
        parts.window.guard_closing(self._may_close)
        parts.session.finished.connect(self._on_finished)

    def _may_close(self) -> bool:
        """Return whether the window may close at once."""
        goes_on = self._parts.session.outlives_the_window
        if goes_on and not self._told_that_it_goes_on:
            self._tell_that_it_goes_on()
            return False
        if goes_on or self._parts.session.state == "idle":
            self._parts.session.abandon()
            self._parts.actions.threshold.save()
            self._parts.window.status.stop()
            return True
        if not self._close_when_finished:
            self._ask_to_stop()
        return False

    def _tell_that_it_goes_on(self) -> None:
        box = QMessageBox(self._parts.window)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle("A training is running")
        box.setText("The training goes on when the window closes.")
        box.setInformativeText("LesionLab finds it again at the next start.")
        close = box.addButton("Close the window", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        close.clicked.connect(self._on_told)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot()
    def _on_told(self) -> None:
        self._told_that_it_goes_on = True
        self._parts.window.close()

    def _ask_to_stop(self) -> None:
        box = QMessageBox(self._parts.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("A training is running")
        box.setText("Stop the training and close LesionLab?")
        box.setInformativeText("What was learned so far is kept in the run folder.")
        stop = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Go on training", QMessageBox.ButtonRole.RejectRole)
        stop.clicked.connect(self._on_stop_and_close)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot()
    def _on_stop_and_close(self) -> None:
        self._close_when_finished = True
        if self._parts.session.state == "idle":
            self._parts.window.close()
        else:
            self._parts.session.abandon()

    @Slot()
    def _on_finished(self) -> None:
        if self._close_when_finished:
            self._parts.window.close()
