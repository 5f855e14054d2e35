"""The matrix shows its numbers, reads them aloud, and opens the pictures behind a cell."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from desktop_app.widgets.confusion_matrix import ConfusionMatrix
from desktop_app.widgets.matrix_layout import lay_out


@pytest.fixture
def matrix(qtbot) -> ConfusionMatrix:
    widget = ConfusionMatrix()
    qtbot.addWidget(widget)
    widget.resize(400, 320)
    widget.set_matrix(["benign", "malignant"], np.array([[101, 19], [11, 19]]))
    widget.show()
    return widget


def test_it_reads_its_numbers(matrix: ConfusionMatrix) -> None:
    assert "True malignant, read as benign: 11 (36.7 % of 30)" in matrix.accessibleDescription()


def test_a_name_that_is_cut_short_can_be_read_in_full(matrix: ConfusionMatrix) -> None:
    matrix.set_matrix(["seborrheic_keratosis", "x"], np.ones((2, 2), dtype=np.int64))
    assert matrix.text_at(QPoint(100, 220)) == "seborrheic_keratosis"
    assert matrix.text_at(QPoint(2, 2)) == ""
    matrix.clear()
    assert matrix.text_at(QPoint(100, 220)) == ""


def test_shares_are_of_the_true_class_or_of_the_reading(matrix: ConfusionMatrix) -> None:
    matrix.set_scale("columns")
    assert matrix.cell_text(1, 0) == "True malignant, read as benign: 11 (9.8 % of 112 read so)"
    assert "9.8 % of 112 read so" in matrix.accessibleDescription()
    by_column = matrix.grab().toImage()

    matrix.set_scale("rows")
    assert matrix.cell_text(1, 0) == "True malignant, read as benign: 11 (36.7 % of 30)"
    assert matrix.grab().toImage() != by_column
    with pytest.raises(ValueError, match="no scale 'sides'"):
        matrix.set_scale("sides")


def test_a_class_without_samples_has_no_share(matrix: ConfusionMatrix) -> None:
    matrix.set_matrix(["a", "b"], np.array([[0, 0], [1, 2]]))
    assert matrix.cell_text(0, 1) == "True a, read as b: 0"
    assert not matrix.grab().isNull()


def test_a_click_tells_the_cell(matrix: ConfusionMatrix, qtbot) -> None:
    with qtbot.waitSignal(matrix.chosen) as signal:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(180, 250))
    assert signal.args == [1, 0]


def test_a_click_beside_the_cells_tells_nothing(matrix: ConfusionMatrix, qtbot) -> None:
    with qtbot.assertNotEmitted(matrix.chosen):
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_the_keyboard_reaches_every_cell_and_stops_at_the_edge(
    matrix: ConfusionMatrix, qtbot
) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    assert matrix.accessibleDescription().startswith("Chosen: True malignant, read as benign")
    with qtbot.waitSignal(matrix.chosen) as signal:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert signal.args == [1, 0]


def test_without_numbers_it_says_why(matrix: ConfusionMatrix, qtbot) -> None:
    matrix.clear("The test part is empty")
    assert matrix.accessibleDescription() == "The test part is empty"
    with qtbot.assertNotEmitted(matrix.chosen):
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(180, 250))
        qtbot.keyClick(matrix, Qt.Key.Key_Return)


def test_a_matrix_of_another_shape_is_refused(matrix: ConfusionMatrix) -> None:
    with pytest.raises(ValueError, match="2 classes"):
        matrix.set_matrix(["a", "b"], np.zeros((3, 3), dtype=np.int64))


@pytest.mark.parametrize("size", [180, 320, 700])
@pytest.mark.parametrize("classes", [2, 7, 10])
def test_all_cells_lie_inside_and_apart_at_every_size(size: int, classes: int) -> None:
    layout = lay_out(size, size, classes, line=20, widest_name=130)
    cells = [layout.cell(r, c) for r in range(classes) for c in range(classes)]
    for number, cell in enumerate(cells):
        assert cell.width() > 0
        assert 0 <= cell.left() < cell.right() <= size
        assert 0 <= cell.top() < cell.bottom() <= size
        assert layout.cell_at(cell.center()) == divmod(number, classes)
    assert layout.row_title().left() >= 0
    assert layout.column_title().top() >= 0


@pytest.mark.parametrize("size", [180, 700])
@pytest.mark.parametrize("classes", [2, 10])
def test_it_paints_at_every_size(matrix: ConfusionMatrix, size: int, classes: int) -> None:
    matrix.resize(size, size)
    names = [f"a class with a long name {n}" for n in range(classes)]
    matrix.set_matrix(names, np.full((classes, classes), 12345))
    assert not matrix.grab().isNull()
