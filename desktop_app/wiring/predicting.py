"""The Predict tab: what the open run says about a picture, and its threshold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from desktop_app import file_dialogs
from desktop_app.actions.prediction import PredictedPicture
from desktop_app.actions.runs import RunResults
from desktop_app.widgets.images import to_pixels, to_qimage
from desktop_app.wiring.parts import Parts, Wiring
from training.errors import LesionLabError
from training.runs import Run


class PredictWiring(Wiring):
    """Asks the open run about pictures, and moves its threshold."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(lambda: parts.tabs.predict.set_model(False))
        parts.workspace.threshold_changed.connect(self._on_threshold_changed)
        parts.session.state_changed.connect(self._on_state_changed)
        self.commands = {"picture": self._open_picture}

    @Slot()
    def _on_tabs_made(self) -> None:
        actions, predict = self._parts.actions, self._parts.tabs.predict
        predict.files_chosen.connect(self._on_files_chosen)
        predict.picture_pasted.connect(self._on_picture_pasted)
        predict.open_requested.connect(self._open_picture)
        predict.threshold_moved.connect(actions.threshold.move)
        predict.threshold_reset.connect(actions.threshold.reset)
        actions.prediction.predicted.connect(self._on_predicted)
        actions.runs.results_ready.connect(self._on_results_ready)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._parts.tabs.predict.set_model(run.has_model)
        self._parts.tabs.predict.show_results(None, self._parts.workspace.threshold)

    @Slot(object)
    def _on_results_ready(self, results: RunResults) -> None:
        workspace = self._parts.workspace
        if results.run is workspace.run:
            validation = results.parts.get("validation")
            self._parts.tabs.predict.show_results(validation, workspace.threshold)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        if self._parts.tabs.are_made:
            self._parts.tabs.predict.set_threshold(threshold)

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        self._parts.tabs.predict.set_training(state != "idle")

    @Slot()
    def _open_picture(self) -> None:
        window, settings = self._parts.window, self._parts.settings
        if self._parts.workspace.run is None:
            raise LesionLabError(
                "There is no model to ask about a picture yet.",
                mend="Train one, or open a run first.",
            )
        file = file_dialogs.ask_for_picture(window, settings.last_folder)
        if file is not None:
            settings.last_folder = file.parent
            self._parts.tabs.show("predict")
            self._on_files_chosen([file])

    @Slot(object)
    def _on_files_chosen(self, files: list[Path]) -> None:
        predict = self._parts.tabs.predict
        predict.show_waiting(files[0].name)
        job = self._parts.actions.prediction.predict_file(files[0])
        job.finished.connect(predict.end_waiting)

    @Slot(object)
    def _on_picture_pasted(self, image: QImage) -> None:
        predict, name = self._parts.tabs.predict, "Pasted picture"
        predict.show_waiting(name)
        job = self._parts.actions.prediction.predict_pixels(to_pixels(image), name)
        job.finished.connect(predict.end_waiting)

    @Slot(object)
    def _on_predicted(self, picture: PredictedPicture) -> None:
        if picture.run is self._parts.workspace.run:
            self._parts.tabs.predict.show_prediction(
                to_qimage(picture.pixels),
                picture.name,
                picture.prediction.probability,
                picture.prediction.class_probabilities,
            )
