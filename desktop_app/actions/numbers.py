"""Numbers of a run that take a while: reports, calibration and subgroups, off the window's thread.

They are computed when their page is looked at. What was asked for before is not wanted any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.actions.group import ActionGroup, Services
from desktop_app.jobs import Job, cancel
from training.evaluation.class_report import ClassReport
from training.evaluation.reliability import Reliability
from training.evaluation.results import PartResults
from training.evaluation.skin_tone import CATEGORIES, COLUMN
from training.evaluation.subgroups import Subgroup
from training.progress import Progress
from training.runs import Run

T = TypeVar("T")


class NumberActions(ActionGroup):
    """Computes what the Inspect tab shows of a part.

    Signals:
        report_ready: A PartResults, the threshold (float) or None for all classes, and the
            ClassReport.
        reliability_ready: A PartResults, whether with temperature scaling (bool), and the
            Reliability.
        subgroups_ready: A PartResults, the column (str), the threshold (float), and a tuple of
            Subgroup.
    """

    report_ready = Signal(object, object, object)
    reliability_ready = Signal(object, bool, object)
    subgroups_ready = Signal(object, str, float, object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(services, parent)
        self._running: dict[str, Job] = {}
        self._values: dict[tuple[PartResults, str], list[str]] = {}

    @Slot(object, object)
    def load_report(self, results: PartResults, threshold: float | None) -> Job:
        """Compute the report by class.

        Args:
            results: The part.
            threshold: Where benign and malignant are told apart; None for all classes.
        """

        def work(progress: Progress) -> ClassReport:
            progress("Drawing lesions anew for the report by class", 0, 0)
            return results.class_report if threshold is None else results.side_report(threshold)

        job = self._run("Report by class", work)
        job.succeeded.connect(lambda report: self.report_ready.emit(results, threshold, report))
        return job

    @Slot(object, bool)
    def load_reliability(self, results: PartResults, scaled: bool) -> Job:
        """Compute calibration.

        Args:
            results: The part.
            scaled: Whether with the temperature of the run; else of the model's own output.
        """

        def work(progress: Progress) -> Reliability:
            progress("Drawing lesions anew for the calibration", 0, 0)
            return (results if scaled else results.at_temperature(1.0)).reliability

        job = self._run("Calibration", work)
        job.succeeded.connect(lambda found: self.reliability_ready.emit(results, scaled, found))
        return job

    def load_subgroups(self, run: Run, results: PartResults, column: str, threshold: float) -> Job:
        """Read a part for each value of a column.

        Args:
            run: The run, whose data set must still be there.
            results: The part.
            column: One of `training.populations.subgroup_columns`.
            threshold: Where benign and malignant are told apart.
        """
        known = self._values.get((results, column))

        def work(progress: Progress) -> tuple[list[str], tuple[Subgroup, ...]]:
            values = self._read(run, results, column, progress) if known is None else known
            order = CATEGORIES if column == COLUMN else ()
            return values, results.subgroups(values, threshold, order)

        def keep(read: tuple[list[str], tuple[Subgroup, ...]]) -> None:
            if self._workspace.run is not run:
                return
            values, groups = read
            self._values = {key: old for key, old in self._values.items() if key[0] is results} | {
                (results, column): values
            }
            self.subgroups_ready.emit(results, column, threshold, groups)

        job = self._run("Subgroups", work)
        job.succeeded.connect(keep)
        return job

    def _read(self, run: Run, results: PartResults, column: str, progress: Progress) -> list[str]:
        """Return what the data set says of every sample in a column; '' where nothing."""
        from training.evaluator import run_table
        from training.populations import column_of, skin_tones_of

        dataset, table = run_table(run)
        if column != COLUMN:
            return column_of(dataset, column, results.predictions.sample_id.tolist())
        from training.pipeline import samples_of_parts

        part = results.predictions.part
        samples = samples_of_parts(
            run,
            dataset.image_path,
            table,
            (part,),
            cache=self._locations.cache,
            progress=progress,
        )
        return skin_tones_of(samples[part])

    def _run(self, title: str, work: Callable[[Progress], T]) -> Job:
        cancel(self._running.get(title))
        job = self._jobs.run(title, work)
        self._running[title] = job
        return job
