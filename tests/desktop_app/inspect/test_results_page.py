"""Inspect shows the numbers of training.evaluation and the pictures behind them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.results_page import ResultsPage
from desktop_app.inspect.reviewing import ReviewPart
from desktop_app.inspect.view import InspectView
from desktop_app.theme import apply_theme
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.picture_grid import PictureGrid
from desktop_app.widgets.picture_model import ITEM_ROLE
from tests.desktop_app.results import class_results, results
from training.evaluation.results import PartResults

RNG = np.random.default_rng(0)
VALIDATION = results(RNG.integers(0, 2, 40), RNG.random(40))
TEST = results(RNG.integers(0, 2, 20), RNG.random(20), "test")


@pytest.fixture
def view(qtbot: QtBot) -> InspectView:
    view = InspectView()
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    return view


@pytest.fixture
def page(view: InspectView) -> ResultsPage:
    view.show_results({"validation": VALIDATION, "test": TEST}, {}, 0.5)
    return view.results


def keys(page: ResultsPage) -> set[object]:
    model = page.findChild(PictureGrid).model()
    return {model.data(model.index(row, 0), ITEM_ROLE).key for row in range(model.rowCount())}


def texts(page: ResultsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def empty_state(view: InspectView) -> str:
    [state] = [state for state in view.findChildren(EmptyState) if state.isVisible()]
    return state.accessibleName()


def assert_numbers(page: ResultsPage, part: PartResults, threshold: float) -> None:
    report = part.to_dict(threshold)
    for name in ("accuracy", "sensitivity", "specificity"):
        assert page.numbers.text(name.capitalize()) == f"{report[name]['value']:.3f}"
    assert page.numbers.text("ROC AUC") == f"{report['auc']['value']:.3f}"
    assert page.numbers.text("Largest class") == f"{report['largest_share']:.3f}"
    assert f"{report['n']} pictures · threshold {threshold:g}" in texts(page)
    for row, counts in enumerate(report["matrix"]):
        for column, count in enumerate(counts):
            assert f": {count} (" in page.matrix.cell_text(row, column)


@pytest.mark.parametrize("threshold", [0.5, 0.23, 0.871])
def test_numbers_are_those_of_the_evaluation_at_the_threshold(
    page: ResultsPage, threshold: float
) -> None:
    page.set_threshold(threshold)
    assert_numbers(page, VALIDATION, threshold)

    page.part_box.setCurrentIndex(page.part_box.findData("test"))
    assert page.part == "test"
    assert_numbers(page, TEST, threshold)


@pytest.mark.parametrize(("true", "read"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_cell_of_the_matrix_shows_exactly_its_pictures(
    qtbot: QtBot, page: ResultsPage, true: int, read: int
) -> None:
    page.set_threshold(0.3)
    expected = {
        str(name)
        for name, positive, probability in zip(
            VALIDATION.predictions.sample_id,
            VALIDATION.is_positive,
            VALIDATION.probability,
            strict=True,
        )
        if positive == bool(true) and (probability >= 0.3) == bool(read)
    }

    for key in [Qt.Key.Key_Down] * true + [Qt.Key.Key_Right] * read + [Qt.Key.Key_Return]:
        qtbot.keyClick(page.matrix, key)

    assert keys(page) == expected
    assert len(expected) == VALIDATION.binary_matrix(0.3).counts[true, read] > 0


def test_another_part_shows_all_its_pictures(qtbot: QtBot, page: ResultsPage) -> None:
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)

    page.part_box.setCurrentIndex(page.part_box.findData("test"))

    assert keys(page) == {f"test/{number}" for number in range(20)}


def test_a_part_without_malignant_pictures_says_what_cannot_be_known(view: InspectView) -> None:
    view.show_results({"test": results([0, 0], [0.1, 0.9], "test")}, {}, 0.5)

    page = view.results
    assert page.numbers.text("Sensitivity") == "–"
    assert page.numbers.text("ROC AUC") == "–"
    assert page.numbers.text("Specificity") == "0.500"


def test_a_model_that_tells_classes_apart_shows_both_matrices(
    qtbot: QtBot, view: InspectView
) -> None:
    part = class_results([0, 1, 2], [[0.6, 0.3, 0.1], [0.5, 0.2, 0.3], [0.1, 0.2, 0.7]])
    view.show_results({"validation": part}, {}, 0.3)
    page = view.results
    assert page.readings.isVisible()
    assert page.matrix.cell_text(0, 0) == "True benign, read as benign: 1 (50.0 % of 2)"

    qtbot.keyClick(page.readings, Qt.Key.Key_Down)

    assert page.matrix.cell_text(1, 0) == "True keratosis, read as nevus: 1 (100.0 % of 1)"
    assert page.numbers.text("Accuracy") == "0.667"
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)  # a cell of classes leaves the pictures alone
    assert len(keys(page)) == 3


def test_a_cell_of_all_classes_shows_its_pictures_among_the_predictions(
    qtbot: QtBot, view: InspectView
) -> None:
    part = class_results([0, 1, 2], [[0.6, 0.3, 0.1], [0.5, 0.2, 0.3], [0.1, 0.2, 0.7]])
    view.show_results({"validation": part}, {}, 0.3)
    view.predictions.show_parts([ReviewPart("validation", "Validation", part, {})], 0.3)
    qtbot.keyClick(view.results.readings, Qt.Key.Key_Down)

    qtbot.keyClick(view.results.matrix, Qt.Key.Key_Down)
    qtbot.keyClick(view.results.matrix, Qt.Key.Key_Return)

    assert view.pages.currentWidget() is view.predictions
    assert view.predictions.names == ["validation/1"]


def test_the_pictures_follow_a_threshold_that_moved_while_nobody_looked(
    view: InspectView, page: ResultsPage
) -> None:
    view.show_page(InspectPage.BATCH)
    view.set_threshold(0.0)
    view.show_page(InspectPage.RESULTS)

    model = page.findChild(PictureGrid).model()
    subtitles = [model.data(model.index(row, 0), ITEM_ROLE).subtitle for row in range(40)]
    assert all(subtitle.endswith("→ malignant") for subtitle in subtitles)


def test_a_binary_model_offers_no_other_reading(page: ResultsPage) -> None:
    assert not page.readings.isVisible()


def test_every_state_without_results_says_why(view: InspectView) -> None:
    assert empty_state(view) == "No results yet"
    view.show_waiting()
    assert empty_state(view) == "Reading the results"
    view.end_waiting()
    assert empty_state(view) == "No results in this run"
    view.show_results({"test": TEST}, {}, 0.5)
    view.end_waiting()
    assert view.results.isVisible()
    view.show_results({}, {}, 0.5)
    assert empty_state(view) == "No results in this run"
    view.set_threshold(0.3)


def test_scores_that_a_split_inflates_are_marked(view: InspectView) -> None:
    leaky = PartResults(VALIDATION.predictions, ("split by image: these scores are inflated",))

    view.show_results({"validation": leaky}, {}, 0.5)
    assert view.results.warning.isVisible()
    assert "Split by image: these scores are inflated." in texts(view.results)

    view.show_results({"validation": VALIDATION}, {}, 0.5)
    assert not view.results.warning.isVisible()


def test_in_a_low_window_the_matrix_stays_off_the_numbers(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")  # in the sizes that people see
    page = ResultsPage()
    qtbot.addWidget(page)
    page.resize(1248, 515)  # what a window of 1280 x 720 leaves to the page
    part = results([0, 1, 0, 1], [0.1, 0.9, 0.8, 0.3])
    page.show_results({"validation": part}, {}, 0.5)
    page.warning.show_warnings(["The split keeps no lesion on one side: scores are inflated."] * 3)
    page.show()
    for _ in range(5):  # layouts ask for layouts
        qapp.processEvents()

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(page, QPoint()), widget.size())

    assert page.matrix.height() >= page.matrix.minimumHeight()
    assert place(page.matrix).bottom() < place(page.numbers).top()
    assert page.numbers.height() >= page.numbers.minimumSizeHint().height()
