"""A picture comes in, an answer comes out, and the threshold rereads both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.framing import Framing
from desktop_app.open_pictures import OpenPicture, OpenPictures
from desktop_app.predict.view import PredictView
from desktop_app.theme import apply_theme
from desktop_app.widgets.empty_state import EmptyState
from desktop_app.widgets.probability_bar import ProbabilityBar
from desktop_app.widgets.steady_label import SteadyLabel
from tests.desktop_app.results import results
from training.inference import Prediction

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def view(qtbot: QtBot) -> PredictView:
    view = PredictView()
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.set_model(True)
    view.follow(OpenPictures(view))
    view.show()
    return view


def pictures(view: PredictView) -> OpenPictures:
    return view._pictures


def show(view: PredictView) -> OpenPicture:
    """Open a picture that is being read, and show it."""
    [opened] = pictures(view).add_files([Path("lesion.jpg")])
    pictures(view).show(opened.key)
    view.show_seen(opened.key, picture(), (40, 20), [("Size", "40 × 20 pixels")])
    return opened


def with_answer(
    opened: OpenPicture, probability: float, classes: dict[str, float] | None = None
) -> OpenPicture:
    prediction = Prediction(probability, classes or {}, np.zeros(1, np.float32))
    return replace(opened, state="answered", prediction=prediction)


def answer(
    view: PredictView,
    opened: OpenPicture,
    probability: float,
    classes: dict[str, float] | None = None,
) -> None:
    pictures(view).set_results([with_answer(opened, probability, classes)])


def label_with(view: PredictView, words: str) -> bool:
    labels = [*view.findChildren(QLabel), *view.findChildren(SteadyLabel)]
    return any(label.text() == words for label in labels)


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
    shown = show(view)
    assert view.answer.words == "The picture is being read."

    answer(view, shown, 0.9)

    assert view.answer.words.startswith("90.0 % malignant")
    assert view.picture.accessibleDescription() == "lesion.jpg, 40 x 20 pixels"
    [name] = [label for label in view.findChildren(QLabel) if label.text() == "lesion.jpg"]
    assert name.textFormat() is Qt.TextFormat.PlainText


def test_a_picture_that_cannot_be_read_is_told_as_long_as_it_is_shown(view: PredictView) -> None:
    shown = show(view)
    pictures(view).set_results([replace(shown, state="failed", error="It is damaged.")])
    view.show_unseen(shown.key, "It is damaged.")

    assert view.answer.words == "This picture cannot be read."
    assert view.trouble.accessibleName() == "Error: It is damaged."
    assert "cannot be read" in view.side.list.model().index(0, 0).data(SPOKEN)
    pictures(view).remove([shown.key])
    assert not view.trouble.isVisible()


def test_a_warning_goes_before_the_answer_and_with_the_picture(view: PredictView) -> None:
    shown = show(view)
    warned = replace(with_answer(shown, 0.9), warnings=("It is blurred.",))
    pictures(view).set_results([warned])

    assert view.answer.warning.isVisible()
    assert view.answer.warning.accessibleName() == "Warning: It is blurred."
    number = view.answer.findChild(ProbabilityBar)
    assert view.answer.warning.geometry().bottom() < number.geometry().top()
    assert "It is blurred." in view.side.list.model().index(0, 0).data(SPOKEN)
    assert view.side.others.text() == "1 picture · 1 warned of"
    [other] = pictures(view).add_files([Path("other.jpg")])
    pictures(view).show(other.key)
    assert not view.answer.warning.isVisible()


def test_without_pictures_it_invites_to_open_some(view: PredictView) -> None:
    assert view.answer.words == "Open a picture to see how it is read."
    assert not view.side.isVisible()
    shown = show(view)
    assert view.side.isVisible()

    view.side.remove_all.click()
    pictures(view).remove([shown.key])

    assert not view.side.isVisible()
    assert view.picture.accessibleDescription().startswith("Drop pictures")


def test_what_of_the_picture_is_read_is_said(view: PredictView) -> None:
    shown = show(view)
    assert label_with(view, "The whole picture is read, 40 × 20 pixels")

    pictures(view).ask_anew([shown.key], Framing(1).cropped((0.0, 0.0, 0.5, 0.5)))
    view.show_seen(shown.key, picture(), (40, 20), [])

    assert label_with(view, "Cropped: this part alone is read, 10 × 20 of 40 × 20 pixels, turned")


def test_turning_cropping_and_undoing_ask_for_another_framing(
    qtbot: QtBot, view: PredictView
) -> None:
    shown = show(view)
    assert not view.tools.whole.isEnabled()
    for button, framing in ((view.tools.right, Framing(1)), (view.tools.left, Framing(3))):
        with qtbot.waitSignal(view.framing_requested) as told:
            button.click()
        assert told.args == [shown.key, framing]
    with qtbot.waitSignal(view.framing_requested) as told:
        view.picture.cropped.emit((0.1, 0.2, 0.3, 0.4))
    assert told.args[1].crop == pytest.approx((0.1, 0.2, 0.3, 0.4))
    pictures(view).ask_anew([shown.key], told.args[1])
    with qtbot.waitSignal(view.framing_requested) as told:
        view.tools.whole.click()
    assert told.args[1] == Framing()


def test_a_picture_that_came_too_late_is_not_shown(view: PredictView) -> None:
    first, second = pictures(view).add_files([Path("a.jpg"), Path("b.jpg")])
    pictures(view).show(second.key)

    view.show_seen(first.key, picture(), (40, 20), [])
    view.show_unseen(first.key, "It is damaged.")

    assert view.picture.image is None
    assert not view.trouble.isVisible()


def test_verdicts_of_all_pictures_follow_the_threshold(view: PredictView) -> None:
    opened = pictures(view).add_files([Path(f"{n}.jpg") for n in range(10)])
    pictures(view).set_results([with_answer(each, n / 10) for n, each in enumerate(opened)])

    for threshold, above in ((0.0, 10), (0.5, 5), (0.95, 0)):
        view.set_threshold(threshold)
        assert view.side.verdicts.text() == f"▲ {above} malignant   ○ {10 - above} benign"
        rows = [view.side.list.model().index(n, 0).data(SPOKEN) for n in range(10)]
        assert sum("malignant" in row for row in rows) == above


def test_arrows_go_from_picture_to_picture(qtbot: QtBot, view: PredictView) -> None:
    first, second = pictures(view).add_files([Path("a.jpg"), Path("b.jpg")])
    pictures(view).show(first.key)

    with qtbot.waitSignal(view.side.list.picture_chosen) as told:
        qtbot.keyClick(view.side.list, Qt.Key.Key_Down)
    assert told.args == [second.key]
    with qtbot.waitSignal(view.side.list.picture_chosen) as told:
        qtbot.keyClick(view.picture, Qt.Key.Key_Left)
    assert told.args == [first.key]
    with qtbot.waitSignal(view.side.removal_requested) as told:
        qtbot.keyClick(view.side.list, Qt.Key.Key_Delete)
    assert told.args == [[first.key]]


def test_an_address_on_the_web_is_not_downloaded_and_that_is_said(view: PredictView) -> None:
    QGuiApplication.clipboard().setText("https://example.org/lesion.jpg")

    view.paste_button.click()

    assert "nothing is downloaded" in view.trouble.accessibleName()


def test_who_waits_for_answers_is_told_of_each_change(qtbot: QtBot, view: PredictView) -> None:
    told = []
    view.picture_shown.connect(told.append)
    shown = show(view)
    answer(view, shown, 0.4)
    pictures(view).remove([shown.key])

    assert [each and each.state for each in told] == ["waiting", "answered", None]


def test_the_threshold_rereads_picture_and_costs(view: PredictView) -> None:
    part = results([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9])
    view.answers.show_results({"validation": part}, 0.5)
    answer(view, show(view), 0.3)
    assert "read as benign" in view.answer.words
    assert view.threshold.numbers.text("Sensitivity", "Validation").startswith("0.500 ")

    view.set_threshold(0.25)

    assert "read as malignant" in view.answer.words
    assert view.threshold.slider.value == 0.25
    assert view.threshold.numbers.text("Sensitivity", "Validation").startswith("1.000 ")
    assert view.threshold.numbers.text("Specificity", "Validation").startswith("0.500 ")


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
    view.follow(OpenPictures(view))
    view.resize(1280, 585)  # what a window of 1280 x 720 leaves to the tab
    view.show()
    part = results([0, 1, 0, 1], [0.1, 0.9, 0.8, 0.3])
    view.answers.show_results({"validation": part}, 0.23)
    answer(view, show(view), 0.998, classes)  # a sentence of two lines

    for _ in range(5):  # layouts ask for layouts
        qapp.processEvents()

    card = view.threshold
    assert card.numbers.geometry().bottom() < card.matrix.geometry().top()
    assert card.matrix.height() >= card.matrix.minimumHeight()
    assert card.height() >= card.minimumSizeHint().height()
