"""Closing the window: what was chosen is saved, and nobody loses a training by mistake."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
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
        self._ask(
            QMessageBox.Icon.Information,
            "The training goes on when the window closes.",
            "LesionLab finds it again at the next start.",
            ("Close the window", "Stay"),
            self._on_told,
        )

    @Slot()
    def _on_told(self) -> None:
        self._told_that_it_goes_on = True
        self._parts.window.close()

    def _ask_to_stop(self) -> None:
        paused = self._parts.session.state == "paused"
        self._ask(
            QMessageBox.Icon.Question,
            "Stop the training and close LesionLab?",
            "What was learned so far is kept in the run folder.",
            ("Stop and close", "Stay paused" if paused else "Go on training"),
            self._on_stop_and_close,
        )

    def _ask(
        self,
        icon: QMessageBox.Icon,
        text: str,
        words: str,
        answers: tuple[str, str],
        on_accepted: Callable[[], None],
    ) -> None:
        """Ask whether the window is to close while there is a training.

        Args:
            icon: Whether it is a question.
            text: What is asked or told.
            words: What follows from it.
            answers: The button that closes the window, and the one that does not.
            on_accepted: Called when the window is to close.
        """
        state = "paused" if self._parts.session.state == "paused" else "running"
        box = QMessageBox(self._parts.window)
        box.setIcon(icon)
        box.setWindowTitle(f"A training is {state}")
        box.setText(text)
        box.setInformativeText(words)
        accept = box.addButton(answers[0], QMessageBox.ButtonRole.AcceptRole)
        box.addButton(answers[1], QMessageBox.ButtonRole.RejectRole)
        accept.clicked.connect(on_accepted)
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
        if self._close_when_finished:  # after all others have heard that it has ended
            QTimer.singleShot(0, self._parts.window, self._parts.window.close)
