"""The one place where the parts of the window are wired together."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app import file_dialogs
from desktop_app.actions import Actions, PredictedPicture, RunResults
from desktop_app.data_actions import DataActions
from desktop_app.data_wiring import DataWiring
from desktop_app.data_work import SplitState
from desktop_app.error_presenter import ErrorPresenter
from desktop_app.errors import install_exception_hooks
from desktop_app.garbage import GarbageCollection
from desktop_app.jobs import Job, Jobs
from desktop_app.looking import DataOverview, Looking
from desktop_app.main_window import MainWindow
from desktop_app.session import Session
from desktop_app.settings import Settings
from desktop_app.theme import Scheme, apply_theme, as_scheme
from desktop_app.widgets.images import to_pixels, to_qimage
from desktop_app.workspace import Workspace
from training.backbones import Backbone
from training.config import RunConfig
from training.data.dataset import Dataset
from training.environment import package_versions
from training.errors import LesionLabError
from training.events import Event
from training.locations import Locations, current_locations
from training.logs import setup_logging
from training.runs import Run

logger = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 30.0


class Application(QObject):
    """Makes the parts and connects them.

    Attributes:
        window: The main window.
        workspace: What is open.
        session: The running training.
        actions: What a person can do.
        data: What a person can do with data sets.
        data_pages: The pages about data.
        looking: What is shown of the open data set.
        jobs: Work off the window's thread.
        train: The Train tab, once it is needed.
        inspect: The Inspect tab, once it is needed.
        predict: The Predict tab, once it is needed.
    """

    def __init__(self, locations: Locations, settings: Settings) -> None:
        super().__init__()
        self._locations = locations
        self._settings = settings
        self._showing_live_run = False
        self._close_when_finished = False
        self._garbage = GarbageCollection(self)
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.workspace = Workspace(self)
        self.actions = Actions(self.jobs, self.session, self.workspace, locations, self)
        self.looking = Looking(self.jobs, self.workspace, locations, self)
        self.data = DataActions(self.jobs, self.workspace, locations, self)
        self.window = MainWindow(settings)
        self.data_pages = DataWiring(self.window, self.data, self.workspace, settings, self)
        self.window.check_scheme(settings.colour_scheme)
        self.window.guard_closing(self._may_close)
        self.window.command.connect(self._on_command)
        self._tabs_made = False
        self._warmed_up = False
        self._connect_engine()

    def make_tabs(self) -> None:
        """Make the three tabs, the first time they are needed."""
        if self._tabs_made:
            return
        from desktop_app.inspect.view import InspectView
        from desktop_app.predict.view import PredictView
        from desktop_app.train.view import TrainView

        self._tabs_made = True
        self.train, self.inspect, self.predict = TrainView(), InspectView(), PredictView()
        self.window.add_tabs(self.train, self.inspect, self.predict)
        self._connect_views()

    def _connect_engine(self) -> None:
        self.workspace.dataset_changed.connect(self._on_dataset_changed)
        self.workspace.dataset_updated.connect(self._show_dataset)
        self.workspace.classes_changed.connect(self._on_classes_changed)
        self.workspace.run_changed.connect(self._on_run_changed)
        self.workspace.threshold_changed.connect(self._on_threshold_changed)
        self.jobs.active_changed.connect(self._on_active_changed)
        self.session.state_changed.connect(self._on_state_changed)
        self.session.events_arrived.connect(self._on_events_arrived)
        self.session.failed.connect(self._on_training_failed)
        self.session.finished.connect(self._on_training_finished)
        self.data.split_known.connect(self._on_split_known)
        self.data_pages.left.connect(self._show_tab)
        self.data_pages.set_up_needed.connect(self._show_leakage)
        self.actions.weights_needed.connect(self._on_weights_needed)
        self.actions.results_ready.connect(self._on_results_ready)
        self.actions.predicted.connect(self._on_predicted)
        self.looking.overview_ready.connect(self._on_overview_ready)

    def _connect_views(self) -> None:
        actions, train, inspect, predict = self.actions, self.train, self.inspect, self.predict
        train.start_requested.connect(actions.start_training)
        train.stop_requested.connect(actions.stop_training)
        train.setup_changed.connect(self._on_setup_changed)
        inspect.batch_requested.connect(self._on_batch_requested)
        inspect.thumbnails_requested.connect(actions.load_thumbnails)
        actions.batch_ready.connect(inspect.batch.show_batch)
        actions.thumbnails_ready.connect(inspect.results.show_thumbnails)
        inspect.data_requested.connect(self.looking.load_overview)
        inspect.data_thumbnails_wanted.connect(self.looking.load_thumbnails)
        self.looking.thumbnails_ready.connect(inspect.data.browser.show_thumbnails)
        predict.files_chosen.connect(self._on_files_chosen)
        predict.picture_pasted.connect(self._on_picture_pasted)
        predict.open_requested.connect(self._open_picture)
        predict.threshold_moved.connect(actions.move_threshold)
        predict.threshold_reset.connect(actions.reset_threshold)

    # What is open

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        self._show_dataset(dataset)
        self.window.show_tab("train")
        self._warm_up()

    @Slot(object)
    def _show_dataset(self, dataset: Dataset) -> None:
        self.make_tabs()
        self.window.header.show_dataset(dataset)
        self.train.show_dataset(self.workspace.to_train_on)
        self.train.show_split_state("", 0)
        self.inspect.refresh_batch()
        self.inspect.refresh_data()
        self.data.look_at_split()

    @Slot(object)
    def _on_classes_changed(self, dataset: Dataset) -> None:
        self.train.show_dataset(dataset)
        self.inspect.refresh_batch()
        self.window.show_tab("train")

    @Slot(object)
    def _on_split_known(self, state: SplitState) -> None:
        self.train.show_split_state(state.word, state.leaks)

    @Slot(str)
    def _show_tab(self, name: str) -> None:
        self.make_tabs()
        self.window.show_tab(name)

    @Slot()
    def _show_leakage(self) -> None:
        setup = self.train.setup
        busy = "" if self.session.state == "idle" else "A training is running: stop it first."
        self.data_pages.compare_with(setup.recipe.name, setup.recipe.title, setup.changes, busy)

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        self.make_tabs()
        self.window.header.show_run(run)
        self.predict.set_model(run.has_model)
        if not self._showing_live_run:
            if self.session.state == "idle":
                self.train.show_run(run.events())
            self.window.show_tab("inspect")
        self.inspect.show_waiting()
        self.predict.show_results(None, self.workspace.threshold)
        self.actions.load_results(run).finished.connect(self.inspect.end_waiting)
        self._warm_up()

    def _warm_up(self) -> None:
        """Let TensorFlow start behind the window: it will soon be needed."""
        if not self._warmed_up:
            self._warmed_up = True
            job = self.jobs.run_tensorflow("Starting TensorFlow", _devices)
            job.succeeded.connect(self._on_warmed_up)

    @Slot(str)
    def _on_warmed_up(self, device: str) -> None:
        self._garbage.leave_alone_what_is_there()
        self.window.status.show_device(device)

    @Slot(float)
    def _on_threshold_changed(self, threshold: float) -> None:
        if self._tabs_made:
            self.inspect.set_threshold(threshold)
            self.predict.set_threshold(threshold)

    @Slot(object)
    def _on_results_ready(self, results: RunResults) -> None:
        run = self.workspace.run
        if run is None or run.path != results.run.path:
            return
        threshold = self.workspace.threshold
        self.inspect.show_results(results.parts, results.images, threshold)
        self.predict.show_results(results.parts.get("validation"), threshold)

    # Training

    @Slot(str)
    def _on_state_changed(self, state: str) -> None:
        self.make_tabs()
        self.train.set_state(state)
        self.predict.set_training(state != "idle")
        self._on_active_changed(self.jobs.active)  # only now is it known which one is the training

    @Slot(object)
    def _on_events_arrived(self, events: list[Event]) -> None:
        self.train.show_events(events)

    @Slot(object)
    def _on_training_failed(self, error: Exception) -> None:
        if isinstance(error, LesionLabError):
            self.train.show_failure(error.message, error.mend)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    @Slot(object)
    def _on_training_finished(self, run: Run | None) -> None:
        if self._close_when_finished:
            self.window.close()
        elif run is not None:
            self._showing_live_run = True  # the Train tab shows it already
            self.workspace.open_run(run)
            self._showing_live_run = False

    @Slot(object, object)
    def _on_weights_needed(self, backbone: Backbone, config: RunConfig) -> None:
        from desktop_app.train.weights_dialog import WeightsDialog

        dialog = WeightsDialog(backbone, self.window)
        dialog.download_chosen.connect(lambda: self.actions.download_weights(backbone, config))
        dialog.file_chosen.connect(lambda: self._choose_weights(backbone, config))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_weights(self, backbone: Backbone, config: RunConfig) -> None:
        file = file_dialogs.ask_for_weights(
            self.window, backbone.weights_file, self._settings.last_folder
        )
        if file is not None:
            self.actions.take_weights(backbone, config, file)

    @Slot(object)
    def _on_active_changed(self, jobs: tuple[Job, ...]) -> None:
        shown = (job for job in jobs if job.title and job is not self.session.job)
        self.window.status.show_jobs(tuple(shown))

    # Inspect and Predict

    @Slot(object)
    def _on_overview_ready(self, overview: DataOverview) -> None:
        if overview.dataset is self.workspace.dataset:
            self.inspect.show_data(overview.statistics, overview.index)

    @Slot()
    def _on_setup_changed(self) -> None:
        if self.workspace.dataset is not None:
            self.inspect.refresh_batch()

    @Slot(str, int)
    def _on_batch_requested(self, part: str, number: int) -> None:
        setup = self.train.setup
        self.actions.load_batch(setup.recipe.name, setup.changes, part, number)

    @Slot(object)
    def _on_files_chosen(self, files: list[Path]) -> None:
        self.predict.show_waiting(files[0].name)
        job = self.actions.predict_file(files[0])
        job.finished.connect(self.predict.end_waiting)

    @Slot(object)
    def _on_picture_pasted(self, image: QImage) -> None:
        name = "Pasted picture"
        self.predict.show_waiting(name)
        job = self.actions.predict_pixels(to_pixels(image), name)
        job.finished.connect(self.predict.end_waiting)

    @Slot(object)
    def _on_predicted(self, picture: PredictedPicture) -> None:
        if picture.run is not self.workspace.run:
            return
        self.predict.show_prediction(
            to_qimage(picture.pixels),
            picture.name,
            picture.prediction.probability,
            picture.prediction.class_probabilities,
        )

    # Menus and dialogs

    @Slot(str)
    def _on_command(self, command: str) -> None:
        if self.data_pages.run_command(command):
            return
        name, _, value = command.partition(":")
        match name:
            case "run":
                self._ask_for_run()
            case "picture":
                self._open_picture()
            case "start":
                self.window.show_start_page()
            case "tab":
                self._show_tab(value)
            case "scheme":
                self.set_scheme(as_scheme(value))
            case "logs":
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._locations.logs)))
            case "about":
                self._show_about()

    def set_scheme(self, scheme: Scheme) -> None:
        """Change between light and dark, and remember it.

        Args:
            scheme: "system", "light" or "dark".
        """
        self._settings.colour_scheme = scheme
        self.window.check_scheme(scheme)
        apply_theme(make_qt_application(), scheme)

    def _folder(self) -> Path:
        return self._settings.last_folder

    def _ask_for_run(self) -> None:
        folder = file_dialogs.ask_for_folder(self.window, "Open a run", self._locations.runs)
        if folder is not None:
            self.actions.open_run(folder)

    @Slot()
    def _open_picture(self) -> None:
        if self.workspace.run is None:
            raise LesionLabError(
                "There is no model to ask about a picture yet.",
                mend="Train one, or open a run first.",
            )
        file = file_dialogs.ask_for_picture(self.window, self._folder())
        if file is not None:
            self._settings.last_folder = file.parent
            self.window.show_tab("predict")
            self._on_files_chosen([file])

    def _show_about(self) -> None:
        versions = "\n".join(f"{name} {version}" for name, version in package_versions().items())
        box = QMessageBox(self.window)
        box.setWindowTitle("About LesionLab")
        box.setText("LesionLab trains, judges and uses skin-lesion classifiers on this computer.")
        box.setInformativeText(
            "For research and education. It is not a medical device.\n"
            f"Licence: Apache-2.0\n\n{versions}"
        )
        box.finished.connect(box.deleteLater)
        box.open()

    # The end

    def _may_close(self) -> bool:
        """Return whether the window may close at once; ask where a training runs."""
        if self.session.state == "idle":
            self.actions.save_threshold()
            self.window.status.stop()
            return True
        if not self._close_when_finished:
            self._ask_to_stop()
        return False

    def _ask_to_stop(self) -> None:
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("A training is running")
        box.setText("Stop the training and close LesionLab?")
        box.setInformativeText("What was learned so far is kept in the run folder.")
        stop = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Go on training", QMessageBox.ButtonRole.RejectRole)
        stop.clicked.connect(self._on_stop_and_close)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot()
    def _on_stop_and_close(self) -> None:
        self._close_when_finished = True
        if self.session.state == "idle":
            self.window.close()
        else:
            self.session.abandon()

    def shut_down(self) -> bool:
        """End all threads; False where one of them did not end in time."""
        self._settings.save()
        self.session.abandon()
        ended = self.jobs.shutdown(SHUTDOWN_SECONDS)
        self._garbage.stop()
        return ended


def _devices(_progress: object) -> str:
    from training.environment import devices

    return ", ".join(devices())


def make_qt_application() -> QApplication:
    """Return Qt's application object, made once."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication([sys.argv[0] if sys.argv else "lesionlab"])
    app.setApplicationName("LesionLab")
    app.setApplicationDisplayName("LesionLab")
    app.setDesktopFileName("lesionlab")
    return app


def run(
    *, locations: Locations | None = None, started: Callable[[Application], None] | None = None
) -> int:
    """Open the window and stay until it is closed.

    Args:
        locations: Where things are kept; by default the usual folders.
        started: Called with the Application once the window is shown.

    Returns:
        The exit status.
    """
    locations = locations or current_locations()
    qt = make_qt_application()
    presenter = ErrorPresenter(setup_logging(locations.logs))
    hooks = install_exception_hooks(presenter.present)
    settings = Settings(locations)
    apply_theme(qt, settings.colour_scheme)
    application = Application(locations, settings)
    presenter.window = application.window
    application.window.show()
    if started is not None:
        QTimer.singleShot(0, partial(started, application))
    status = qt.exec()
    ended = application.shut_down()
    hooks.remove()
    if not ended:
        # Python and Qt would abort while they tear down what the thread still uses.
        logger.error("A thread did not end; the process is ended without it")
        os._exit(status)
    return status
