"""A person says which classes are malignant, and cannot say nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.data.classes_dialog import ClassesDialog
from training.data.dataset import Dataset, Problem


@pytest.fixture
def dialog(qtbot: QtBot, dataset: Dataset) -> ClassesDialog:
    dialog = ClassesDialog(dataset)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def texts(dialog: ClassesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_classes_whose_names_say_so_are_checked(dialog: ClassesDialog) -> None:
    checked = {name: box.isChecked() for name, box in dialog.boxes.items()}

    assert checked == {"benign": False, "malignant": True}
    assert dialog.boxes["benign"].text() == "benign  (24)"
    assert dialog.ok.isEnabled()


def test_the_choice_is_told(qtbot: QtBot, dialog: ClassesDialog, dataset: Dataset) -> None:
    for box in dialog.boxes.values():
        box.toggle()

    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.ok.click()

    assert chosen.args == [dataset, ("benign",)]
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("checked", "why"),
    [(False, "Check at least one class."), (True, "Leave at least one class unchecked.")],
)
def test_none_or_all_cannot_be_chosen_and_it_says_why(
    dialog: ClassesDialog, checked: bool, why: str
) -> None:
    for box in dialog.boxes.values():
        box.setChecked(checked)

    assert not dialog.ok.isEnabled()
    assert why in texts(dialog)


def test_a_change_of_mind_tells_nothing(qtbot: QtBot, dialog: ClassesDialog) -> None:
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.reject()


def test_what_the_import_left_out_is_listed(qtbot: QtBot, dataset: Dataset) -> None:
    problems = tuple(Problem(f"{n}.png", "is no picture") for n in range(7))
    dialog = ClassesDialog(replace(dataset, problems=problems))
    qtbot.addWidget(dialog)

    assert "4.png: is no picture\nand 2 more, in dataset.json" in texts(dialog)


def test_names_from_files_are_never_read_as_html(qtbot: QtBot, dataset: Dataset) -> None:
    problem = Problem("<img src='x.png'>.png", "is no picture")
    dialog = ClassesDialog(replace(dataset, name="<h1>isic</h1>", problems=(problem,)))
    qtbot.addWidget(dialog)

    shown = [label for label in dialog.findChildren(QLabel) if "<" in label.text()]
    assert len(shown) == 2
    assert {label.textFormat().name for label in shown} == {"PlainText"}
