"""Pictures are numbers, a network learns them, and a person draws one."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.lessons.digits_page import DigitsPage
from desktop_app.lessons.layer_diagram import DrawnLayer
from training.evaluation.class_report import class_report


@pytest.fixture
def page(qtbot: QtBot) -> DigitsPage:
    page = DigitsPage()
    qtbot.addWidget(page)
    page.resize(930, 640)
    page.show()
    return page


def test_a_chosen_picture_is_shown_as_its_numbers(page: DigitsPage) -> None:
    pictures = np.arange(2 * 64, dtype=np.uint8).reshape(2, 8, 8) % 17
    page.show_pictures("the 8 x 8 digits", pictures, ["three", "nine"], 16)
    assert page.sheet.isVisible()
    page.sheet.chosen.emit(0, 1)
    assert (page.numbers.values == pictures[1]).all()
    assert "Row 1, column 1: 13 of 16" in page.numbers.accessibleDescription()
    assert not page.grab().isNull()


def test_parameters_are_added_up(page: DigitsPage) -> None:
    layers = [
        DrawnLayer("512 neurons", "784 × 512 + 512 = 401,920", 401_920),
        DrawnLayer("10 neurons", "512 × 10 + 10 = 5,130", 5_130),
    ]
    page.show_network("784 pixels", layers)
    assert "784 × 512 + 512" in page.diagram.accessibleDescription()
    assert page._arithmetic.text().endswith("Together: 407,050 parameters")
    assert page.diagram.isVisible()


def test_a_training_is_drawn_by_step_and_epoch(page: DigitsPage) -> None:
    page.begin_fit("64-512-10", 2, 10)
    page.add_step(0, 4, 2.0, 0.25)
    page.add_epoch(0, {"loss": 1.5, "accuracy": 0.5, "val_accuracy": 0.4})
    curves = page.accuracy.curves()
    assert [values.tolist() for values in curves["training, by step"]] == [[0.5], [0.25]]
    assert [values.tolist() for values in curves["validation"]] == [[1.0], [0.4]]


def test_mistakes_are_shown(page: DigitsPage) -> None:
    truths = np.array([0, 0, 1, 1])
    scores = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    report = class_report(truths, scores.argmax(axis=1), scores, ("zero", "one"))
    page.mistakes.show_report(("zero", "one"), np.array([[1, 1], [0, 2]]), report)
    page.mistakes.show_wrong(np.zeros((1, 8, 8), np.uint8), [("zero", "one")], 16)
    page.show_mistakes()
    assert page.mistakes.matrix.counts.tolist() == [[1, 1], [0, 2]]
    assert page.mistakes.wrong.pictures[0].words == "True zero, read as one"
    assert page.mistakes.report.rowCount() == 2


def test_every_stroke_is_told_and_read(qtbot: QtBot, page: DigitsPage) -> None:
    page.show_pad()
    pad = page.pad
    middle = pad.rect().center()
    with qtbot.waitSignal(page.digit_drawn) as told:
        qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
    dot = told.args[0]
    assert dot.max() == 1.0
    with qtbot.waitSignal(page.digit_drawn) as told:
        qtbot.mouseMove(pad, middle + QPoint(40, 60))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle)
    assert told.args[0].sum() > 2 * dot.sum()

    page.show_reading(np.zeros((8, 8)), tuple("0123456789"), np.eye(10)[7] * 0.9 + 0.01)
    assert page.words == "Read as 7 (91.0 %)"
    assert page.bars.probabilities is not None
    page._clear.click()
    assert pad.is_empty
    assert page.bars.probabilities is None
