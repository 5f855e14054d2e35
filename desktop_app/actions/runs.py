"""Opening runs, and reading what they say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.actions.past_events import PastEvents
from desktop_app.actions.pictures import SmallPictures
from desktop_app.actions.threshold import ThresholdActions
from desktop_app.jobs import Job, cancel
from desktop_app.work.runs import read_run
from training.config import PARTS
from training.data.dataset import Dataset
from training.errors import DataError
from training.evaluation.results import PartResults
from training.progress import Progress
from training.runs import Run


@dataclass(frozen=True, eq=False)
class RunResults:
    """What is shown of a run.

    Attributes:
        run: The run.
        parts: Results of each part that was predicted.
        images: File of each sample, by sample name.
        columns: What subgroups can be made of; empty where the data set is not there.
    """

    run: Run
    parts: dict[str, PartResults]
    images: dict[str, Path]
    columns: tuple[str, ...] = ()


class RunActions(ActionGroup):
    """Opens runs and reads their folders.

    Attributes:
        events: What a run said while it was trained.
        pictures: Small versions of the pictures of a run.

    Signals:
        results_ready: RunResults.
    """

    results_ready = Signal(object)

    def __init__(
        self, services: Services, threshold: ThresholdActions, parent: QObject | None = None
    ) -> None:
        super().__init__(services, parent)
        self.events = PastEvents(services.jobs, self)
        self.pictures = SmallPictures(services.jobs, self)
        self._threshold = threshold
        self._results_job: Job | None = None

    def open(self, folder: Path) -> Job:
        """Open a run and, where it is still there, its data set.

        Args:
            folder: The run folder.
        """
        self._threshold.save()  # it may be the same run
        job = self._jobs.run("Opening the run", partial(read_run, folder))
        job.succeeded.connect(self._on_run_read)
        return job

    def close(self) -> None:
        """Let no run be open; what was chosen for the open one is saved first."""
        self._threshold.save()
        self.events.stop()
        cancel(self._results_job)
        self._workspace.close_run()

    @Slot(object)
    def _on_run_read(self, read: tuple[Run, Dataset | None]) -> None:
        run, dataset = read
        self._workspace.open_dataset_of_run(dataset)
        self._workspace.open_run(run)

    def load_results(self, run: Run) -> Job:
        """Read the predictions of a run.

        Args:
            run: The run.
        """

        def work(_progress: Progress) -> RunResults:
            parts = {
                part: PartResults(predictions, run.warnings)
                for part in PARTS
                if (predictions := run.predictions(part)) is not None
            }
            for results in parts.values():
                _ = results.auc  # computed here: it imports SciPy, and curves can be long
                _ = results.roc, results.precision_recall, results.gain, results.decision
            split, root = run.split(), Path(run.dataset.path)
            images = {
                name: root / image
                for name, image in zip(split["sample_id"], split["image"], strict=True)
            }
            return RunResults(run, parts, images, _columns(root))

        cancel(self._results_job)
        self._results_job = self._jobs.run("Reading results", work)
        self._results_job.succeeded.connect(self.results_ready)
        return self._results_job


def _columns(root: Path) -> tuple[str, ...]:
    """Return what the data set of a run says of its samples; nothing where it cannot be read."""
    from training.populations import subgroup_columns

    try:
        return subgroup_columns(Dataset.open(root))
    except DataError:
        return ()
