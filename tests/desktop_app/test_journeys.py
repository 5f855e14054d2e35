"""Whole journeys of a person in the real main window, with mouse and keyboard."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from tests.data.pictures import write_zip
from training.cli import main
from training.events import EpochEnded
from training.locations import current_locations
from training.runs import Run

WAIT = 120_000


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def start_page_button(application: Application, way: str) -> QPushButton:
    button = application.window.start_page.findChild(QPushButton, way)
    assert button is not None
    return button


def rest(qtbot: QtBot, application: Application) -> None:
    """Wait until no work is left."""
    qtbot.waitUntil(
        lambda: application.session.state == "idle" and not application.jobs.active, timeout=WAIT
    )


def train(qtbot: QtBot, application: Application) -> Run:
    """Press Start and wait for the run and its results."""
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        click(qtbot, application.train.setup.start_button)
    rest(qtbot, application)
    assert application.workspace.run is not None
    return application.workspace.run


def drop(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(QPoint(20, 20)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    target.dropEvent(event)


def test_from_the_start_page_to_a_verdict(qtbot: QtBot, application: Application) -> None:
    with qtbot.waitSignal(application.workspace.dataset_changed, timeout=WAIT):
        click(qtbot, start_page_button(application, "builtin"))
    application.train.setup.choose("small-cnn", {"optimisation.epochs": 3})
    run = train(qtbot, application)
    assert run.status == "done"
    assert len(run.history()) == 3

    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)
    qtbot.keyClick(application.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert application.inspect.isVisible()
    validation = run.predictions("validation")
    assert validation is not None
    shown = application.inspect.results.numbers.text("ROC AUC")
    evaluation = json.loads((run.path / "evaluation.json").read_text("utf-8"))
    assert shown == f"{evaluation['validation']['auc']['value']:.3f}"

    application.window.show_tab("predict")
    dataset = application.workspace.dataset
    assert dataset is not None
    picture = dataset.image_path(str(dataset.samples["image"].iloc[0]))
    with qtbot.waitSignal(application.actions.prediction.predicted, timeout=WAIT) as asked:
        drop(application.predict.picture, picture)
    probability = asked.args[0].prediction.probability
    slider = application.predict.threshold.slider

    busy = []
    application.jobs.tensorflow_busy_changed.connect(busy.append)
    slider.value_changed.emit(max(0.0, probability - 0.05))
    assert "Malignant" in application.predict.answer.heading
    slider.value_changed.emit(min(1.0, probability + 0.05))
    assert "Benign" in application.predict.answer.heading
    counts = application.predict.threshold.matrix.counts
    threshold = application.workspace.threshold
    assert counts[1, 1] == ((validation.probability >= threshold) & validation.is_positive).sum()
    assert not busy, "the slider must not run the model again"

    qtbot.waitUntil(lambda: run.operating_point.chosen, timeout=WAIT)
    assert run.operating_point.threshold == threshold
    rest(qtbot, application)


def test_archives_with_three_classes_and_a_broken_picture(
    qtbot: QtBot, application: Application, tiny_dataset_folder: Path, tmp_path: Path
) -> None:
    benign = sorted((tiny_dataset_folder / "benign").glob("*.png"))
    dark = sorted((tiny_dataset_folder / "malignant").glob("*.png"))
    files = {f"train/nevus/{p.name}": p.read_bytes() for p in benign[:10]}
    files |= {f"train/seborrheic_keratosis/{p.name}": p.read_bytes() for p in benign[10:20]}
    files |= {f"train/melanoma/{p.name}": p.read_bytes() for p in dark[:18]}
    files["train/melanoma/broken.png"] = b"no picture"
    valid = {f"valid/nevus/{p.name}": p.read_bytes() for p in benign[20:]}
    valid |= {f"valid/melanoma/{p.name}": p.read_bytes() for p in dark[18:]}
    archives = [
        write_zip(tmp_path / "train.zip", files),
        write_zip(tmp_path / "valid.zip", valid),
    ]
    application.importing.open_sources(archives)
    page = application.importing.page
    qtbot.waitUntil(page.start.isEnabled, timeout=WAIT)
    assert page.classes.positive == ("melanoma",)
    with qtbot.waitSignal(application.actions.checks.checked, timeout=WAIT):
        click(qtbot, page.start)
    click(qtbot, application.checking.page.go_on)
    dataset = application.workspace.dataset
    assert dataset is not None
    assert dataset.positive == {"melanoma"}
    assert [problem.file for problem in dataset.problems if "broken" in problem.file]

    application.train.setup.choose("small-cnn", {"optimisation.epochs": 2})
    run = train(qtbot, application)
    split = run.split()
    assert set(split.loc[split["sample_id"].str.startswith("valid/"), "split"]) == {"validation"}
    assert set(split["split"]) == {"train", "validation", "test"}


def test_stop_keeps_what_was_learned_and_a_pasted_picture_is_read(
    qtbot: QtBot, application: Application
) -> None:
    with qtbot.waitSignal(application.workspace.dataset_changed, timeout=WAIT):
        application.actions.datasets.make_builtin_lesions(100)
    application.train.setup.choose("small-cnn", {"optimisation.epochs": 1000})
    epochs = []
    application.session.events_arrived.connect(
        lambda events: epochs.extend(e for e in events if isinstance(e, EpochEnded))
    )
    click(qtbot, application.train.setup.start_button)
    qtbot.waitUntil(lambda: len(epochs) > 0, timeout=WAIT)
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        click(qtbot, application.train.setup.stop_button)
    rest(qtbot, application)
    run = application.workspace.run
    assert run is not None
    assert run.status == "stopped"
    assert run.predictions("validation") is not None

    application.window.show_tab("predict")
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFFC09080)
    QGuiApplication.clipboard().setImage(picture)
    application.predict.picture.setFocus()
    with qtbot.waitSignal(application.actions.prediction.predicted, timeout=WAIT):
        qtbot.keyClick(
            application.predict.picture, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
        )
    assert "read as" in application.predict.answer.words
    rest(qtbot, application)


@pytest.mark.real_data
@pytest.mark.timeout(3600)
def test_isic_2017_with_the_frozen_mobilenet_is_the_same_by_window_and_by_command(
    qtbot: QtBot,
    application: Application,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = real_data()
    wait = 1_800_000
    locations = current_locations()
    weights = "mobilenet_7_5_224_tf_no_top.h5"
    locations.weights.mkdir(parents=True)
    (locations.weights / weights).symlink_to(data / "backbones" / weights)
    application.importing.open_sources(
        [data / "isic2017" / "train.zip", data / "isic2017" / "valid.zip"]
    )
    page = application.importing.page
    qtbot.waitUntil(page.start.isEnabled, timeout=wait)
    with qtbot.waitSignal(application.actions.checks.checked, timeout=wait):
        click(qtbot, page.start)
    check = application.checking.page
    # Copies stand on both sides of the challenge's own parts, the first finding: split by group.
    with qtbot.waitSignal(application.actions.checks.checked, timeout=wait):
        click(qtbot, check.panel.mend)
    click(qtbot, check.go_on)
    dataset = application.workspace.dataset
    assert dataset is not None
    assert dataset.counts() == {"melanoma": 404, "nevus": 1450, "seborrheic_keratosis": 296}
    epochs = int(os.environ.get("LESIONLAB_EPOCHS", "10"))
    application.train.setup.choose("frozen-mobilenet-075", {"optimisation.epochs": epochs})
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=wait):
        click(qtbot, application.train.setup.start_button)
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)
    run = application.workspace.run
    assert run is not None
    window = json.loads((run.path / "evaluation.json").read_text("utf-8"))

    status = main(
        [
            *("train", str(dataset.root), "--recipe", "frozen-mobilenet-075", "--json"),
            *("--set", f"optimisation.epochs={epochs}", "--runs", str(tmp_path)),
        ]
    )
    command = json.loads(capsys.readouterr().out)["evaluation"]
    with capsys.disabled():
        for part in ("validation", "test"):
            for name, report in (("window", window[part]), ("command", command[part])):
                print(
                    f"\n{part} by {name}: AUC {report['auc']['value']:.6f}, "
                    f"share of {report['largest_class']} {report['largest_share']:.4f}, "
                    f"matrix {report['matrix']}"
                )
    assert status == 0
    assert command == window
    assert window["validation"]["auc"]["value"] > 0.7


def real_data() -> Path:
    folder = os.environ.get("LESIONLAB_DATA")
    if not folder:
        pytest.skip("LESIONLAB_DATA does not name the folder of real data")
    return Path(folder)
