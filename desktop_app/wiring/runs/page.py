"""View > Runs: the table of all runs, and what is done with them."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.jobs import Job
from desktop_app.wiring.page_work import PageWork
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.wiring.runs.comparing import Comparing
from desktop_app.wiring.runs.queue import QueueGoingOn
from desktop_app.wiring.runs.racing import Racing
from desktop_app.work.run_table import Duplicate
from training.errors import LesionLabError
from training.events import EpochEnded, Event, RunStarted
from training.runs import Run

if TYPE_CHECKING:
    from desktop_app.runs.page import RunsPage
    from training.run_store import RunSummary


class RunsWiring(Wiring):
    """The page, made when it is first shown; the queue goes on without it.

    Attributes:
        racing: The page on which two runs race.
        note: Says in the status bar how many runs wait.
    """

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._page_made = False
        self._telling: Path | None = None
        self._restored: list[Path] = []
        self._queue = QueueGoingOn(parts, self)
        self.racing = Racing(parts, self)
        self.note = self._queue.note
        self.note.clicked.connect(self._show_queue_page)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.session.finished.connect(self._on_finished)
        parts.actions.table.duplicated.connect(self._on_duplicated)
        parts.actions.queue.changed.connect(self._on_queue_changed)
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
        page.race_requested.connect(self._on_race_requested)
        page.train_requested.connect(self._on_train_requested)
        page.folder_requested.connect(self._on_folder_requested)
        page.table.runs.renamed.connect(lambda *new: self._write(table.rename(*new)))
        page.table.runs.annotated.connect(lambda *new: self._write(table.annotate(*new)))
        page.table.runs.starred.connect(lambda *new: self._write(table.star(*new)))
        page.queue.moved.connect(queue.move)
        page.queue.removed.connect(queue.remove)
        page.queue.toggled.connect(self._queue.toggle)
        table.listed.connect(self._on_listed)
        table.deleted.connect(self._on_deleted)
        table.restored.connect(self._on_restored)
        queue.failed.connect(self._on_queue_failed)
        Comparing(self._parts, page)
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

    @Slot(object)
    def _on_race_requested(self, paths: list[Path]) -> None:
        self._work.follow(self.racing.open(paths, self.page))

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

    # The queue

    @Slot()
    def _on_queue_changed(self) -> None:
        if self._page_made:
            self._show_queue()
            self._list_if_seen()

    @Slot(object, str)
    def _on_queue_failed(self, path: Path, why: str) -> None:
        self.page.message.show_message(
            "error", f"{path.name} has failed: {why}", "The queue goes on."
        )

    def _show_queue(self) -> None:
        queue = self._parts.actions.queue
        self.page.show_queue(queue.waiting, going_on=queue.going_on, training=queue.training)

    @Slot()
    def _show_queue_page(self) -> None:
        self.show()
        self.page.show_queue_tab()
