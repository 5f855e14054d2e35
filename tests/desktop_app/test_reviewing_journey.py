"""Looking at predictions one by one, in the real main window: find, flag, undo, compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.predictions_page import PredictionsPage
from tests.desktop_app.conftest import WAIT
from training.data.dataset import Dataset
from training.data.importers import import_dataset
from training.evaluation.review import Sought
from training.locations import Locations
from training.runs import Run

pytestmark = pytest.mark.timeout(600)

CHANGES = {"optimisation.epochs": 1, "optimisation.batch_size": 16, "model.image_size": [32, 32]}


def rest(qtbot: QtBot, application: Application) -> None:
    """Wait until no work is left."""
    qtbot.waitUntil(
        lambda: application.session.state == "idle" and not application.jobs.active, timeout=WAIT
    )


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isEnabled(), widget.toolTip()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def train(qtbot: QtBot, application: Application, rate: float) -> Run:
    """Train a tiny run in the window, and show its predictions."""
    application.train.setup.choose(
        "small-cnn", {**CHANGES, "optimisation.learning_rate": rate, "split.by": "group"}
    )
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        click(qtbot, application.train.setup.start_button)
    rest(qtbot, application)
    assert application.workspace.run is not None
    return application.workspace.run


def with_ages(dataset: Dataset) -> Dataset:
    """Record something of every sample."""
    samples = dataset.samples.assign(age="55", sex="female", site="back")
    told = replace(dataset, samples=samples)
    told.save()
    return Dataset.open(told.root)


def choose(page: PredictionsPage, place: int) -> str:
    page.wall.go_to(place)
    return page.names[place]


def test_the_most_confident_wrong_are_found_flagged_and_left_out_of_the_next_training(
    qtbot: QtBot, application: Application, dataset: Dataset, tmp_path: Path
) -> None:
    application.workspace.open_dataset(with_ages(dataset))
    run = train(qtbot, application, 0.003)
    inspect = application.inspect
    application.window.show_tab("inspect")
    inspect.show_page(InspectPage.PREDICTIONS)
    page = inspect.predictions
    part = page.part
    assert part is not None
    assert part.key == "test"
    results = part.results

    # A threshold that nothing reaches: all malignant ones are missed, the least likely first.
    application.actions.threshold.move(1.0)
    page.show_only("test", Sought(true=1, right=False))
    malignant = results.is_positive.nonzero()[0]
    by_probability = malignant[results.probability[malignant].argsort(kind="stable")]
    expected = results.predictions.sample_id[by_probability].tolist()
    assert page.names == expected
    rest(qtbot, application)

    first = choose(page, 0)
    facts = dict(page.chosen.facts.facts)
    assert facts["Name"] == first
    assert (facts["Age"], facts["Sex"], facts["Site"]) == ("55", "female", "back")
    assert facts["Read as"] == "benign, which is wrong"

    # Large, with what is recorded.
    qtbot.keyClick(page.wall, Qt.Key.Key_Return)
    assert inspect.viewer.isVisible()
    rest(qtbot, application)
    assert ("Age", "55") in inspect.viewer.facts.facts
    assert inspect.viewer.picture.image is not None
    qtbot.keyClick(inspect.viewer, Qt.Key.Key_Escape)

    # Flagged, and taken back.
    panel, flagged = page.chosen.flags, application.actions.reviewing.flagged
    panel.note.setText("a hair across it")
    with qtbot.waitSignal(flagged, timeout=WAIT):
        click(qtbot, panel.label_error)
    assert dict(page.chosen.facts.facts)["Flag"] == "label error: a hair across it"
    opened = application.workspace.dataset
    assert opened is not None
    assert first not in set(opened.used.samples["sample_id"])
    with qtbot.waitSignal(flagged, timeout=WAIT):
        click(qtbot, panel.undo)
    assert "Flag" not in dict(page.chosen.facts.facts)
    assert application.workspace.dataset is not None
    assert first in set(application.workspace.dataset.used.samples["sample_id"])
    assert not panel.undo.isEnabled()

    # Flagged again, taken away as a table, and left out of the next training.
    with qtbot.waitSignal(flagged, timeout=WAIT):
        click(qtbot, panel.exclude)
    file = tmp_path / "flags.csv"
    with patch("desktop_app.widgets.table_text.QFileDialog.getSaveFileName") as asked:
        asked.return_value = (str(file), "")
        click(qtbot, panel.save)
    assert file.read_text(encoding="utf-8").splitlines() == [
        "sample,flag,note",
        f"{first},exclude,",
    ]
    rest(qtbot, application)
    second = train(qtbot, application, 0.001)
    assert first in set(run.split()["sample_id"])
    assert first not in set(second.split()["sample_id"])


def test_two_runs_are_compared_on_the_same_pictures(
    qtbot: QtBot, application: Application, dataset: Dataset, run: Run, other_run: Run
) -> None:
    told = other_run.predictions("test")
    assert told is not None
    # The other run says the opposite of everything.
    replace(told, y_score=1 - told.y_score).save(other_run.predictions_path("test"))
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    inspect, page = application.inspect, application.inspect.comparison
    with qtbot.waitSignal(application.actions.table.listed, timeout=WAIT):
        inspect.pages.setCurrentWidget(page)
    offered = [page.others.box.itemText(n) for n in range(page.others.box.count())]
    assert offered == ["Choose a run…", other_run.name]
    page.others.box.setFocus()
    with qtbot.waitSignal(application.actions.reviewing.compared, timeout=WAIT):
        qtbot.keyClick(page.others.box, Qt.Key.Key_Down)
    rest(qtbot, application)

    first = run.predictions("test")
    assert first is not None
    threshold = application.workspace.threshold
    right = (first.probability >= threshold) == first.is_positive
    right_too = (1 - first.probability >= threshold) == first.is_positive
    assert page.which.currentText() == f"Only this run is right ({int((right & ~right_too).sum())})"
    assert sorted(page.names) == sorted(first.sample_id[right & ~right_too].tolist())
    assert (
        page.matrices.first.counts.sum()
        == page.matrices.second.counts.sum()
        == first.sample_id.size
    )
    assert (
        page.matrices.gap.counts == page.matrices.first.counts - page.matrices.second.counts
    ).all()
    from sklearn.metrics import roc_auc_score

    auc = roc_auc_score(first.is_positive, first.probability)
    assert page.numbers.table.text("AUC, this run") == f"{auc:.3f}"
    assert page.numbers.table.text("AUC, difference") == f"{2 * auc - 1:+.3f}"

    # A cell of a matrix, and its pictures.
    page.matrices.second.chosen.emit(1, 0)
    missed = first.is_positive & (1 - first.probability < threshold)
    assert sorted(page.names) == sorted(first.sample_id[missed].tolist())

    # At another threshold everything is compared again.
    with qtbot.waitSignal(application.actions.reviewing.compared, timeout=WAIT):
        application.actions.threshold.move(1.0)
    assert page.matrices.first.counts[:, 1].sum() == 0
    rest(qtbot, application)

    # A run without predictions of this part is refused in words.
    other_run.predictions_path("test").unlink()
    page.choose_other(other_run.path)
    qtbot.waitUntil(page.message.isVisible, timeout=WAIT)
    assert "no predictions of the test part" in page.message.accessibleName()
    rest(qtbot, application)


def test_the_run_is_asked_about_another_data_set(
    qtbot: QtBot, application: Application, run: Run, locations: Locations
) -> None:
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    inspect, page = application.inspect, application.inspect.external
    inspect.pages.setCurrentWidget(page)
    elsewhere = strange_dataset(locations.datasets / "elsewhere")
    assert not page.evaluate.isEnabled()
    with (
        patch("desktop_app.wiring.reviewing.file_dialogs.ask_for_folder") as asked,
        qtbot.waitSignal(application.actions.reviewing.classes_guessed, timeout=WAIT),
    ):
        asked.return_value = elsewhere.root
        click(qtbot, page.choose)
    rest(qtbot, application)
    assert page.mapping.unknown == ["wart"]
    click(qtbot, page.evaluate)
    assert "wart" in page.message.accessibleName()
    page.mapping.boxes["wart"].set_choice("-")
    assert page.mapping.mapping == {"benign": "benign", "malignant": "malignant", "wart": ""}

    # While a training is running, it is refused, and says why.
    page.set_training(True)
    assert "training is running" in page.evaluate.toolTip()
    assert not page.evaluate.isEnabled()
    page.set_training(False)

    with qtbot.waitSignal(application.actions.reviewing.evaluated, timeout=WAIT):
        click(qtbot, page.evaluate)
    rest(qtbot, application)
    assert page.results.isVisible()
    assert page.results.matrix.counts.sum() == 12
    assert "wart: left out." in page.results.notes.accessibleName()
    assert "Differs · Mean colour" in page.results.shifts.text()

    # Its pictures, which can be flagged as those of any part.
    click(qtbot, page.results.pictures)
    review = inspect.predictions
    assert review.isVisible()
    assert len(review.names) == 12
    name = choose(review, 0)
    with qtbot.waitSignal(application.actions.reviewing.flagged, timeout=WAIT):
        click(qtbot, review.chosen.flags.exclude)
    assert name not in set(Dataset.open(elsewhere.root).used.samples["sample_id"])
    rest(qtbot, application)


def strange_dataset(folder: Path) -> Dataset:
    """Make green pictures of two known classes, and of one that the run does not know."""
    source = folder.with_name("source")
    rng = np.random.default_rng(5)
    for name in ("benign", "malignant", "wart"):
        (source / name).mkdir(parents=True)
        for number in range(6):
            noise = rng.integers(0, 60, (48, 48, 3), dtype=np.uint8)
            noise[..., 1] += 150
            Image.fromarray(noise).save(source / name / f"{number}.png")
    return import_dataset([source], folder)
