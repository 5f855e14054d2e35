"""Looking at predictions one by one: flags, another run, another data set."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.actions.runs import RunResults
from desktop_app.inspect.comparing import Comparisons
from desktop_app.jobs import Job, cancel
from desktop_app.work.reviewing import (
    Evaluated,
    Flags,
    Review,
    ask_elsewhere,
    compare_runs,
    read_review,
)
from training.data.dataset import Dataset
from training.data.flags import Flag, set_flags, undo_flag
from training.errors import RunError
from training.evaluation.results import PartResults
from training.progress import Progress


class ReviewActions(ActionGroup):
    """Flags samples, compares the open run with others, asks it about another data set.

    Signals:
        review_ready: The Review of the open run.
        flagged: The Flags of a data set, after they have changed.
        compared: How the open run differs from others (Comparisons).
        classes_guessed: What the classes of another data set are to the open run (ClassGuess).
        evaluated: What the open run said of another data set (Evaluated).
    """

    review_ready = Signal(object)
    flagged = Signal(object)
    compared = Signal(object)
    classes_guessed = Signal(object)
    evaluated = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._reading: Job | None = None
        self._comparing: Job | None = None
        self._editing = threading.Lock()

    def load(self, results: RunResults) -> Job:
        """Find what is recorded of the samples of a run.

        Args:
            results: What the run said of them.
        """
        cancel(self._reading)
        job = self._reading = self._jobs.run(
            "Reading the data set",
            partial(read_review, results.run, results.parts, results.images),
        )
        job.succeeded.connect(self._on_read)
        return job

    @Slot(object)
    def _on_read(self, review: Review) -> None:
        if review.run is self._workspace.run:
            self.review_ready.emit(review)

    def flag(self, root: Path, sample_ids: Sequence[str], flag: Flag | None) -> Job:
        """Flag samples; the next training leaves them out.

        Args:
            root: Folder of their data set.
            sample_ids: The samples.
            flag: What to say of each; None takes their flags away.
        """
        return self._edit(
            "Flagging pictures", root, lambda dataset: set_flags(dataset, sample_ids, flag)
        )

    def undo_flag(self, root: Path) -> Job:
        """Take back what was flagged last.

        Args:
            root: Folder of the data set.
        """
        return self._edit("Taking back a flag", root, undo_flag)

    def _edit(self, title: str, root: Path, edit: Callable[[Dataset], Dataset]) -> Job:
        def work(_progress: Progress) -> Flags:
            with self._editing:  # there are several threads, and one table
                return Flags.of(edit(Dataset.open(root)))

        job = self._jobs.run(title, work, must_end=True)
        job.succeeded.connect(self._on_edited)
        return job

    @Slot(object)
    def _on_edited(self, flags: Flags) -> None:
        opened = self._workspace.dataset
        if opened is not None and opened.root == flags.dataset.root:
            self._workspace.update_dataset(flags.dataset)
        self.flagged.emit(flags)

    def compare(self, results: PartResults, folders: Sequence[Path]) -> Job:
        """Compare a part of the open run with the same part of others.

        Args:
            results: What the open run said of the part.
            folders: The other runs.
        """
        run = self._require_run()
        cancel(self._comparing)
        first = (run, results, self._workspace.threshold)
        job = self._comparing = self._jobs.run(
            "Comparing runs", partial(compare_runs, first, tuple(folders))
        )
        job.succeeded.connect(self._on_compared)
        return job

    @Slot(object)
    def _on_compared(self, compared: Comparisons) -> None:
        run = self._workspace.run
        if run is not None and run.name == compared.name:
            self.compared.emit(compared)

    def guess_classes(self, root: Path) -> Job:
        """Find what the classes of another data set are to the open run.

        Args:
            root: Folder of the data set.
        """
        from training.external import guess_classes

        run = self._require_run()
        job = self._jobs.run("Reading the data set", lambda _progress: guess_classes(run, root))
        job.succeeded.connect(self.classes_guessed)
        return job

    def evaluate(self, root: Path, mapping: Mapping[str, str]) -> Job:
        """Ask the open run about another data set.

        Args:
            root: Folder of the data set.
            mapping: Class of the run by class of the data set; '' leaves a class out.

        Raises:
            RunError: No run is open, or a training is running.
        """
        run, locations = self._require_run(), self._locations
        if self._session.state != "idle":
            raise RunError(
                "A training is running.", mend="Wait until it has ended, or stop it, and try again."
            )

        job = self._jobs.run_tensorflow(
            "Evaluating another data set", partial(ask_elsewhere, run, root, locations, mapping)
        )
        job.succeeded.connect(self._on_evaluated)
        return job

    @Slot(object)
    def _on_evaluated(self, evaluated: Evaluated) -> None:
        if evaluated.run is self._workspace.run:
            self.evaluated.emit(evaluated)
