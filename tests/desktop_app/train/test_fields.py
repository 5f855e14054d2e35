"""Every field of a training can be found, changed and set back; a wrong value is said beside it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.train.editors import make_editor
from desktop_app.train.field_form import FieldForm
from desktop_app.train.field_row import FieldRow
from desktop_app.train.field_spec import field_specs, in_words, names_in, number_text
from desktop_app.train.field_words import MAIN, SET_ELSEWHERE
from desktop_app.train.number_editors import NumberEditor, WholeEditor
from desktop_app.train.set_up import SetUp
from training.config import RunConfig, fields, with_changes
from training.recipes import RECIPES

LAST = {"choice": -1, "number": 0.25, "whole": 7, "switch": None, "size": [48, 40]}


@pytest.fixture
def set_up() -> SetUp:
    return SetUp()


@pytest.fixture
def form(qtbot: QtBot, set_up: SetUp) -> FieldForm:
    form = FieldForm(set_up)
    qtbot.addWidget(form)
    form.show()
    return form


def row_of(qtbot: QtBot, set_up: SetUp, name: str) -> FieldRow:
    row = FieldRow(field_specs()[name], set_up)
    qtbot.addWidget(row)
    row.show()
    return row


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def another(name: str, value: Any) -> Any:
    """Return an allowed value of a field that is another one."""
    spec = field_specs()[name]
    if spec.kind == "choice":
        return next(each for _, each in spec.choices if each != value)
    if spec.kind == "switch":
        return not value
    return LAST[spec.kind]


def test_every_field_of_a_config_can_be_set_or_follows_from_something_else() -> None:
    assert {*field_specs()} | {*SET_ELSEWHERE} == {*fields()}


def test_every_field_has_a_label_of_its_own_and_an_explanation() -> None:
    specs = field_specs().values()

    assert len({spec.label for spec in specs}) == len(specs)
    assert all(spec.description.endswith(".") for spec in specs)


@pytest.mark.parametrize(
    "name", [name for name, spec in field_specs().items() if spec.kind != "stages"]
)
def test_every_control_shows_its_value_and_tells_another_one(qtbot: QtBot, name: str) -> None:
    value = SetUp().value(name)
    editor = make_editor(field_specs()[name])
    qtbot.addWidget(editor)
    editor.show_value(value)
    told: list[Any] = []
    editor.telling.edited.connect(told.append)
    wanted = another(name, value)

    editor.show_value(wanted)

    assert told[-1] == wanted


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_control_rounds_what_a_recipe_says(qtbot: QtBot, set_up: SetUp, recipe: str) -> None:
    form = FieldForm(set_up)
    qtbot.addWidget(form)
    for title in form.folds:
        form.group(title)

    set_up.choose(recipe, {})

    assert set_up.changed_names == ()
    assert with_changes(RECIPES[recipe].config, set_up.changes) == RECIPES[recipe].config


def test_a_field_that_is_out_of_range_says_so_beside_it_and_takes_the_nearest(
    qtbot: QtBot, set_up: SetUp
) -> None:
    row = row_of(qtbot, set_up, "optimisation.batch_size")
    editor = row.editor
    assert isinstance(editor, WholeEditor)
    editor.setFocus()
    editor.selectAll()

    qtbot.keyClicks(editor, "5000")
    assert "5000 is not allowed: 1 to 4,096." in said(row)
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert set_up.value("optimisation.batch_size") == 4096
    assert "5000 is not allowed: 1 to 4,096. 4096 is taken." in said(row)
    editor.selectAll()
    qtbot.keyClicks(editor, "64")
    assert set_up.value("optimisation.batch_size") == 64
    assert not any("not allowed" in text for text in said(row))


@pytest.mark.parametrize(
    ("typed", "value"), [("3e-4", 3e-4), ("0.00032", 3.2e-4), ("1E-6", 1e-6), ("20", 10.0)]
)
def test_a_learning_rate_is_typed_as_people_write_it(
    qtbot: QtBot, set_up: SetUp, typed: str, value: float
) -> None:
    row = row_of(qtbot, set_up, "optimisation.learning_rate")
    editor = row.editor
    assert isinstance(editor, NumberEditor)
    editor.selectAll()

    qtbot.keyClicks(editor, typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert set_up.value("optimisation.learning_rate") == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.001, "0.001"),
        (3.2e-4, "3.2e-4"),
        (1e-7, "1e-7"),
        (0.0, "0"),
        (10.0, "10"),
        (0.95, "0.95"),
    ],
)
def test_numbers_are_written_so_that_their_size_is_seen(value: float, written: str) -> None:
    assert number_text(value) == written
    assert float(written) == value


def test_the_wheel_scrolls_the_page_and_changes_no_field_on_its_way(
    qtbot: QtBot, set_up: SetUp
) -> None:
    for name in ("model.dropout", "model.dense_units", "loss.kind"):
        row = row_of(qtbot, set_up, name)
        row.editor.clearFocus()
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        assert wheel.type() == QEvent.Type.Wheel
        row.editor.wheelEvent(wheel)
        assert not wheel.isAccepted()

    assert set_up.changed_names == ()


def test_a_changed_field_is_marked_and_can_be_set_back_by_keyboard(
    qtbot: QtBot, set_up: SetUp
) -> None:
    row = row_of(qtbot, set_up, "model.dropout")
    [back] = [b for b in row.findChildren(QAbstractButton) if "recipe's value" in b.toolTip()]
    assert not back.isVisible()

    set_up.set_values({"model.dropout": 0.5})
    assert back.isVisible()
    assert any("Recipe: 0.2." in text for text in said(row))
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Space)

    assert set_up.value("model.dropout") == 0.2
    assert not back.isVisible()


def test_values_that_contradict_each_other_are_said_in_the_words_of_the_window(
    set_up: SetUp,
) -> None:
    set_up.set_values({"patience.reduce_after": 3, "optimisation.schedule": "cosine"})

    problem, names = set_up.problem

    assert problem.startswith("Lower rate after needs Schedule 'constant'")
    assert names == ("patience.reduce_after", "optimisation.schedule")


def test_a_sentence_of_the_engine_names_fields_by_their_labels() -> None:
    sentence = "Set optimisation.optimizer to adamw, or optimisation.weight_decay to 0."

    assert in_words(sentence) == "Set Optimizer to adamw, or Weight decay to 0."
    assert names_in(sentence) == ("optimisation.optimizer", "optimisation.weight_decay")


def test_groups_are_folded_and_say_what_is_changed_in_them(form: FieldForm, set_up: SetUp) -> None:
    assert not any(fold.is_unfolded for fold in form.folds.values())
    in_groups = {spec.name for specs in form.specs.values() for spec in specs}
    assert in_groups | {*MAIN, "split.by"} == {*field_specs()}

    set_up.set_values({"augmentation.zoom": 0.1, "augmentation.shift": 0.1, "model.dropout": 0.4})
    form.show_remarks({"augmentation.zoom": "It is wrong."})

    assert form.folds["Augmentation"].header.text() == "Augmentation  ·  2 changed, 1 to mend"
    assert form.folds["Model"].header.text() == "Model  ·  1 changed"
    assert form.note == "3 changed, 1 to mend"
    assert "It is wrong." in said(form.group("Augmentation"))
    form.back.click()
    assert set_up.changed_names == ()


def test_a_search_shows_the_fields_with_those_words_and_then_all_as_before(
    qtbot: QtBot, form: FieldForm
) -> None:
    form.group("Model")
    qtbot.keyClicks(form.search, "mirror image")
    visible = {row.spec.name for row in form.findChildren(FieldRow) if row.isVisible()}
    assert visible == {"augmentation.fill", "evaluation.test_time_flips"}

    form.search.setText("no field is called so")
    assert "No field has these words." in said(form)
    form.search.clear()

    assert [title for title, fold in form.folds.items() if fold.is_unfolded] == ["Model"]
    assert all(row.isVisibleTo(form.group("Model")) for row in form.group("Model").rows.values())


def test_stages_are_added_changed_removed_and_set_back(form: FieldForm, set_up: SetUp) -> None:
    set_up.choose("lesion-seven", {})
    usual = set_up.value("stages")
    stages = form.group("Stages").stages
    assert stages is not None
    assert len(stages.blocks) == len(usual) == 1

    stages.add.click()
    stages.blocks[1].editors["epochs"].show_value(3)
    stages.blocks[1].editors["learning_rate"].show_value(2e-5)
    stages.blocks[1].editors["trainable_layers"].show_value(-1)
    config = with_changes(set_up.recipe.config, set_up.changes)
    assert [stage.epochs for stage in config.stages] == [usual[0]["epochs"], 3]
    assert config.stages[1].learning_rate == 2e-5

    stages.blocks[0].remove.click()
    assert [stage["epochs"] for stage in set_up.value("stages")] == [3]
    assert stages.blocks[0].editors["epochs"].accessibleName() == "Stage 2: Epochs"
    stages.back.click()
    assert set_up.value("stages") == usual
    while stages.add.isEnabled():
        stages.add.click()
    assert len(with_changes(set_up.recipe.config, set_up.changes).stages) == 10
    assert stages.add.toolTip() == "There are 10 at most."


def test_another_recipe_replaces_all_values_but_the_split(set_up: SetUp) -> None:
    set_up.set_values({"model.dropout": 0.7, "split.by": "image"})
    set_up.choose("lesion-binary", {"seed": 3, "data.dataset": "/somewhere"})

    assert set_up.changed_names == ("seed", "split.by")
    assert isinstance(with_changes(set_up.recipe.config, set_up.changes), RunConfig)
    set_up.choose("a-recipe-that-nobody-knows", {"seed": 4})
    assert (set_up.recipe.name, set_up.value("seed")) == ("lesion-binary", 4)
    set_up.set_values({"model.image_size": tuple(set_up.value("model.image_size"))})
    assert "model.image_size" not in set_up.changed_names
