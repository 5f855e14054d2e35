"""Runs on real data sets in the real window: find, choose, read, take away, and compare numbers.

`LESIONLAB_DATA=FOLDER python -m pytest -m real_data tests/desktop_app/test_real_runs.py -s` prints
what a person reads in the window, and every number beside scikit-learn's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.inspect.class_report_page import ClassReportPage
from desktop_app.inspect.curves_page import VALUE
from desktop_app.inspect.pages import InspectPage
from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.figure_dialog import FigureDialog
from tests.desktop_app.conftest import copy_of
from training.config import with_changes
from training.data.importers import import_dataset
from training.evaluation.results import PartResults
from training.evaluation.review import CONFIDENT_WRONG
from training.locations import Locations
from training.recipes import get_recipe
from training.runs import Run
from training.trainer import fit

pytestmark = [pytest.mark.real_data, pytest.mark.timeout(3600)]

WAIT = 240_000
WEIGHTS = "mobilenet_7_5_224_tf_no_top.h5"


@dataclass(frozen=True)
class Source:
    """A data set, and what a person looks for in it."""

    folder: str
    melanoma: str
    nevus: str
    positive: tuple[str, ...]


SOURCES = {
    "HAM10000": Source("ham10000", "mel", "nv", ("akiec", "bcc", "mel")),
    "ISIC 2017": Source("isic2017", "melanoma", "nevus", ("melanoma",)),
}


@pytest.fixture(scope="module", params=list(SOURCES))
def real_run(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Source]:
    """Return a run of a frozen MobileNet over five epochs that tells all classes apart."""
    data = os.environ.get("LESIONLAB_DATA")
    if not data:
        pytest.skip("LESIONLAB_DATA does not name the folder of real data")
    source = SOURCES[request.param]
    home = tmp_path_factory.mktemp(source.folder)
    return trained_on(Path(data), source, home), source


def trained_on(data: Path, source: Source, home: Path) -> Run:
    (home / WEIGHTS).symlink_to(data / "backbones" / WEIGHTS)
    dataset = import_dataset([data / source.folder], home / "data", positive=source.positive)
    config = with_changes(
        get_recipe("frozen-mobilenet-075").config,
        {
            "data.dataset": str(dataset.root),
            "data.target": "classes",
            "data.positive": source.positive,
            "split.given": False,
            "optimisation.epochs": 5,
        },
    )
    locations = Locations(**dict.fromkeys(Locations.__annotations__, home))
    return fit(config, runs=home / "runs", locations=locations, on_event=lambda _event: None)


def rest(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: not application.jobs.active, timeout=WAIT)


def click_cell(qtbot: QtBot, matrix: ConfusionMatrix, row: int, column: int) -> None:
    """Click where the matrix says that a cell is."""
    wanted = matrix.cell_text(row, column)
    for y in range(0, matrix.height(), 4):
        for x in range(0, matrix.width(), 4):
            if matrix.text_at(QPoint(x, y)) == wanted:
                qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(x + 2, y + 2))
                return
    raise AssertionError(f"No place says {wanted!r}.")


def part_of(run: Run, part: str) -> PartResults:
    predictions = run.predictions(part)
    assert predictions is not None
    return PartResults(predictions)


def test_from_the_worst_mistakes_to_a_figure_for_print(
    qtbot: QtBot,
    application: Application,
    locations: Locations,
    real_run: tuple[Run, Source],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trained, source = real_run
    run = copy_of(trained, locations, "real")
    with qtbot.waitSignal(application.actions.reviewing.review_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    rest(qtbot, application)
    application.window.show_tab("inspect")
    inspect, told = application.inspect, []
    test = part_of(run, "test")
    classes = test.predictions.classes
    melanoma, nevus = classes.index(source.melanoma), classes.index(source.nevus)
    truth, scores = test.predictions.y_true, test.predictions.y_score
    read = scores.argmax(axis=1)

    # The melanomas read as nevi: a cell of the matrix, and its pictures.
    inspect.show_page(InspectPage.RESULTS)
    results = inspect.results
    choose(qtbot, results.part_box, results.part_box.findData("test"))
    results.readings.setFocus()
    qtbot.keyClick(results.readings, Qt.Key.Key_Down)
    click_cell(qtbot, results.matrix, melanoma, nevus)
    assert inspect.page is InspectPage.PREDICTIONS
    page = inspect.predictions
    in_cell = np.flatnonzero((truth == melanoma) & (read == nevus))
    assert sorted(page.names) == sorted(test.predictions.sample_id[in_cell].tolist())
    told.append(f"{source.melanoma} read as {source.nevus}: {len(page.names)} pictures")
    rest(qtbot, application)

    # The most confident wrong melanomas, whatever they are read as.
    choose(qtbot, page.bar.read, 0)
    assert page.bar.order.choice == CONFIDENT_WRONG
    wrong = np.flatnonzero((truth == melanoma) & (read != melanoma))
    surest = wrong[np.argsort(-scores.astype(float)[wrong, read[wrong]], kind="stable")]
    shown = page.names[: len(surest)]
    assert shown == test.predictions.sample_id[surest].tolist()
    told.append(
        f"{len(surest)} of {int((truth == melanoma).sum())} melanomas are read wrongly; surest: "
        + ", ".join(
            f"{test.predictions.sample_id[n]} as {classes[read[n]]} ({scores[n, read[n]]:.3f})"
            for n in surest[:3]
        )
    )
    rest(qtbot, application)

    # 95 % sensitivity on validation, and what the test says of it.
    inspect.show_page(InspectPage.CURVES)
    curves = inspect.curves
    curves.operating.rule.target.setValue(0.95)
    qtbot.mouseClick(curves.operating.rule.apply, Qt.MouseButton.LeftButton)
    threshold = application.workspace.threshold
    assert run.operating_point.threshold == threshold
    reached = part_of(run, "validation").counts_at(threshold).sensitivity.value
    assert reached is not None
    assert reached >= 0.95
    numbers = curves.operating.numbers
    specificity = test.counts_at(threshold).specificity
    assert numbers.text("Specificity", "Test") == (
        f"{specificity.value:.3f}  ({specificity.low:.3f}–{specificity.high:.3f})"
    )
    told.append(
        f"threshold {threshold:.4f} for 95 % sensitivity on validation "
        f"({numbers.text('Sensitivity', 'Validation')}); on test: sensitivity "
        f"{numbers.text('Sensitivity', 'Test')}, specificity {numbers.text('Specificity', 'Test')}"
    )
    qtbot.waitUntil(lambda: curves.numbers.text("Brier", VALUE) != "–", timeout=WAIT)

    # The same by sex.
    inspect.show_page(InspectPage.SUBGROUPS)
    groups = inspect.subgroups
    choose(qtbot, groups.column, groups.column.findData("sex"))
    assert groups.column.choice == "sex"
    table = groups.card.table
    qtbot.waitUntil(
        lambda: (
            table.columnCount() > 0
            and table.horizontalHeaderItem(0).text() == groups.column.currentText()
        ),
        timeout=WAIT,
    )
    sexes = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert {"female", "male"} <= set(sexes)
    pictures = [int(table.item(row, 2).text().replace(",", "")) for row in range(table.rowCount())]
    assert sum(pictures) == len(truth)
    for row in range(table.rowCount()):
        cells = [table.item(row, column).text().replace("\n", " ") for column in range(9)]
        told.append(
            f"sex {cells[0]}: n {cells[2]}, malignant {cells[4]}, sensitivity {cells[5]}, "
            f"specificity {cells[6]}, AUC {cells[8]} {cells[1]}".rstrip()
        )

    # The figure, as a journal wants it.
    inspect.show_page(InspectPage.CURVES)
    roc = curves.curves["roc"]
    assert roc.isVisible()
    file = tmp_path / "roc.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    qtbot.mouseClick(button(curves, accessible="Save figure: ROC curve"), Qt.MouseButton.LeftButton)
    [dialog] = application.window.findChildren(FigureDialog)
    qtbot.mouseClick(button(dialog, text="Save as SVG…"), Qt.MouseButton.LeftButton)
    svg = ElementTree.parse(file).getroot()
    assert svg.get("width") == "85mm"
    told.append(f"figure: {svg.get('width')} x {svg.get('height')}, {file.stat().st_size} bytes")
    rest(qtbot, application)
    with capsys.disabled():
        print("", f"--- {source.folder}, {len(truth)} test pictures", *told, sep="\n")


def test_what_the_window_shows_is_what_scikit_learn_computes(
    qtbot: QtBot,
    application: Application,
    locations: Locations,
    real_run: tuple[Run, Source],
    capsys: pytest.CaptureFixture[str],
) -> None:
    trained, source = real_run
    run = copy_of(trained, locations, "real")
    with qtbot.waitSignal(application.actions.runs.results_ready, timeout=WAIT):
        application.actions.runs.open(run.path)
    rest(qtbot, application)
    application.window.show_tab("inspect")
    inspect, test = application.inspect, part_of(run, "test")
    by_sklearn = sklearn_numbers(test, application.workspace.threshold)

    inspect.show_page(InspectPage.CLASSES)
    page = inspect.class_report
    qtbot.waitUntil(lambda: page.card.table.rowCount() > 0, timeout=WAIT)
    report = test.class_report
    counts = test.counts_at(application.workspace.threshold)
    ours = {
        "accuracy": report.accuracy.value,
        "balanced accuracy": report.balanced_accuracy.value,
        "macro AUC": report.macro.auc.value,
        "macro average precision": report.macro.average_precision.value,
        "macro F1": report.macro.f1.value,
        "weighted F1": report.weighted.f1.value,
        **{f"F1 {row.name}": row.f1.value for row in report.rows},
        **{f"AUC {row.name}": row.auc.value for row in report.rows},
        **{f"AP {row.name}": row.average_precision.value for row in report.rows},
        "top 2": None if report.top_2 is None else report.top_2.value,
        "malignant: AUC": test.auc.value,
        "malignant: Brier": test.reliability.brier.value,
        "malignant: sensitivity": counts.sensitivity.value,
        "malignant: specificity": counts.specificity.value,
        "malignant: F1": counts.metrics["f1"].value,
    }
    shown = {
        **shown_by_class(page),
        **shown_beside_curves(qtbot, application),
    }
    lines = [f"--- {source.folder}: number, in the window, scikit-learn, difference"]
    for name, theirs in by_sklearn.items():
        value = ours[name]
        assert value is not None
        assert value == pytest.approx(theirs, abs=1e-12), name
        assert shown[name] == f"{theirs:.3f}", name
        lines.append(f"{name:26} {shown[name]:>7} {theirs:.12f} {value - theirs:+.1e}")
    assert set(ours) == set(by_sklearn)
    rest(qtbot, application)
    with capsys.disabled():
        print("", *lines, sep="\n")


def sklearn_numbers(test: PartResults, threshold: float) -> Mapping[str, float]:
    """Return by scikit-learn what the window shows of a part."""
    from sklearn import metrics

    told = test.predictions
    truth, scores = told.y_true, told.y_score.astype(np.float64)
    read, k = scores.argmax(axis=1), len(told.classes)
    one_hot = np.eye(k)[truth]
    f1 = metrics.f1_score(truth, read, average=None)
    auc = metrics.roc_auc_score(one_hot, scores, average=None)
    precision = metrics.average_precision_score(one_hot, scores, average=None)
    positive, probability = told.is_positive, told.probability
    above = probability >= threshold
    return {
        "accuracy": metrics.accuracy_score(truth, read),
        "balanced accuracy": metrics.balanced_accuracy_score(truth, read),
        "macro AUC": float(np.mean(auc)),
        "macro average precision": float(np.mean(precision)),
        "macro F1": metrics.f1_score(truth, read, average="macro"),
        "weighted F1": metrics.f1_score(truth, read, average="weighted"),
        **{f"F1 {name}": float(x) for name, x in zip(told.classes, f1, strict=True)},
        **{f"AUC {name}": float(x) for name, x in zip(told.classes, auc, strict=True)},
        **{f"AP {name}": float(x) for name, x in zip(told.classes, precision, strict=True)},
        "top 2": metrics.top_k_accuracy_score(truth, scores, k=2),
        "malignant: AUC": metrics.roc_auc_score(positive, probability),
        "malignant: Brier": metrics.brier_score_loss(positive, probability),
        "malignant: sensitivity": metrics.recall_score(positive, above),
        "malignant: specificity": metrics.recall_score(~positive, ~above),
        "malignant: F1": metrics.f1_score(positive, above),
    }


def shown_by_class(page: ClassReportPage) -> dict[str, str]:
    """Return what stands on the page By class."""
    table = page.card.table
    header = [table.horizontalHeaderItem(n).text() for n in range(table.columnCount())]

    def cell(row: int, title: str) -> str:
        return table.item(row, header.index(title)).text().split("\n")[0]

    shown = {}
    for row in range(table.rowCount()):
        name = table.item(row, 0).text()
        if name in ("macro", "weighted"):
            shown[f"{name} F1"] = cell(row, "F1")
            shown[f"{name} AUC"] = cell(row, "ROC AUC")
            shown[f"{name} average precision"] = cell(row, "Avg. precision")
        else:
            shown[f"F1 {name}"] = cell(row, "F1")
            shown[f"AUC {name}"] = cell(row, "ROC AUC")
            shown[f"AP {name}"] = cell(row, "Avg. precision")
    for part in page.about.text().split("; "):
        name, _, number = part.partition(" (")[0].rpartition(" ")
        shown[name.lower()] = number
    return shown


def shown_beside_curves(qtbot: QtBot, application: Application) -> dict[str, str]:
    """Return what stands on the page Curves of the test part."""
    curves = application.inspect.curves
    application.inspect.show_page(InspectPage.CURVES)
    choose(qtbot, curves.part, curves.part.findData("test"))
    qtbot.waitUntil(lambda: curves.numbers.text("Brier", VALUE) != "–", timeout=WAIT)
    operating = curves.operating.numbers
    return {
        "malignant: AUC": curves.numbers.text("ROC AUC", VALUE).split()[0],
        "malignant: Brier": curves.numbers.text("Brier", VALUE).split()[0],
        "malignant: sensitivity": operating.text("Sensitivity", "Test").split()[0],
        "malignant: specificity": operating.text("Specificity", "Test").split()[0],
        "malignant: F1": operating.text("F1", "Test").split()[0],
    }


def choose(qtbot: QtBot, box: QWidget, index: int) -> None:
    """Choose in a box by the keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(index):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def button(parent: QWidget, *, text: str = "", accessible: str = "") -> QPushButton:
    [found] = [
        each
        for each in parent.findChildren(QPushButton)
        if (text and each.text() == text) or (accessible and each.accessibleName() == accessible)
    ]
    return found
