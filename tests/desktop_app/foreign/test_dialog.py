"""The dialog asks for what a model's file does not say, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.foreign.dialog import ForeignDialog
from training.foreign.description import Description
from training.foreign.errors import ForeignModelError
from training.foreign.facts import ModelFacts
from training.foreign.scaling import SCALINGS
from training.foreign.scaling_check import ScalingResult

FACTS = ModelFacts(Path("their.keras"), (16, 16), False, 1, "sigmoid", scales_itself=False)
BESIDE = Description(
    classes=("benign", "malignant"), positive=("malignant",), scaling="torch", image_size=(8, 9)
)
RESULTS = tuple(
    ScalingResult(scaling, 20, 0.9, 0.9, 0.9, 0.2, fits=scaling == "0..1", clear=scaling == "0..1")
    for scaling in SCALINGS
)


@pytest.fixture
def dialog(qtbot: QtBot) -> ForeignDialog:
    dialog = ForeignDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def texts(dialog: ForeignDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_it_asks_step_by_step_until_nothing_is_missing(dialog: ForeignDialog) -> None:
    assert not dialog.adopt.isVisible()
    dialog.show_model(FACTS, "their", {"Taken"})
    assert dialog.pixels.image_size is None
    for answer, then in (
        (lambda: None, "Name the class of output near 0."),
        (lambda: dialog.classes.name_all(["benign", "malignant"]), "Choose how pixels are scaled"),
        (lambda: dialog.pixels.scaling.buttons["-1..1"].click(), ""),
        (lambda: dialog.name.setText("taken"), "There is a run called taken already."),
        (lambda: dialog.name.setText(" "), "Give the run a name."),
        (lambda: dialog.name.setText("a/b"), "A name cannot contain /"),
    ):
        answer()
        assert then in texts(dialog)
        assert dialog.adopt.isEnabled() == (not then)
        assert then in dialog.adopt.toolTip()
    assert dialog.described == {
        "classes": ("benign", "malignant"),
        "positive": ("malignant",),
        "scaling": "-1..1",
        "image_size": None,
    }


def test_what_lies_beside_the_model_is_filled_in_or_told_of(dialog: ForeignDialog) -> None:
    dialog.show_model(replace(FACTS, any_size=True, beside=BESIDE), "their", ())
    assert dialog.described == BESIDE.model_dump()
    assert dialog.adopt.isEnabled()
    assert "Filled in from their.json." in texts(dialog)
    wrong = ForeignModelError("their.keras tells 2 classes apart; 3 are named.", mend="Mend it.")
    dialog.show_model(replace(FACTS, why_not=wrong, scales_itself=True), "their", ())
    assert "tells 2 classes apart; 3 are named." in texts(dialog)
    assert dialog.classes.names == ("", "")
    assert dialog.pixels.scaling.choice == "0..255", "it scales pixels itself"


def test_folders_name_classes_that_nobody_named_and_the_check_begins(
    qtbot: QtBot, dialog: ForeignDialog
) -> None:
    dialog.show_model(FACTS, "their", ())
    dialog.show_folder(Path("odd"), {"a": 3})
    assert dialog.classes.names == ("", "")
    assert not dialog.pixels.check.isEnabled()
    with qtbot.waitSignal(dialog.check_requested):
        dialog.show_folder(Path("labelled"), {"benign": 10, "malignant": 10})
    assert dialog.classes.names == ("benign", "malignant")
    dialog.show_results(RESULTS)
    assert dialog.pixels.scaling.choice == "0..1"
    assert "fits: 90% of 20 pictures" in texts(dialog)
    assert "fits" in dialog.pixels.scaling.buttons["0..1"].accessibleDescription()
    dialog.classes.name_all(["malignant", "benign"])
    assert "fits: 90%" not in texts(dialog), "it was checked with other classes"


def test_nothing_can_be_asked_for_while_it_works_or_waits(dialog: ForeignDialog) -> None:
    dialog.show_model(replace(FACTS, beside=BESIDE), "their", ())
    dialog.start("Checking scalings", waits=True)
    assert dialog.progress.text == "Waits until the training has ended"
    assert not dialog.adopt.isEnabled()
    assert not dialog.classes.isEnabled()
    assert dialog.progress.cancel.isEnabled()
    dialog.refuse("It is no good.", "Take another.")
    assert "Take another." in texts(dialog)
    assert dialog.adopt.isEnabled()
    assert not dialog.progress.isVisible()
