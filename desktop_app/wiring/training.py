"""The Train tab: what is trained, and what was."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app import file_dialogs
from desktop_app.actions.training import Order
from desktop_app.widgets.run_list import RunRow
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.checking import SplitState
from desktop_app.work.planning import Outlook
from desktop_app.work.runs import FoundRun, how_far
from training.backbones import Backbone
from training.curves import RunCurves
from training.data.dataset import Dataset
from training.data.flags import LABEL_ERROR, flags_of
from training.errors import LesionLabError, RunError
from training.events import Event
from training.runs import Run


class TrainingWiring(Wiring):
    """Starts and shows trainings; a past run is shown by the same events."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._at_start = True
        self._unfinished: tuple[FoundRun, ...] = ()
        self.commands = {"resume": self._resume_opened}
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.dataset_changed.connect(self._show_dataset)
        parts.workspace.dataset_updated.connect(self._show_dataset)
        parts.workspace.classes_changed.connect(self._on_classes_changed)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(self._on_run_closed)
        parts.actions.checks.split_known.connect(self._on_split_known)
        parts.actions.training.weights_needed.connect(self._on_weights_needed)
        parts.actions.training.unfinished_found.connect(self._on_unfinished_found)
        parts.actions.training.outlook_known.connect(self._on_outlook_known)
        parts.window.start_page.unfinished.chosen.connect(self._on_run_chosen)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.session.failed.connect(self._on_failed)
        parts.session.finished.connect(self._on_finished)
        QTimer.singleShot(0, self._look_for_unfinished)

    @Slot()
    def _on_tabs_made(self) -> None:
        train, past = self._parts.tabs.train, self._parts.actions.runs.events
        train.start_requested.connect(self._on_start_requested)
        train.setup_changed.connect(self._look_ahead)
        train.offer_taken.connect(self._resume_opened)
        train.run_chosen.connect(self._on_run_chosen)
        past.arrived.connect(self._on_past_run_read)
        past.ended.connect(train.end_past_run)
        self._show_unfinished()

    @Slot(str, object)
    def _on_start_requested(self, recipe: str, changes: dict[str, object]) -> None:
        own_process = self._parts.tabs.train.setup.own_process
        self._parts.actions.training.start(recipe, changes, own_process=own_process)

    # What is open

    @Slot()
    def _show_dataset(self) -> None:
        train = self._parts.tabs.train
        train.show_dataset(self._parts.workspace.to_train_on)
        self._show_flagged()
        train.show_split_state("", 0)
        self._parts.actions.checks.look_at_split()
        self._look_ahead()

    def _show_flagged(self) -> None:
        """Say how many pictures are left out because a person has flagged them."""
        dataset = self._parts.workspace.dataset
        flags = flags_of(dataset).values() if dataset is not None else ()
        wrong = sum(flag.kind == LABEL_ERROR for flag in flags)
        self._parts.tabs.train.setup.show_flagged(wrong, len(flags) - wrong)

    @Slot(object)
    def _on_classes_changed(self, dataset: Dataset) -> None:
        self._parts.tabs.train.show_dataset(dataset)
        self._look_ahead()

    @Slot()
    def _look_ahead(self) -> None:
        """Find what is to be said of the training that is set up."""
        parts = self._parts
        if parts.workspace.dataset is not None and parts.session.state == "idle":
            setup = parts.tabs.train.setup
            parts.actions.training.look_ahead(setup.recipe.name, setup.changes)

    @Slot(object)
    def _on_outlook_known(self, outlook: Outlook) -> None:
        self._parts.tabs.train.setup.show_outlook(outlook.found, outlook.refusal)

    @Slot(object)
    def _on_split_known(self, state: SplitState) -> None:
        self._parts.tabs.train.show_split_state(state.word, state.leaks)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        if run is not self._parts.session.run and self._parts.session.state == "idle":
            self._parts.tabs.train.begin_past_run()
            self._parts.actions.runs.events.load(run)
        self._offer_to_go_on()

    @Slot()
    def _on_run_closed(self) -> None:
        if self._parts.session.state == "idle":
            self._parts.tabs.train.show_nothing()
        self._offer_to_go_on()

    @Slot(object)
    def _on_past_run_read(self, curves: RunCurves) -> None:
        self._parts.tabs.train.show_past(curves.x, curves.steps, curves.others)

    # The running training

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        train = self._parts.tabs.train
        if state == "starting":
            self._parts.actions.runs.events.stop()
            if self._parts.actions.queue.training is None:  # else who is elsewhere stays there
                self._parts.tabs.show("train")
        train.set_state(state)
        if state == "starting" and self._parts.session.outlives_the_window:
            train.progress.show_lasting()

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        self._parts.tabs.train.show_events(events)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LesionLabError):
            self._parts.tabs.train.show_failure(error.message, error.mend)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    @Slot(object)
    def _on_finished(self, run: Run | None) -> None:
        if self._parts.session.abandoned:
            return
        if run is not None:
            self._parts.workspace.open_run(run)
        self._look_ahead()
        self._at_start = False
        self._look_for_unfinished()

    # Runs that are not done

    @Slot()
    def _look_for_unfinished(self) -> None:
        if not self._parts.session.abandoned:
            self._parts.actions.training.look_for_unfinished()

    @Slot(object)
    def _on_unfinished_found(self, runs: tuple[FoundRun, ...]) -> None:
        """Offer what can go on; at the start, follow what has gone on without a window."""
        self._unfinished = runs
        self._show_unfinished()
        going_on = [run for run in runs if run.running]
        if self._at_start and going_on and self._parts.session.state == "idle":
            self._parts.actions.training.follow(going_on[0].path)
        self._at_start = False

    def _show_unfinished(self) -> None:
        rows = [
            RunRow(str(run.path), run.path.name, run.words, "Follow" if run.running else "Resume")
            for run in self._unfinished
        ]
        self._parts.window.start_page.unfinished.show_runs(rows)
        if self._parts.tabs.are_made:
            self._parts.tabs.train.unfinished.show_runs(rows)

    def _offer_to_go_on(self) -> None:
        """Offer what can be done with the open run, where it is not done."""
        run, progress = self._parts.workspace.run, self._parts.tabs.train.progress
        ended = run is not None and run.status in ("done", "stopped") and not run.is_running
        progress.steering.offer_epochs(ended and self._parts.session.state == "idle")
        if run is None or self._parts.session.state != "idle":
            progress.show_offer("", "")
        elif run.is_running:
            progress.show_offer("Follow", "Another process trains this run.")
        elif run.status != "done":
            words = f"{how_far(run, run.status)}: it can go on from its last checkpoint."
            progress.show_offer("Resume", words)
        else:
            progress.show_offer("", "")

    @Slot(str)
    def _on_run_chosen(self, folder: str) -> None:
        self._go_on(Path(folder))

    @Slot()
    def _resume_opened(self) -> None:
        run = self._parts.workspace.run
        if run is None:
            raise RunError("No run is open.", mend="Open one first: File > Open run.")
        if run.status == "done" and not run.is_running:
            raise RunError(f"The run {run.name} is done: there is nothing to go on with.")
        self._go_on(run.path)

    def _go_on(self, folder: Path) -> None:
        """Follow a run that is being trained, or resume it."""
        training = self._parts.actions.training
        if Run.open(folder).is_running:
            training.follow(folder)
        else:
            training.resume(folder, own_process=self._parts.tabs.train.setup.own_process)

    # Weights

    @Slot(object, object)
    def _on_weights_needed(self, backbone: Backbone, order: Order) -> None:
        from desktop_app.train.weights_dialog import WeightsDialog

        training = self._parts.actions.training
        dialog = WeightsDialog(backbone, self._parts.window)
        dialog.download_chosen.connect(lambda: training.download_weights(backbone, order))
        dialog.file_chosen.connect(lambda: self._choose_weights(backbone, order))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_weights(self, backbone: Backbone, order: Order) -> None:
        file = file_dialogs.ask_for_weights(
            self._parts.window, backbone.weights_file, self._parts.settings.last_folder
        )
        if file is not None:
            self._parts.actions.training.take_weights(backbone, order, file)
