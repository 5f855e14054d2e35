"""Setting up a training: what can be found out before it starts."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.train.field_spec import RATE, STAGES, in_words
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.stages import stages_of

if TYPE_CHECKING:
    from desktop_app.jobs import Job
    from desktop_app.train.layers_dialog import LayersDialog
    from desktop_app.train.rate_dialog import RateDialog
    from training.config import RunConfig


class SetUpWiring(Wiring):
    """Shows pictures, layers, an estimate and a learning rate for what is set up."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._rate: Job | None = None
        parts.tabs.made.connect(self._on_tabs_made)

    @Slot()
    def _on_tabs_made(self) -> None:
        setup, actions = self._parts.tabs.train.setup, self._parts.actions.setting_up
        setup.preview.requested.connect(self._on_example_requested)
        setup.layers_requested.connect(self._on_layers_requested)
        setup.estimate.requested.connect(self._on_estimate_requested)
        setup.estimate.cancelled.connect(actions.cancel_estimate)
        setup.rate_requested.connect(self._on_rate_requested)
        actions.example_ready.connect(setup.preview.show_example)
        actions.example_failed.connect(self._on_example_failed)
        actions.trial_progressed.connect(setup.estimate.show_working)
        actions.trial_known.connect(setup.estimate.show_trial)
        actions.trial_failed.connect(self._on_trial_failed)

    @Slot(int)
    def _on_example_requested(self, number: int) -> None:
        setup = self._parts.tabs.train.setup
        try:
            self._parts.actions.setting_up.show_example(setup.recipe.name, setup.changes, number)
        except LesionLabError as error:
            setup.preview.show_nothing(in_words(str(error)))

    @Slot(object)
    def _on_example_failed(self, error: Exception) -> None:
        self._parts.tabs.train.setup.preview.show_nothing(_words(error))

    # Time, memory, disk

    @Slot()
    def _on_estimate_requested(self) -> None:
        setup = self._parts.tabs.train.setup
        try:
            self._parts.actions.setting_up.estimate(setup.recipe.name, setup.changes)
        except LesionLabError as error:
            setup.estimate.show_failure(in_words(str(error)))
        else:
            setup.estimate.show_working("Waiting for TensorFlow")

    @Slot(object)
    def _on_trial_failed(self, error: Exception) -> None:
        self._parts.tabs.train.setup.estimate.show_failure(_words(error))

    # Layers

    @Slot()
    def _on_layers_requested(self) -> None:
        from desktop_app.train.layers_dialog import LayersDialog

        setup = self._parts.tabs.train.setup
        job = self._parts.actions.setting_up.summarise(setup.recipe.name, setup.changes)
        dialog = LayersDialog(self._parts.window)
        job.succeeded.connect(dialog.show_summary)
        job.failed.connect(partial(_show_failure, dialog))
        dialog.rejected.connect(job.cancel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Learning rate

    @Slot()
    def _on_rate_requested(self) -> None:
        from desktop_app.train.rate_dialog import RateDialog

        setup, actions = self._parts.tabs.train.setup, self._parts.actions.setting_up
        job = actions.find_rate(setup.recipe.name, setup.changes)
        stages = stages_of(self._config())
        dialog = RateDialog([stage.learning_rate for stage in stages], self._parts.window)
        actions.rate_points.connect(dialog.plot.add_points)
        self._follow_rate(dialog, job)
        dialog.stage_chosen.connect(partial(self._on_stage_chosen, dialog))
        dialog.rate_chosen.connect(self._on_rate_chosen)
        dialog.rejected.connect(actions.cancel_rate)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _follow_rate(self, dialog: RateDialog, job: Job) -> None:
        """Show what becomes of a job in place of an earlier one, which is cancelled."""
        self._rate = job
        job.progressed.connect(dialog.show_progress)
        job.succeeded.connect(dialog.show_curve)
        job.failed.connect(partial(_show_failure, dialog))
        job.cancelled.connect(partial(self._on_rate_cancelled, dialog, job))

    def _on_rate_cancelled(self, dialog: RateDialog, job: Job) -> None:
        if job is self._rate:  # else it gave way to another stage
            dialog.show_interruption()

    def _on_stage_chosen(self, dialog: RateDialog, stage: int) -> None:
        setup, actions = self._parts.tabs.train.setup, self._parts.actions.setting_up
        try:
            job = actions.find_rate(setup.recipe.name, setup.changes, stage)
        except LesionLabError as error:  # such as a training that has begun meanwhile
            dialog.show_failure(_words(error))
        else:
            self._follow_rate(dialog, job)

    @Slot(float, int)
    def _on_rate_chosen(self, rate: float, stage: int) -> None:
        setup = self._parts.tabs.train.setup
        if stage == 0:
            setup.choose(setup.recipe.name, {RATE: rate})
            return
        stages = [each.model_dump(mode="json") for each in self._config().stages]
        stages[stage - 1]["learning_rate"] = rate
        setup.choose(setup.recipe.name, {STAGES: stages})

    def _config(self) -> RunConfig:
        setup = self._parts.tabs.train.setup
        return self._parts.workspace.config_of(setup.recipe.name, setup.changes)


def _show_failure(dialog: LayersDialog | RateDialog, error: Exception) -> None:
    dialog.show_failure(_words(error))


def _words(error: Exception) -> str:
    """Return what an error says to a person; a fault of the program has a dialog of its own."""
    if isinstance(error, LesionLabError):
        return in_words(str(error))
    sys.excepthook(type(error), error, error.__traceback__)
    return "This failed by a fault of the program."
