"""The Train tab: what is trained, and what was."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Slot

from desktop_app import file_dialogs
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.checking import SplitState
from training.backbones import Backbone
from training.config import RunConfig
from training.data.dataset import Dataset
from training.errors import LesionLabError
from training.events import Event
from training.runs import Run


class TrainingWiring(Wiring):
    """Starts and shows trainings; a past run is shown by the same events."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.dataset_changed.connect(self._show_dataset)
        parts.workspace.dataset_updated.connect(self._show_dataset)
        parts.workspace.classes_changed.connect(self._on_classes_changed)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.actions.checks.split_known.connect(self._on_split_known)
        parts.actions.training.weights_needed.connect(self._on_weights_needed)
        parts.session.state_changed.connect(self._on_state_changed)
        parts.session.events_arrived.connect(self._on_events_arrived)
        parts.session.failed.connect(self._on_failed)
        parts.session.finished.connect(self._on_finished)

    @Slot()
    def _on_tabs_made(self) -> None:
        train, past = self._parts.tabs.train, self._parts.actions.runs.events
        train.start_requested.connect(self._parts.actions.training.start)
        train.stop_requested.connect(self._parts.actions.training.stop)
        past.arrived.connect(train.show_events)
        past.ended.connect(train.end_past_run)

    # What is open

    @Slot()
    def _show_dataset(self) -> None:
        train = self._parts.tabs.train
        train.show_dataset(self._parts.workspace.to_train_on)
        train.show_split_state("", 0)
        self._parts.actions.checks.look_at_split()

    @Slot(object)
    def _on_classes_changed(self, dataset: Dataset) -> None:
        self._parts.tabs.train.show_dataset(dataset)

    @Slot(object)
    def _on_split_known(self, state: SplitState) -> None:
        self._parts.tabs.train.show_split_state(state.word, state.leaks)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        if run is not self._parts.session.run and self._parts.session.state == "idle":
            self._parts.tabs.train.begin_past_run()
            self._parts.actions.runs.events.load(run)

    # The running training

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        if state == "starting":
            self._parts.actions.runs.events.stop()
        self._parts.tabs.train.set_state(state)

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
        if run is not None and not self._parts.session.abandoned:
            self._parts.workspace.open_run(run)

    # Weights

    @Slot(object, object)
    def _on_weights_needed(self, backbone: Backbone, config: RunConfig) -> None:
        from desktop_app.train.weights_dialog import WeightsDialog

        training = self._parts.actions.training
        dialog = WeightsDialog(backbone, self._parts.window)
        dialog.download_chosen.connect(lambda: training.download_weights(backbone, config))
        dialog.file_chosen.connect(lambda: self._choose_weights(backbone, config))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_weights(self, backbone: Backbone, config: RunConfig) -> None:
        file = file_dialogs.ask_for_weights(
            self._parts.window, backbone.weights_file, self._parts.settings.last_folder
        )
        if file is not None:
            self._parts.actions.training.take_weights(backbone, config, file)
