"""What is trained, and how, is chosen here; what cannot be chosen says why."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.train.field_spec import field_specs
from desktop_app.train.field_words import MAIN
from desktop_app.train.outlook_note import OutlookNote
from desktop_app.train.setup_panel import SetupPanel
from training.data.dataset import Dataset
from training.doubts import Doubt
from training.recipes import RECIPES


@pytest.fixture
def panel(qtbot: QtBot) -> SetupPanel:
    panel = SetupPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def fields(panel: SetupPanel) -> list[QWidget]:
    return [*panel.findChildren(QComboBox), *panel.findChildren(QAbstractSpinBox)]


def named(panel: SetupPanel, name: str) -> list[QWidget]:
    return [field for field in fields(panel) if field.accessibleName() == name]


def unfold(panel: SetupPanel, title: str) -> None:
    [fold] = [
        button
        for button in panel.findChildren(QToolButton)
        if button.text().partition("  ·  ")[0] == title
    ]
    fold.setChecked(True)


def texts(panel: SetupPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def test_the_main_fields_explain_themselves_without_being_pointed_at(panel: SetupPanel) -> None:
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]

    for name in MAIN:
        assert any(text.startswith(field_specs()[name].about) for text in shown), name


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


@pytest.mark.parametrize("state", ["starting", "running", "paused", "stopping"])
def test_while_a_training_runs_the_next_one_can_be_set_up_but_not_measured(
    panel: SetupPanel, dataset: Dataset, state: str
) -> None:
    panel.show_dataset(dataset)
    assert all(field.toolTip() for field in fields(panel))
    measuring = [
        button
        for button in panel.findChildren(QPushButton)
        if button.text() in ("Estimate", "Find…", "Layers…")
    ]
    assert len(measuring) == 3

    panel.set_state(state)
    assert all(field.isEnabled() for field in fields(panel))
    assert panel.queue_button.isEnabled()
    for button in measuring:
        assert not button.isEnabled()
        assert button.toolTip() == "A training is running: this has to wait for it."
    assert not panel.start_button.isVisible()
    assert panel.stop_button.isVisible()
    assert panel.stop_button.isEnabled() == (state != "stopping")
    assert ("Stopping:" in panel.stop_button.toolTip()) == (state == "stopping")

    panel.set_state("idle")
    assert all(button.isEnabled() for button in measuring)
    assert panel.start_button.isVisible()
    assert not panel.stop_button.isVisible()


def test_a_training_can_wait_in_the_queue(
    qtbot: QtBot, panel: SetupPanel, dataset: Dataset
) -> None:
    assert not panel.queue_button.isEnabled()
    panel.show_dataset(dataset)

    with qtbot.waitSignal(panel.queue_requested) as asked:
        qtbot.mouseClick(panel.queue_button, Qt.MouseButton.LeftButton)

    assert asked.args == [panel.recipe.name, panel.changes]


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
    unfold(panel, "More")
    for group in ("Model", "Learning", "Augmentation", "Stages", "Loss and balance", "Patience"):
        unfold(panel, group)
    panel.choose("lesion-seven", {})
    names = [
        field.accessibleName()
        for field in fields(panel)
        if not isinstance(field.parent(), QComboBox)
    ]

    assert {"Recipe", "Split", "Epochs", "Batch size", "Learning rate", "Seed"} < {*names}
    assert {"Dropout", "Stage 2: Epochs", "Height of the input in pixels"} < {*names}
    assert all(names)
    assert len(names) == len({*names})
    for button in panel.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()


def test_more_fields_are_folded_and_only_what_differs_from_the_recipe_is_a_change(
    qtbot: QtBot, panel: SetupPanel
) -> None:
    assert not named(panel, "Rotation")
    unfold(panel, "More")
    unfold(panel, "Augmentation")
    [rotation] = named(panel, "Rotation")
    assert isinstance(rotation, QDoubleSpinBox)
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
    for words in ("either way", "0 to 180°", "Recipe: 0°"):
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


def test_doubts_stand_before_the_start_each_with_its_mend(
    qtbot: QtBot, panel: SetupPanel, dataset: Dataset
) -> None:
    panel.show_dataset(dataset)
    mendable = Doubt("One side is rare.", "Weigh.", {"optimisation.class_weight": "none"})
    panel.show_outlook([mendable, Doubt("Few pictures.", "Import more.")], "")
    [note] = panel.findChildren(OutlookNote)
    assert note.isVisible()
    assert "Import more." in texts(panel)
    [mend] = note.mends
    assert not mend.isVisible(), "several are folded to one line"
    note.fold.header.setFocus()
    qtbot.keyClick(note.fold.header, Qt.Key.Key_Space)
    assert mend.isVisible()
    assert mend.text() == "Set Class weights to none"

    with qtbot.waitSignal(panel.setup_changed):
        qtbot.mouseClick(mend, Qt.MouseButton.LeftButton)

    assert panel.changes["optimisation.class_weight"] == "none"
    assert not mend.isEnabled(), "what was said of other values must not be chosen"
    panel.show_outlook([], "")
    assert not note.isVisible()


def test_many_doubts_leave_the_fields_and_start_in_sight(
    qtbot: QtBot, panel: SetupPanel, dataset: Dataset
) -> None:
    panel.resize(400, 520)
    panel.show_dataset(dataset)
    panel.show_outlook([Doubt("This is doubtful for a reason. " * 4, "Do so.")] * 12, "")
    [note] = panel.findChildren(OutlookNote)
    note.fold.header.click()
    qtbot.waitUntil(lambda: note.said.verticalScrollBar().maximum() > 0)

    assert panel.height() == 520
    assert note.said.height() <= 160
    assert panel.rect().contains(
        panel.start_button.geometry().translated(
            panel.start_button.mapTo(panel, QPoint()) - panel.start_button.pos()
        )
    )


def test_several_doubts_take_one_line_until_they_are_unfolded(
    panel: SetupPanel, dataset: Dataset
) -> None:
    panel.show_dataset(dataset)
    [note] = panel.findChildren(OutlookNote)
    doubts = [Doubt(f"This is doubtful for reason {n}.", "Do so.") for n in range(3)]
    panel.show_outlook(doubts[:1], "")
    assert note.said.isVisible()
    assert not note.fold.header.isVisible(), "one alone is said at once"

    panel.show_outlook(doubts, "")
    assert note.fold.header.text().endswith("3 warnings")
    assert "reason 2" in note.fold.header.toolTip()
    assert not note.said.isVisible()

    note.fold.header.click()
    panel.show_outlook(doubts[1:], "")
    assert note.said.isVisible(), "who has unfolded them goes on reading"
    note.fold.header.click()
    panel.show_outlook(doubts, "")
    assert not note.said.isVisible()
    panel.show_outlook(doubts, "It cannot start.")
    assert note.said.isVisible(), "why it cannot start is never folded away"
    assert not note.fold.header.isVisible()


def test_flagged_pictures_are_said_to_be_left_out(panel: SetupPanel, dataset: Dataset) -> None:
    panel.show_dataset(dataset)
    left_out = "Left out of the next training"

    def said() -> list[QLabel]:
        labels = panel.findChildren(QLabel)
        return [label for label in labels if left_out in label.text() and label.isVisible()]

    assert said() == []
    panel.show_flagged(2, 1)
    [label] = said()
    assert label.text() == f"{left_out}: 3 flagged pictures (2 label errors, 1 excluded)."
    assert "Take a flag away" in label.toolTip()
    panel.show_flagged(0, 1)
    assert label.text() == f"{left_out}: 1 flagged picture (1 excluded)."
    panel.show_flagged(0, 0)
    assert said() == []


def test_a_refusal_stands_beside_the_field_that_it_names_as_well(
    panel: SetupPanel, dataset: Dataset
) -> None:
    panel.show_dataset(dataset)
    panel.show_outlook([], "optimisation.batch_size = 4096 needs 90 GB.")

    said = [
        label for label in panel.findChildren(QLabel) if "Batch size = 4096 needs" in label.text()
    ]
    assert len(said) == 2
    assert all(label.property("role") == "error" for label in said)


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


def test_the_tab_key_goes_through_everything_from_top_to_bottom(
    qtbot: QtBot, panel: SetupPanel, dataset: Dataset
) -> None:
    panel.show_dataset(dataset)
    panel.choose("lesion-seven", {"model.dropout": 0.4})
    for title in ("More", "Augmentation", "Stages", "Model"):
        unfold(panel, title)
    [add] = [b for b in panel.findChildren(QPushButton) if b.text() == "Add a stage"]
    add.click()

    stops, here = [], panel.nextInFocusChain()
    while here is not panel:
        if here.focusPolicy() & Qt.FocusPolicy.TabFocus and here.focusProxy() is None:
            stops += [here] if here.isVisible() and here.isEnabled() else []
        here = here.nextInFocusChain()
    by_name = [stop.accessibleName() or getattr(stop, "text", str)() for stop in stops]
    content = panel.findChildren(QScrollArea)[0].widget()
    qtbot.waitUntil(lambda: add.mapTo(content, QPoint()).y() > 1_000)  # laid out
    places = [stop.mapTo(content, QPoint()).y() for stop in stops if content.isAncestorOf(stop)]

    for name in ("Recipe", "Find a field", "Dropout", "Stage 3: Schedule", "Start training"):
        assert name in by_name
    # Controls of one row may differ a little in height.
    assert all(below - above > -12 for above, below in pairwise(places)), by_name
    reached = {id(stop) for stop in stops}
    for control in (*fields(panel), *panel.findChildren(QAbstractButton)):
        if control.isVisible() and control.isEnabled() and control.focusPolicy():
            assert id(control) in reached, control
