"""A picture comes in, an answer comes out, and the threshold rereads both."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.predict.view import PredictView
from desktop_app.theme import apply_theme
from desktop_app.widgets.empty_state import EmptyState
from tests.desktop_app.results import results


@pytest.fixture
def view(qtbot: QtBot) -> PredictView:
    view = PredictView()
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.set_model(True)
    view.show()
    return view


def picture() -> QImage:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill("#804020")
    return image


def drop(view: PredictView, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    view.picture.dropEvent(
        QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_without_a_model_it_says_what_to_do(view: PredictView) -> None:
    view.set_model(False)

    [empty] = [state for state in view.findChildren(EmptyState) if state.isVisible()]
    assert empty.accessibleName() == "No model to ask yet"
    assert not view.open_button.isVisible()


def test_a_dropped_file_is_asked_about(qtbot: QtBot, view: PredictView, tmp_path: Path) -> None:
    with qtbot.waitSignal(view.files_chosen) as chosen:
        drop(view, tmp_path / "lesion.jpg")

    assert chosen.args == [[tmp_path / "lesion.jpg"]]


def test_a_pasted_picture_is_asked_about(qtbot: QtBot, view: PredictView) -> None:
    QGuiApplication.clipboard().setImage(picture())

    with qtbot.waitSignal(view.picture_pasted) as pasted:
        view.paste_button.click()

    assert pasted.args[0].size() == picture().size()


def test_the_button_asks_for_a_file(qtbot: QtBot, view: PredictView) -> None:
    with qtbot.waitSignal(view.open_requested):
        view.open_button.click()


def test_the_answer_stands_beside_its_picture(view: PredictView) -> None:
    view.show_waiting("lesion.jpg")
    assert view.answer.words == "The picture is being read."

    view.show_prediction(picture(), "lesion.jpg", 0.9, {})

    assert view.answer.words.startswith("90.0 % malignant")
    assert view.picture.accessibleDescription() == "lesion.jpg, 40 x 20 pixels"
    [name] = [label for label in view.findChildren(QLabel) if label.text() == "lesion.jpg"]
    assert name.textFormat() is Qt.TextFormat.PlainText


def test_after_a_failure_it_waits_no_more(view: PredictView) -> None:
    view.show_waiting("broken.jpg")
    view.end_waiting()

    assert view.answer.words == "Open a picture to see how it is read."


def test_another_run_forgets_the_answer(view: PredictView) -> None:
    view.show_prediction(picture(), "lesion.jpg", 0.9, {})
    view.set_model(True)

    assert view.answer.words == "Open a picture to see how it is read."


def test_the_threshold_rereads_picture_and_costs(view: PredictView) -> None:
    part = results([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9])
    view.show_results(part, 0.5)
    view.show_prediction(picture(), "lesion.jpg", 0.3, {})
    assert "read as benign" in view.answer.words
    assert view.threshold.numbers.text("Sensitivity") == "0.500"

    view.set_threshold(0.25)

    assert "read as malignant" in view.answer.words
    assert view.threshold.slider.value == 0.25
    assert view.threshold.numbers.text("Sensitivity") == "1.000"
    assert view.threshold.numbers.text("Specificity") == "0.500"


def test_the_slider_and_its_reset_are_told(qtbot: QtBot, view: PredictView) -> None:
    with qtbot.waitSignal(view.threshold_moved) as moved:
        view.threshold.slider.value_changed.emit(0.3)
    assert moved.args == [0.3]
    with qtbot.waitSignal(view.threshold_reset):
        view.threshold.reset_requested.emit()


def test_a_training_that_keeps_the_model_busy_is_told(view: PredictView) -> None:
    view.set_training(True)
    assert view.message.isVisible()

    view.set_training(False)
    assert not view.message.isVisible()


@pytest.mark.parametrize("classes", [{}, {f"class {n} of seven": 1 / 7 for n in range(7)}])
def test_in_a_low_window_the_matrix_stays_off_the_numbers(
    qtbot: QtBot, qapp: QApplication, classes: dict[str, float]
) -> None:
    apply_theme(qapp, "light")  # in the sizes that people see
    view = PredictView()
    qtbot.addWidget(view)
    view.set_model(True)
    view.resize(1280, 585)  # what a window of 1280 x 720 leaves to the tab
    view.show()
    view.show_results(results([0, 1, 0, 1], [0.1, 0.9, 0.8, 0.3]), 0.23)
    view.show_prediction(picture(), "lesion.jpg", 0.998, classes)  # a sentence of two lines

    for _ in range(5):  # layouts ask for layouts
        qapp.processEvents()

    card = view.threshold
    assert card.matrix.geometry().bottom() < card.numbers.geometry().top()
    assert card.matrix.height() >= card.matrix.minimumHeight()
    assert card.height() >= card.minimumSizeHint().height()
