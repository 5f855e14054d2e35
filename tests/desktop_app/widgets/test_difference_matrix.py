"""How two matrices differ is told by sign, not by colour alone."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.difference_matrix import DifferenceMatrix


def test_every_cell_says_how_much_more_or_less(qtbot: QtBot) -> None:
    matrix = DifferenceMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(300, 260)
    matrix.set_matrix(("benign", "malignant"), np.array([[3, -3], [0, 0]]))
    assert matrix.cell_text(0, 0) == "True benign, read as benign: +3"
    assert matrix.cell_text(0, 1) == "True benign, read as malignant: -3"
    assert "True malignant, read as benign: +0" in matrix.accessibleDescription()
    matrix.show()

    def colour(row: int, column: int) -> int:
        corner = matrix._layout().cell(row, column).topLeft().toPoint()
        return matrix.grab().toImage().pixel(corner.x() + 8, corner.y() + 8)

    more, less, same = colour(0, 0), colour(0, 1), colour(1, 1)
    assert len({more, less, same}) == 3
    with qtbot.waitSignal(matrix.chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Right)
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [0, 1]
