"""What is trained, and how, is chosen here; what cannot be chosen says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.train.outlook_note import OutlookNote
from desktop_app.train.setup_panel import SetupPanel
from training.data.dataset import Dataset
from training.recipes import RECIPES


@pytest.fixture
def panel(qtbot: QtBot) -> SetupPanel:
    panel = SetupPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def fields(panel: SetupPanel) -> list[QWidget]:
    return [*panel.findChildren(QComboBox), *panel.findChildren(QAbstractSpinBox)]


def texts(panel: SetupPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def test_without_a_data_set_nothing_starts_and_it_says_what_to_do(panel: SetupPanel) -> None:
    assert not panel.start_button.isEnabled()
    assert panel.start_button.toolTip() == "Open a data set first."
    assert "No data set is open" in texts(panel)


def test_with_a_data_set_it_says_what_would_be_trained_on(
    panel: SetupPanel, dataset: Dataset
) -> None:
    panel.show_dataset(replace(dataset, name="100% <b>isic</b>"))

    assert panel.start_button.isEnabled()
    assert panel.start_button.toolTip() == "Train on the open data set."
    [label] = [label for label in panel.findChildren(QLabel) if "isic" in label.text()]
    for words in ("100% <b>isic</b>", "48 pictures, 50.0 % malignant", "benign: 24"):
        assert words in label.text()
    assert label.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_is_described_and_brings_its_numbers(panel: SetupPanel, name: str) -> None:
    panel.choose(name, {})

    recipe = RECIPES[name]
    optimisation = recipe.config.optimisation
    assert panel.recipe is recipe
    assert recipe.description in texts(panel)
    assert panel.changes == {
        "optimisation.epochs": optimisation.epochs,
        "optimisation.batch_size": optimisation.batch_size,
        "optimisation.learning_rate": pytest.approx(optimisation.learning_rate),
        "seed": 0,
        "split.by": "group",
    }


def test_start_tells_recipe_and_numbers(qtbot: QtBot, panel: SetupPanel, dataset: Dataset) -> None:
    chosen = {
        "optimisation.epochs": 3,
        "optimisation.batch_size": 8,
        "optimisation.learning_rate": 0.0005,
        "seed": 7,
        "split.by": "group",
    }
    panel.show_dataset(dataset)
    panel.choose("frozen-mobilenet-075", chosen)

    with qtbot.waitSignal(panel.start_requested) as start:
        qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)

    assert start.args == ["frozen-mobilenet-075", chosen]


def test_a_changed_number_or_recipe_is_told(qtbot: QtBot, panel: SetupPanel) -> None:
    with qtbot.waitSignal(panel.setup_changed):
        panel.choose("small-cnn", {"seed": 1})
    with qtbot.waitSignal(panel.setup_changed):
        panel.choose("frozen-mobilenet-075", {})


@pytest.mark.parametrize("state", ["starting", "running", "stopping"])
def test_while_a_training_runs_nothing_can_be_changed_and_it_says_why(
    panel: SetupPanel, dataset: Dataset, state: str
) -> None:
    panel.show_dataset(dataset)
    before = [field.toolTip() for field in fields(panel)]
    assert all(before)

    panel.set_state(state)
    for field in fields(panel):
        assert not field.isEnabled()
        assert field.toolTip() == "A training is running: stop it to change this."
    assert not panel.start_button.isVisible()
    assert panel.stop_button.isVisible()
    assert panel.stop_button.isEnabled() == (state != "stopping")
    assert ("Stopping:" in panel.stop_button.toolTip()) == (state == "stopping")

    panel.set_state("idle")
    assert [field.toolTip() for field in fields(panel)] == before
    assert all(field.isEnabled() for field in fields(panel))
    assert panel.start_button.isVisible()
    assert not panel.stop_button.isVisible()


def test_stop_is_told(qtbot: QtBot, panel: SetupPanel) -> None:
    panel.set_state("running")

    with qtbot.waitSignal(panel.stop_requested):
        qtbot.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)


def test_the_keyboard_starts_and_stops(qtbot: QtBot, panel: SetupPanel, dataset: Dataset) -> None:
    panel.show_dataset(dataset)
    panel.activateWindow()
    qtbot.waitActive(panel)

    with qtbot.waitSignal(panel.start_requested):
        qtbot.keyClick(panel, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    panel.set_state("running")
    with qtbot.waitSignal(panel.stop_requested):
        qtbot.keyClick(panel, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)


def test_every_field_has_a_name_for_a_screen_reader(panel: SetupPanel) -> None:
    names = [field.accessibleName() for field in fields(panel)]

    assert {"Recipe", "Split", "Epochs", "Batch size", "Learning rate", "Seed"} < {*names}
    assert all(names)
    assert len(names) == len({*names})


def test_more_fields_are_folded_and_only_what_differs_from_the_recipe_is_a_change(
    qtbot: QtBot, panel: SetupPanel
) -> None:
    [rotation] = [field for field in fields(panel) if field.accessibleName() == "Rotation"]
    [unfold] = [button for button in panel.findChildren(QToolButton) if button.text() == "More"]
    assert not rotation.isVisible()
    unfold.click()
    assert rotation.isVisible()
    panel.choose("lesion-seven", {})
    assert rotation.value() == 180
    usual = panel.changes

    with qtbot.waitSignal(panel.setup_changed):
        rotation.setValue(30)
    panel.choose("lesion-seven", {"loss.kind": "focal"})

    assert panel.changes == usual | {"augmentation.rotation": 30.0, "loss.kind": "focal"}
    panel.choose("small-cnn", {})
    assert "augmentation.rotation" not in panel.changes
    for words in ("either way", "0 to 180°"):
        assert words in rotation.toolTip()


def test_a_recipe_that_changes_many_fields_is_one_change(qtbot: QtBot, panel: SetupPanel) -> None:
    told: list[None] = []
    panel.setup_changed.connect(lambda: told.append(None))

    panel.choose("lesion-seven", {})

    assert len(told) == 1


def test_what_a_recipe_tells_apart_where_it_is_from_and_what_it_needs_is_shown(
    panel: SetupPanel,
) -> None:
    panel.choose("ham-mobilenet", {})
    for words in ("every class", "Tschandl et al. 2018", "ImageNet weights of MobileNet"):
        assert words in texts(panel)

    panel.choose("small-cnn", {})
    assert "malignant or not" in texts(panel)
    assert "Needs" not in texts(panel)


def test_what_comes_after_the_first_stage_is_said_beside_its_epochs(panel: SetupPanel) -> None:
    panel.choose("lesion-seven", {})
    [stage] = RECIPES["lesion-seven"].config.stages
    assert f"Then {stage.epochs} epochs at a rate of {stage.learning_rate:g}" in texts(panel)

    panel.choose("small-cnn", {})
    assert "Then" not in texts(panel)


def test_doubts_stand_before_the_start_until_something_changes(panel: SetupPanel) -> None:
    panel.show_outlook(["One.", "Two.", "Three.", "Four."], "")
    [note] = panel.findChildren(OutlookNote)
    assert note.text() == "One.\nTwo.\nAnd 2 more."
    assert "Four." in note.toolTip()

    panel.show_outlook([], "There is nothing to tell apart.")
    assert note.text() == "There is nothing to tell apart."
    assert note.isVisible()

    panel.choose(panel.recipe.name, {"seed": 5})
    assert not note.isVisible()


def test_whether_it_outlives_the_window_is_chosen_and_explained(panel: SetupPanel) -> None:
    assert not panel.own_process
    [box] = panel.findChildren(QCheckBox)
    assert "process of its own" in box.toolTip()

    box.click()

    assert panel.own_process


def test_parts_that_tear_lesions_apart_are_warned_of_before_the_start(panel: SetupPanel) -> None:
    panel.show_split_state("lesion", 3)
    assert "own parts tear 3 lesions apart" in texts(panel)

    panel.show_split_state("lesion", 0)
    assert "own parts tear" not in texts(panel)


def test_a_split_by_picture_has_to_be_chosen_and_says_what_it_does(
    qtbot: QtBot, panel: SetupPanel
) -> None:
    assert panel.changes["split.by"] == "group"

    with qtbot.waitSignal(panel.setup_changed):
        panel.choose(panel.recipe.name, {"split.by": "image"})

    assert panel.changes["split.by"] == "image"
    assert "scores will be inflated" in texts(panel)
