"""View > Runs: all runs, comparing them, and the queue."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.jobs import Job, cancel
from desktop_app.runs.queue_note import QueueNote
from desktop_app.train.metric_words import metric_axis, metric_range, metric_title
from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.run_table import Comparison, Duplicate
from desktop_app.work.runs import FoundRun
from training.errors import LesionLabError
from training.events import EpochEnded, Event, RunStarted
from training.runs import Run

if TYPE_CHECKING:
    from desktop_app.runs.page import RunsPage
    from desktop_app.widgets.overlay_run import OverlayRun
    from training.run_store import RunSummary


class RunsWiring(Wiring):
    """The page, made when it is first shown, and the queue, which goes on without it."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._page_made = False
        self._telling: Path | None = None
        self._restored: list[Path] = []
        self._comparison: Comparison | None = None
        self._drawing: Job | None = None
        queue = parts.actions.queue
        self.note = QueueNote()
        self.note.clicked.connect(self._show_queue_page)
        parts.window.status.addPermanentWidget(self.note)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.session.finished.connect(self._on_finished)
        parts.actions.training.unfinished_found.connect(self._on_unfinished_found)
        parts.actions.table.duplicated.connect(self._on_duplicated)
        queue.changed.connect(self._on_queue_changed)
        self._show_note()
        if parts.settings.queue_goes_on:
            queue.start()
        self.commands = {"runs": self.show}

    @cached_property
    def page(self) -> RunsPage:
        """The page."""
        from desktop_app.runs.page import RunsPage

        page, table, queue = RunsPage(), self._parts.actions.table, self._parts.actions.queue
        page.back_requested.connect(self._parts.window.leave_page)
        page.opened.connect(self._on_opened)
        page.go_on_requested.connect(self._on_go_on_requested)
        page.duplicate_requested.connect(table.duplicate)
        page.queue_requested.connect(queue.add)
        page.delete_requested.connect(self._on_delete_requested)
        page.undo_requested.connect(self._on_undo_requested)
        page.comparison_requested.connect(self._on_comparison_requested)
        page.comparison.metric_chosen.connect(self._draw)
        page.train_requested.connect(self._on_train_requested)
        page.folder_requested.connect(self._on_folder_requested)
        page.table.runs.renamed.connect(lambda *new: self._write(table.rename(*new)))
        page.table.runs.annotated.connect(lambda *new: self._write(table.annotate(*new)))
        page.table.runs.starred.connect(lambda *new: self._write(table.star(*new)))
        page.queue.moved.connect(queue.move)
        page.queue.removed.connect(queue.remove)
        page.queue.toggled.connect(self._on_queue_toggled)
        table.listed.connect(self._on_listed)
        table.deleted.connect(self._on_deleted)
        table.restored.connect(self._on_restored)
        table.compared.connect(self._on_compared)
        queue.failed.connect(self._on_queue_failed)
        self._page_made = True
        return page

    @cached_property
    def _work(self) -> PageWork:
        return PageWork(self.page)

    @Slot()
    def show(self) -> None:
        """Show the page with all runs as they are now."""
        self._parts.window.show_page(self.page)
        self.page.show_training(self._parts.session.state == "idle")
        self.page.show_loading()
        self._list()

    def _list(self) -> None:
        job = self._parts.actions.table.list_runs()
        if not self.page.table.runs.runs:
            self._work.follow(job)

    def _list_if_seen(self) -> None:
        if self._page_made and self.page.isVisible():
            self._list()

    @Slot(object)
    def _on_listed(self, runs: list[RunSummary]) -> None:
        self.page.show_runs(runs)
        self._show_queue()
        if self._restored:
            self.page.table.choose(self._restored)
            self._restored = []

    # What is done with runs

    @Slot(object)
    def _on_opened(self, path: Path) -> None:
        self._work.follow(self._parts.actions.runs.open(path))

    @Slot(object)
    def _on_go_on_requested(self, path: Path) -> None:
        training = self._parts.actions.training
        if Run.open(path).is_running:
            self._work.follow(training.follow(path))
        else:
            own_process = self._parts.tabs.train.setup.own_process
            self._work.follow(training.resume(path, own_process=own_process))

    def _write(self, job: Job) -> None:
        """Say why a change could not be made, and show the runs as they are."""
        job.failed.connect(self._on_not_written)

    @Slot(object)
    def _on_not_written(self, error: Exception) -> None:
        if not isinstance(error, LesionLabError):
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            self.page.show_failure(error.message, error.mend)
        self._list()

    @Slot(object)
    def _on_delete_requested(self, paths: list[Path]) -> None:
        self._write(self._parts.actions.table.delete(paths))

    @Slot()
    def _on_undo_requested(self) -> None:
        self._write(self._parts.actions.table.undo())

    @Slot(int)
    def _on_deleted(self, count: int) -> None:
        self.page.deleted.show_deleted(count)
        self._list()

    @Slot(object)
    def _on_restored(self, paths: list[Path]) -> None:
        self.page.deleted.clear()
        self._restored = paths  # selected, once the table has them
        self._list()

    @Slot(object)
    def _on_comparison_requested(self, paths: list[Path]) -> None:
        cancel(self._drawing)
        self._comparison = self._drawing = None
        self._parts.actions.table.compare(paths)

    @Slot(object)
    def _on_compared(self, comparison: Comparison) -> None:
        from desktop_app.runs.comparison_panel import Metric
        from desktop_app.runs.overlaying import metrics_of

        self._comparison, panel = comparison, self.page.comparison
        panel.show_metrics(
            [
                Metric(name, metric_title(name), metric_axis(name), metric_range(name))
                for name in metrics_of(comparison.curves)
            ]
        )
        panel.show_differences(self.page.titles(comparison.paths), comparison.differences)
        if comparison.unread:
            self.page.message.show_message("warning", "\n".join(comparison.unread))
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Draw the metric that is chosen, once that is computed of what may be many steps."""
        from desktop_app.runs.overlaying import overlay_runs

        cancel(self._drawing)
        if self._comparison is None:
            return
        titles, curves = self.page.titles(self._comparison.paths), self._comparison.curves
        metric = self.page.comparison.metric_box.choice or "loss"
        job = self._parts.jobs.run("", lambda _progress: overlay_runs(titles, curves, metric))
        job.succeeded.connect(self._on_drawn)
        self._drawing = job

    @Slot(object)
    def _on_drawn(self, runs: list[OverlayRun]) -> None:
        self.page.comparison.show_curves(runs, len(self.page.table.chosen_paths()))

    @Slot()
    def _on_train_requested(self) -> None:
        self._parts.tabs.show("train")

    @Slot()
    def _on_folder_requested(self) -> None:
        self._parts.window.command.emit("run")

    @Slot(object)
    def _on_duplicated(self, copy: Duplicate) -> None:
        """Set the Train tab up, and say where that is not what the run was."""
        parts = self._parts
        words, dataset = [copy.words], parts.workspace.dataset
        if dataset is None:
            words.append(f"Its data set {copy.dataset_name} is not there any more: open one.")
        elif dataset.root != copy.dataset:
            words.append(
                f"It was trained on {copy.dataset_name}; {dataset.name} is open, and will be "
                "trained on."
            )
        else:
            words.append(self._regroup(copy))
        parts.tabs.train.setup.choose(copy.recipe, copy.changes)
        parts.tabs.show("train")
        parts.tabs.train.message.show_message(
            "warning" if any(words) else "info",
            f"Set up as {copy.name} was.",
            " ".join(filter(None, words)),
        )

    def _regroup(self, copy: Duplicate) -> str:
        """Group the classes as the run had them; return why not, where that cannot be."""
        if copy.regroup or copy.positive:
            try:
                self._parts.workspace.regroup(copy.regroup, copy.positive)
            except LesionLabError as error:
                return f"Its classes do not fit the data set any more: {error.message}"
        return ""

    # The running training

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if self._page_made:
            self.page.show_training(state == "idle")
        if state in ("running", "idle"):
            self._list_if_seen()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RunStarted):
                self._telling = Path(event.run)
        epochs = [event.epoch for event in events if isinstance(event, EpochEnded)]
        if epochs and self._telling is not None and self._page_made:
            self.page.table.runs.show_epochs(self._telling, epochs[-1] + 1)

    @Slot()
    def _on_finished(self) -> None:
        self._telling = None
        self._parts.actions.queue.forget_ended()
        self._go_on_soon()

    # The queue

    @Slot()
    def _on_tabs_made(self) -> None:
        self._parts.tabs.train.setup.queue_requested.connect(self._parts.actions.queue.add_new)

    @Slot(object)
    def _on_unfinished_found(self, runs: tuple[FoundRun, ...]) -> None:
        """At the start: go on, unless a run is being trained, which is followed first."""
        if not any(run.running for run in runs):
            self._go_on_soon()

    def _go_on_soon(self) -> None:
        """Begin the next run when all others have heard of what has just happened."""
        QTimer.singleShot(0, self, self._go_on)

    @Slot()
    def _go_on(self) -> None:
        if self._parts.session.abandoned or not self._parts.window.isVisible():  # it is closing
            return
        self._parts.actions.queue.train_next()

    @Slot(bool)
    def _on_queue_toggled(self, going_on: bool) -> None:
        self._parts.settings.queue_goes_on = going_on
        queue = self._parts.actions.queue
        if going_on:
            queue.start()
            self._go_on_soon()
        else:
            queue.hold()

    @Slot()
    def _on_queue_changed(self) -> None:
        self._show_note()
        if self._page_made:
            self._show_queue()
            self._list_if_seen()
        if self._parts.actions.queue.going_on:
            self._go_on_soon()

    @Slot(object, str)
    def _on_queue_failed(self, path: Path, why: str) -> None:
        self.page.message.show_message(
            "error", f"{path.name} has failed: {why}", "The queue goes on."
        )

    def _show_note(self) -> None:
        queue = self._parts.actions.queue
        self.note.show_queue(len(queue.waiting), going_on=queue.going_on)

    def _show_queue(self) -> None:
        queue = self._parts.actions.queue
        self.page.show_queue(queue.waiting, going_on=queue.going_on, training=queue.training)

    @Slot()
    def _show_queue_page(self) -> None:
        self.show()
        self.page.show_queue_tab()
