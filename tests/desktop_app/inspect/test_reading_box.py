"""What is told apart is chosen in one box, the same on every page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.inspect.reading_box import ReadingBox

CLASSES = ("bcc", "mel", "nv")
OWN = {"bcc": "a", "mel": "b", "nv": "b"}


@pytest.fixture
def box(qtbot: QtBot) -> ReadingBox:
    box = ReadingBox()
    qtbot.addWidget(box)
    box.set_classes(CLASSES)
    box.show()
    return box


def offered(box: ReadingBox) -> list[str]:
    return [box.itemText(n) for n in range(box.count())]


def test_the_usual_groups_and_the_persons_own_are_offered(qtbot: QtBot, box: ReadingBox) -> None:
    usual = ["Benign or malignant", "All 3 classes", "Nevus against the rest", "Group classes…"]
    assert offered(box) == usual
    assert box.groups is None
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.groups == {}
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.groups == {"bcc": "rest", "mel": "rest", "nv": "nevus"}
    box.set_own(OWN)
    assert offered(box) == [*usual[:3], "a / b", usual[3]]
    assert box.currentText() == "Nevus against the rest"
    with qtbot.waitSignal(box.changed):
        box.use(OWN)
    assert box.groups == OWN


def test_making_groups_is_asked_for_and_changes_nothing_by_itself(
    qtbot: QtBot, box: ReadingBox
) -> None:
    with qtbot.waitSignal(box.groups_wanted), qtbot.assertNotEmitted(box.changed):
        qtbot.keyClick(box, Qt.Key.Key_End)
    assert box.currentText() == "Benign or malignant"


def test_groups_of_other_classes_are_not_offered(qtbot: QtBot, box: ReadingBox) -> None:
    box.use(OWN)
    box.set_classes(("bcc", "mel", "nv", "df"))
    assert box.groups is None
    assert "a / b" not in offered(box)
    box.set_classes(())
    assert offered(box) == ["Benign or malignant"]
    box.set_classes(("benign", "malignant"))
    assert offered(box) == ["Benign or malignant", "All 2 classes"]


def test_other_groups_in_place_of_those_that_are_shown_are_a_change(
    qtbot: QtBot, box: ReadingBox
) -> None:
    box.use(OWN)
    with qtbot.waitSignal(box.changed):
        box.set_own({**OWN, "mel": "a"})
    assert box.groups == {**OWN, "mel": "a"}
