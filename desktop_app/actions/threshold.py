"""Moving the threshold of the open run."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from training.evaluation.operating_points import Rule
from training.evaluation.results import PartResults
from training.progress import Progress
from training.runs import Run

_REST_MILLISECONDS = 400


class ThresholdActions(ActionGroup):
    """Moves the threshold, and saves it with its run.

    Attributes:
        writing: Held while the numbers of a run are written: its folder must not be moved then.

    Signals:
        saved: The Run whose operating point is another one now.
    """

    saved = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._unsaved: tuple[Run, float] | None = None
        self.writing = threading.Lock()
        # One write for a drag of the slider.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self.save)

    def move(self, threshold: float) -> None:
        """Move the threshold of the open run; it is saved with the run once it rests.

        Args:
            threshold: 0 to 1.
        """
        run = self._workspace.run
        if run is not None:
            self._save_other(run)
            self._unsaved = (run, threshold)
            self._rest.start()
        self._workspace.move_threshold(threshold)

    def choose(self, rule: Rule, validation: PartResults) -> None:
        """Choose the threshold of the open run, and save it with how it was chosen.

        Args:
            rule: Any but one by hand.
            validation: The run's results on its validation part.

        Raises:
            RunError: The part cannot tell, or no threshold reaches the target.
        """
        run = self._workspace.run
        if run is None:
            return
        threshold = validation.choose_threshold(rule)
        self._save_other(run)
        self._unsaved = None
        self._rest.stop()
        run.save_threshold(threshold, rule, validation.predictions.part)
        self._workspace.move_threshold(threshold)
        self.saved.emit(run)
        self._rewrite_evaluation(run)

    def reset(self) -> None:
        """Return to the threshold that the run had before a person chose one."""
        run = self._workspace.run
        if run is None:
            return
        self._save_other(run)
        self._unsaved = None
        run.reset_threshold()
        self._workspace.move_threshold(run.operating_point.threshold)
        self.saved.emit(run)
        self._rewrite_evaluation(run)

    @Slot()
    def save(self) -> None:
        """Save a moved threshold with its run now."""
        self._rest.stop()
        if self._unsaved is not None:
            run, threshold = self._unsaved
            self._unsaved = None
            run.save_threshold(threshold)
            self.saved.emit(run)
            self._rewrite_evaluation(run)

    def _save_other(self, run: Run) -> None:
        """Save at once what was moved on another run than this one."""
        if self._unsaved is not None and self._unsaved[0] is not run:
            self.save()

    def _rewrite_evaluation(self, run: Run) -> None:
        """Write the numbers at the saved threshold, also where the window closes meanwhile."""
        from training.evaluator import save_evaluation

        def work(_progress: Progress) -> None:
            with self.writing:  # whoever writes last has read the latest threshold
                if run.path.is_dir():  # else it was deleted meanwhile
                    save_evaluation(run)

        if run.has_model:
            self._jobs.run("Saving the threshold", work, must_end=True)
