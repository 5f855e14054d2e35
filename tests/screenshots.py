"""Pictures of the real main window in every state: `python -m tests.screenshots OUT`.

They are to be looked at after every change to a view: light and dark, small and large.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import count, product
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.app import Application, make_qt_application
from desktop_app.data.classes_dialog import ClassesDialog
from desktop_app.data.regroup_dialog import RegroupDialog
from desktop_app.data.values import LeakageRow
from desktop_app.error_presenter import ErrorPresenter
from desktop_app.inspect.pages import InspectPage
from desktop_app.settings import Settings
from desktop_app.theme import Scheme, apply_theme, current_colours
from desktop_app.train.weights_dialog import WeightsDialog
from tests.data.pictures import encoded, many, noise, picture, write_files
from tests.screenshots_inspect import take_inspect
from tests.screenshots_lessons import take_lessons
from tests.screenshots_predicting import take_predicting
from tests.screenshots_program import take_program
from tests.screenshots_reviewing import take_reviewing
from tests.screenshots_runs import take_runs
from tests.screenshots_teaching import take_teaching
from tests.screenshots_training import take_training
from tests.screenshots_watching import take_setting_up, take_watching
from training.backbones import get_backbone
from training.data.builtin import make_builtin_dataset
from training.data.regroup import regroupings
from training.errors import ImageError
from training.events import EpochEnded, Event
from training.locations import HOME_VARIABLE, current_locations
from training.logs import setup_logging

SIZES = ((1280, 720), (1920, 1080))
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WAIT_SECONDS = 120


class Photographer:
    """Leads one window through its states and keeps a picture of each."""

    def __init__(self, out: Path, scheme: Scheme, size: tuple[int, int]) -> None:
        self._out = out
        self._name = f"{scheme}-{size[0]}x{size[1]}"
        locations = current_locations()
        self._qt = make_qt_application()
        apply_theme(self._qt, scheme)
        settings = Settings(locations)
        settings.colour_scheme = scheme  # what the window goes back to after lecture mode
        setup_logging(locations.logs)  # a run's own log is written by it
        self.app = Application(locations, settings)
        self._epochs = 0
        self.app.session.events_arrived.connect(self._count_epochs)
        self.app.window.resize(*size)
        self.app.window.show()

    def take_all(self) -> None:
        """Go through all states."""
        app = self.app
        self._take("01-start")
        self._take_import_pages()
        self._take_checks()
        app.actions.datasets.make_builtin_lesions(600)
        self._rest()
        self._take("02-data-set-open")
        app.train.setup.start_button.click()
        self._wait(lambda: self._epochs >= 6)
        self._take("03-training")
        self._wait(lambda: app.session.state == "idle" and app.workspace.run is not None)
        self._rest()
        self._take("04-trained")
        app.window.show_tab("inspect")
        self._rest()
        self._take("05-inspect-results")
        app.inspect.show_page(InspectPage.BATCH)
        self._rest()
        self._take("06-inspect-batch")
        self._take_data()
        take_predicting(app, self._take, self._rest, self._extremes())
        take_reviewing(app, self._take, self._rest)
        take_inspect(app, self._take, self._rest)
        self._take_failure()
        take_training(app, self._take, self._rest)
        take_setting_up(app, self._take, self._rest, self._wait)
        take_watching(app, self._take, self._rest, self._wait)
        take_runs(app, self._take, self._rest)
        take_teaching(app, self._take, self._rest)
        take_lessons(app, self._take, self._rest)
        self._take_leakage()
        self._take_dialogs()
        take_program(app, self._take, self._rest)
        self._end()

    def take_trainings(self) -> None:
        """Go through the states of the Train tab and the Runs page alone."""
        app = self.app
        app.actions.datasets.make_builtin_lesions(600)
        self._rest()
        take_setting_up(app, self._take, self._rest, self._wait)
        take_watching(app, self._take, self._rest, self._wait)
        app.train.setup.choose("small-cnn", {"optimisation.epochs": 6})
        self._take_failure()
        take_training(app, self._take, self._rest)
        take_runs(app, self._take, self._rest)
        self._end()

    def take_inspect(self) -> None:
        """Go through the pages of the Inspect tab alone."""
        take_inspect(self.app, self._take, self._rest)
        self._end()

    def take_predict(self) -> None:
        """Go through the states of the Predict tab alone."""
        app = self.app
        app.actions.datasets.make_builtin_lesions(600)
        self._rest()
        app.train.setup.start_button.click()
        self._wait(lambda: self._epochs >= 1)
        self._wait(lambda: app.session.state == "idle" and app.workspace.run is not None)
        self._rest()
        take_predicting(app, self._take, self._rest, self._extremes())
        self._end()

    def take_program(self) -> None:
        """Take guide, keyboard map, preferences, log and what the program is made of alone."""
        take_program(self.app, self._take, self._rest)
        self._end()

    def take_lessons(self) -> None:
        """Go through the steps of all lessons alone."""
        take_lessons(self.app, self._take, self._rest)
        self._end()

    def _end(self) -> None:
        self.app.window.close()
        self.app.shut_down()

    def _take_data(self) -> None:
        """Take what the data set is made of, the pictures of a class, and one of them large."""
        inspect = self.app.inspect
        inspect.show_page(InspectPage.DATA)
        self._rest()
        self._take("20-inspect-data")
        inspect.data.charts[0].setFocus()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(inspect.data.charts[0], key)
        self._rest()
        self._take("20-inspect-data-one-class")
        inspect.data.browser.wall.picture_activated.emit(3)
        self._rest()
        self._take("21-viewer", over=inspect.viewer)
        inspect.viewer.picture.zoom_by(3)
        self._take("21-viewer-closer", over=inspect.viewer)
        inspect.viewer.close()

    def _take_import_pages(self) -> None:
        """Take what opening and getting data looks like, for a layout, a table and nothing."""
        app = self.app
        for state, folder in _folders(current_locations().cache).items():
            app.importing.open_sources([folder])
            self._rest()
            self._take(f"14-open-{state}")
        page = app.importing.page
        app.importing.open_sources([current_locations().cache / "classes"])
        self._rest()
        page.name.field.setText("lesions/2024")
        self._take("14-open-name-that-cannot-be")
        page.name.field.setText("lesions 2024")
        page.show_busy("Importing")
        page.progress.show_progress("Reading pictures", 3120, 10015)
        self._take("14-open-importing")
        page.end_busy()
        self.app.window.command.emit("fetch")
        self._take("15-get-data")
        app.fetching.page.show_busy("Downloading ham10000")
        app.fetching.page.progress.show_progress(
            "HAM10000_images_part_1.zip", 4 * 10**8, 14 * 10**8
        )
        self._take("15-getting-data")
        app.fetching.page.end_busy()
        self.app.window.show_start_page()

    def _take_checks(self) -> None:
        """Take the data check, which an import leads to: running, with findings, with none."""
        app = self.app
        app.importing.open_sources([_folder_with_findings(current_locations().cache)])
        self._rest()
        app.importing.page.start.click()
        self._rest()
        page = app.checking.page
        for row in range(page.list.count()):
            page.list.setCurrentRow(row)
            self._rest()
            self._take(f"16-checked-{row + 1}")
        page.list.setCurrentRow(0)
        page.panel.mend.click()
        self._rest()
        self._take("16-checked-mended")
        page.undo.click()
        self._rest()
        page.forget()
        page.show_waiting("Lesions with findings")
        page.progress.show_progress("Looking at the pictures", 3120, 10015)
        self._take("16-checking")
        page.show_findings((), {}, "")
        self._take("16-nothing-found")

    def _take_failure(self) -> None:
        """Take a training whose loss is no number any more in its fifth epoch."""
        from training.callbacks import finite_loss

        app, look, seen = self.app, finite_loss._look, count()

        def spoilt(logs: dict[str, Any] | None, message: str) -> None:
            look({"loss": math.nan} if next(seen) > 60 else logs, message)

        app.window.show_tab("train")
        with patch.object(finite_loss, "_look", spoilt):
            app.train.setup.start_button.click()
            self._wait(lambda: app.session.state == "idle")
        self._rest()
        self._take("10-training-failed")

    def _take_leakage(self) -> None:
        """Take what leakage does, and what is said of a split by picture."""
        app = self.app
        app.window.command.emit("leakage")
        self._take("17-leakage")
        app.leakage.page.show_busy("Comparing two splits")
        app.leakage.page.progress.show_progress("Training, split by picture: epochs", 3, 20)
        self._take("17-leakage-comparing")
        app.leakage.page.end_busy()
        app.leakage.page.show_rows(
            [
                LeakageRow(
                    part,
                    measure,
                    "0.912 (0.890 to 0.931), n = 1,502",
                    "0.842 (0.813 to 0.868), n = 1,511",
                    "+0.070 (+0.031 to +0.109), n = 3,013",
                )
                for part in ("validation", "test")
                for measure in ("ROC AUC", "Accuracy", "Sensitivity", "Specificity")
            ],
            "By picture, 1,034 lesions stand on both sides; by lesion, 0.",
        )
        self._take("17-leakage-compared")
        app.window.show_tab("train")
        app.train.setup.choose(app.train.setup.recipe.name, {"split.by": "image"})
        self._take("18-split-by-picture")

    def _take_dialogs(self) -> None:
        app, dataset = self.app, self.app.workspace.dataset
        if dataset is None:
            raise RuntimeError("No data set is open.")
        self._take_with("11-classes", ClassesDialog(dataset, app.window))
        counts = {"akiec": 327, "bcc": 514, "bkl": 1099, "mel": 1113, "nv": 6705}
        regroup = RegroupDialog(
            counts, regroupings(counts), {}, ("akiec", "bcc", "mel"), app.window
        )
        self._take_with("19-regroup", regroup)
        backbone = get_backbone("mobilenet_075")
        self._take_with("12-weights-missing", WeightsDialog(backbone, app.window))
        presenter = ErrorPresenter(current_locations().logs / "lesionlab.log", app)
        presenter.window = app.window
        presenter.present(
            ImageError("lesion.jpg is not a picture that can be read.", mend="Copy it again."), ""
        )
        if presenter.dialog is not None:
            self._take_with("13-error", presenter.dialog)

    def _extremes(self) -> tuple[Path, Path]:
        """Return the test pictures that are read as most benign and most malignant."""
        run, dataset = self.app.workspace.run, self.app.workspace.dataset
        predictions = run.predictions("test") if run else None
        if predictions is None or dataset is None:
            raise RuntimeError("There are no predictions.")
        table = dataset.samples.set_index("sample_id")
        order = predictions.probability.argsort()
        first, last = (str(predictions.sample_id[place]) for place in (order[0], order[-1]))
        return (
            dataset.image_path(str(table.loc[first, "image"])),
            dataset.image_path(str(table.loc[last, "image"])),
        )

    def _take(self, state: str, over: QWidget | None = None) -> None:
        _let_events_pass(250)
        picture = self.app.window.grab()
        over = over or QApplication.activeModalWidget()
        if over is not None:
            painter = QPainter(picture)
            frame = over.rect().adjusted(-1, -31, 0, 0)  # stands for the desktop's own
            frame.moveCenter(self.app.window.rect().center())
            painter.setPen(current_colours().muted)
            painter.setBrush(QColor(current_colours().border))
            painter.drawRect(frame)
            title = frame.adjusted(12, 0, -12, 31 - frame.height())
            painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, over.windowTitle())
            painter.drawPixmap(frame.topLeft() + QPoint(1, 31), over.grab())
            painter.end()
        path = self._out / f"{self._name}-{state}.png"
        picture.save(str(path))
        sys.stdout.write(f"{path}\n")

    def _take_with(self, state: str, dialog: QDialog) -> None:
        dialog.open()
        self._take(state, over=dialog)
        dialog.close()
        dialog.deleteLater()

    def _count_epochs(self, events: list[Event]) -> None:
        self._epochs += sum(isinstance(event, EpochEnded) for event in events)

    def _rest(self) -> None:
        _let_events_pass(300)
        self._wait(lambda: not self.app.jobs.active)

    def _wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("The window did not reach the next state.")
            _let_events_pass(20)


def _let_events_pass(milliseconds: int) -> None:
    """Run the event loop for a while. (QTest.qWait would keep Python's lock from the threads.)"""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _folders(root: Path) -> dict[str, Path]:
    """Make, and return, folders that are opened: classes and parts, an odd table, no pictures."""
    classes, table, nothing = root / "classes", root / "table", root / "nothing"
    write_files(classes, many({"train/nevus": 12, "train/melanoma": 7, "test/melanoma": 5}))
    write_files(table, {f"{number}.png": picture(number) for number in range(12)})
    rows = [f"{n}.png;{('naevus', 'melanom')[n % 2]};{30 + n};w;{n // 3}" for n in range(12)]
    (table / "befunde.csv").write_text("\n".join(["Foto;Befund;Alter;Geschlecht;Patient", *rows]))
    nothing.mkdir(parents=True, exist_ok=True)
    (nothing / "train.csv").write_text(
        "image_name,patient_id,sex,age_approx,anatom_site_general_challenge,diagnosis,"
        "benign_malignant,target\n"
        + "".join(f"ISIC_{n:07},IP_{n // 9},male,45.0,torso,nevus,benign,0\n" for n in range(300))
    )
    return {"classes": classes, "table": table, "pictures-missing": nothing}


def _folder_with_findings(root: Path) -> Path:
    """Make, and return, a folder whose check has much to say."""
    drawn = make_builtin_dataset(root / "drawn", count=60)
    folder, files = root / "Lesions with findings", {}
    for number, (image, name) in enumerate(drawn.samples[["image", "class"]].itertuples(False)):
        data = drawn.image_path(image).read_bytes()
        part = ("train", "train", "validation", "test")[number % 4]
        files[f"{part}/{name}/lesion {number:03}.jpg"] = data
        if number % 9 == 0:
            files[f"test/{name}/the same again {number:03}.jpg"] = data
        if number % 20 == 0:
            files[f"train/{('benign', 'malignant')[name == 'benign']}/other {number}.jpg"] = data
    files["train/benign/cut off.jpg"] = data[: len(data) // 3]
    files["train/benign/small.png"] = picture(1)
    files["train/benign/black.png"] = encoded(Image.new("RGB", (128, 128)))
    files["train/seborrhoeic keratosis of the upper extremity/one.png"] = encoded(
        noise(3, (128, 128))
    )
    return write_files(folder, files)


def main(argv: Sequence[str] | None = None) -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--scheme", choices=SCHEMES, help="this one alone")
    parser.add_argument("--trainings", action="store_true", help="Train tab and Runs page alone")
    parser.add_argument("--predict", action="store_true", help="states of the Predict tab alone")
    parser.add_argument("--inspect", action="store_true", help="pages of the Inspect tab alone")
    parser.add_argument("--lessons", action="store_true", help="steps of all lessons alone")
    parser.add_argument("--program", action="store_true", help="guide, preferences, log alone")
    parser.add_argument("--width", type=int, choices=[w for w, _ in SIZES], help="this one alone")
    chosen = parser.parse_args(argv)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for scheme, size in product(SCHEMES, SIZES):
        if (chosen.scheme or scheme) == scheme and (chosen.width or size[0]) == size[0]:
            with tempfile.TemporaryDirectory() as home:
                os.environ[HOME_VARIABLE] = home
                photographer = Photographer(chosen.out, scheme, size)
                if chosen.inspect:
                    photographer.take_inspect()
                elif chosen.predict:
                    photographer.take_predict()
                elif chosen.program:
                    photographer.take_program()
                elif chosen.lessons:
                    photographer.take_lessons()
                elif chosen.trainings:
                    photographer.take_trainings()
                else:
                    photographer.take_all()


if __name__ == "__main__":
    main()
