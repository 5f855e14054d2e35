"""A box that tells what a person has chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.widgets.choice_box import ChoiceBox


def test_it_tells_what_a_person_chooses_and_not_what_the_program_sets(qtbot: QtBot) -> None:
    box = ChoiceBox("Class")
    qtbot.addWidget(box)
    assert box.choice is None
    with qtbot.assertNotEmitted(box.chosen):
        box.set_choices([("All classes", "any"), ("Nevus", "nv"), ("Melanoma", "mel")])
        box.set_choice("mel")
        box.set_choice("no such class")
    assert box.choice == "any"
    with qtbot.waitSignal(box.chosen) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert chosen.args == ["nv"]
    assert box.accessibleName() == "Class"
