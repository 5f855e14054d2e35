"""The Predict tab: what the open run says about pictures, and its threshold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from desktop_app import file_dialogs
from desktop_app.open_pictures import OpenPicture
from desktop_app.widgets.images import to_pixels, to_qimage
from desktop_app.wiring.parts import Parts, Wiring
from desktop_app.work.showing import Seen
from training.errors import LesionLabError
from training.runs import Run

_PASTED = "Pasted picture"


class PredictWiring(Wiring):
    """Asks the open run about pictures, and moves its threshold."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parts, parent)
        self._pasted = 0
        parts.tabs.made.connect(self._on_tabs_made)
        parts.workspace.run_changed.connect(self._on_run_changed)
        parts.workspace.run_closed.connect(self._on_run_closed)
        parts.workspace.threshold_changed.connect(self._on_threshold_changed)
        parts.session.state_changed.connect(self._show_training)
        parts.window.tab_changed.connect(self._on_tab_changed)
        self.commands = {
            "picture": self._open_pictures,
            "picture-folder": self._open_folder,
            "watch": self._toggle_watching,
            "remove-pictures": self._remove_all,
        }

    @Slot()
    def _on_tabs_made(self) -> None:
        actions, predict = self._parts.actions, self._parts.tabs.predict
        asking = actions.prediction
        predict.follow(asking.pictures)
        predict.files_chosen.connect(asking.open_files)
        predict.picture_pasted.connect(self._on_picture_pasted)
        predict.open_requested.connect(self._open_pictures)
        predict.folder_requested.connect(self._open_folder)
        predict.watching_requested.connect(self._toggle_watching)
        predict.run_requested.connect(lambda: self._parts.window.command.emit("run"))
        predict.framing_requested.connect(asking.frame)
        predict.side.list.picture_chosen.connect(asking.show)
        predict.side.list.thumbnails_wanted.connect(asking.load_thumbnails)
        predict.side.removal_requested.connect(asking.remove)
        predict.side.go_on_requested.connect(asking.ask_stopped)
        predict.threshold_moved.connect(actions.threshold.move)
        predict.threshold_reset.connect(actions.threshold.reset)
        asking.seen.connect(self._on_seen)
        asking.unseen.connect(self._on_unseen)
        asking.thumbnails_ready.connect(predict.show_thumbnails)
        asking.remarked.connect(predict.remark)
        asking.failed.connect(self._on_failed)
        asking.tensorflow_needed.connect(self._show_training)
        asking.watching_changed.connect(self._on_watching_changed)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self._parts.tabs.predict.set_model(run.has_model)

    @Slot()
    def _on_run_closed(self) -> None:
        self._parts.tabs.predict.set_model(False)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        if self._parts.tabs.are_made:
            self._parts.tabs.predict.set_threshold(threshold)

    @Slot(str)
    def _on_tab_changed(self, name: str) -> None:
        if name == "predict":
            self._parts.actions.prediction.prepare()

    @Slot()
    def _show_training(self) -> None:
        waits = self._parts.actions.prediction.needs_tensorflow
        self._parts.tabs.predict.set_training(waits and self._parts.session.state != "idle")

    def _require_run(self) -> None:
        if self._parts.workspace.run is None:
            raise LesionLabError(
                "There is no model to ask about a picture yet.",
                mend="Train one, or open a run first.",
            )

    @Slot()
    def _open_pictures(self) -> None:
        self._require_run()
        settings = self._parts.settings
        files = file_dialogs.ask_for_pictures(self._parts.window, settings.last_folder)
        if files:
            settings.last_folder = files[0].parent
            self._parts.tabs.show("predict")
            self._parts.actions.prediction.open_files(files)

    @Slot()
    def _open_folder(self) -> None:
        folder = self._ask_for_folder("Open a folder of pictures")
        if folder is not None:
            self._parts.actions.prediction.open_files([folder])

    @Slot()
    def _toggle_watching(self) -> None:
        prediction = self._parts.actions.prediction
        if prediction.watched.folder is not None:
            prediction.stop_watching()
            return
        try:
            folder = self._ask_for_folder("Open by itself what is new in a folder")
            if folder is not None:
                prediction.watch(folder)
        finally:  # a button that was pressed in vain is not pressed
            self._on_watching_changed(prediction.watched.folder)

    def _ask_for_folder(self, title: str) -> Path | None:
        self._require_run()
        settings = self._parts.settings
        folder = file_dialogs.ask_for_folder(self._parts.window, title, settings.last_folder)
        if folder is not None:
            settings.last_folder = folder
            self._parts.tabs.show("predict")
        return folder

    @Slot(object)
    def _on_watching_changed(self, folder: Path | None) -> None:
        self._parts.window.check_watching(folder is not None)
        if self._parts.tabs.are_made:
            self._parts.tabs.predict.set_watching(folder)

    @Slot()
    def _remove_all(self) -> None:
        prediction = self._parts.actions.prediction
        prediction.remove(prediction.pictures.keys)

    @Slot(object)
    def _on_picture_pasted(self, image: QImage) -> None:
        self._pasted += 1
        name = _PASTED if self._pasted == 1 else f"{_PASTED} {self._pasted}"
        self._parts.actions.prediction.open_pixels(to_pixels(image), name)

    @Slot(object, object)
    def _on_seen(self, picture: OpenPicture, seen: Seen) -> None:
        image = to_qimage(seen.pixels)
        self._parts.tabs.predict.show_seen(picture.key, image, seen.size, seen.facts)

    @Slot(object, str)
    def _on_unseen(self, picture: OpenPicture, why: str) -> None:
        self._parts.tabs.predict.show_unseen(picture.key, why)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LesionLabError):
            self._parts.tabs.predict.show_failure(error.message, error.mend)
        else:
            self._parts.tabs.predict.show_failure(f"No picture can be read: {error}.")
