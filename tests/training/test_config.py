"""A configuration is frozen data; a wrong value is named with what is allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from training.config import (
    RunConfig,
    config_from_mapping,
    fields,
    parse_assignments,
    read_config,
    with_changes,
)
from training.errors import ConfigError


def test_it_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    config = with_changes(
        RunConfig(),
        {
            "seed": 7,
            "data.dataset": "/data/lésions",
            "data.positive": ["mel", "bcc"],
            "model.image_size": [96, 128],
        },
    )
    path = tmp_path / "config.json"
    path.write_text(config.to_json(), encoding="utf-8")
    assert read_config(path) == config


def test_it_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        RunConfig().optimisation.epochs = 3


def test_changes_leave_the_rest_and_the_original_alone() -> None:
    config = RunConfig()
    changed = with_changes(config, {"optimisation.epochs": 3})
    assert changed.optimisation.epochs == 3
    assert with_changes(changed, {"optimisation.epochs": 10}) == config == RunConfig()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("optimisation.epochs", 0),
        ("optimisation.epochs", "many"),
        ("optimisation.batch_size", 0),
        ("optimisation.learning_rate", -1),
        ("optimisation.learning_rate", float("nan")),
        ("optimisation.learning_rate", float("inf")),
        ("optimisation.optimizer", "Adagrad"),
        ("optimisation.monitor", "loss"),
        ("split.validation", 0.9),
        ("split.by", "lesion"),
        ("split.folds", 2),
        ("split.fold", 1),
        ("data.regroup", ["nv"]),
        ("seed", -1),
        ("data.target", "all"),
        ("model.dropout", 1.0),
    ],
)
def test_a_wrong_value_is_named_with_its_field(field: str, value: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        with_changes(RunConfig(), {field: value})
    assert f"{field} = {value!r} is not allowed" in caught.value.message
    assert field in caught.value.mend


def test_the_error_says_what_is_allowed() -> None:
    with pytest.raises(ConfigError, match="'adam', 'adamw', 'rmsprop' or 'sgd'"):
        with_changes(RunConfig(), {"optimisation.optimizer": "Adagrad"})


def test_folds_are_counted_from_0() -> None:
    config = with_changes(RunConfig(), {"split.folds": 5, "split.fold": 4})
    assert config.split.fold == 4
    with pytest.raises(ConfigError, match="there are 5 folds, counted from 0"):
        with_changes(config, {"split.fold": 5})


def test_classes_are_regrouped_by_name() -> None:
    config = with_changes(RunConfig(), {"data.regroup": {"nv": "benign", "df": ""}})
    assert with_changes(config, {}).data.regroup == {"nv": "benign", "df": ""}
    assert with_changes(config, {"data.regroup": {}}) == RunConfig()
    with pytest.raises(ConfigError, match=r"There is no field data\.regroup\.nv"):
        with_changes(config, {"data.regroup.nv": "x"})


def test_a_value_within_a_field_is_explained_by_the_field() -> None:
    with pytest.raises(ConfigError, match=r"model\.image_size\.1") as caught:
        with_changes(RunConfig(), {"model.image_size": [64, "wide"]})
    assert "Height and width" in caught.value.mend


@pytest.mark.parametrize("name", ["../../elsewhere", "a/b", "C:evil", "", "x" * 65, "a\n"])
def test_a_recipe_names_no_other_folder(name: str) -> None:
    with pytest.raises(ConfigError, match="recipe = "):
        with_changes(RunConfig(), {"recipe": name})


@pytest.mark.parametrize(
    "name", ["epochs", "optimisation.epoch", "optimisation", "seed.x", "a.b.c"]
)
def test_an_unknown_field_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(ConfigError, match=f"There is no field {name}") as caught:
        with_changes(RunConfig(), {name: 3})
    assert "optimisation.epochs" in caught.value.mend


def test_an_unknown_field_in_a_mapping_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"run\.json: optimisation\.nesterov"):
        config_from_mapping({"optimisation": {"nesterov": 0.9}}, source="run.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "\xff"])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ConfigError, match=r"config\.json cannot be read as a configuration"):
        read_config(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json"):
        read_config(tmp_path / "none.json")


def test_every_field_can_be_changed_by_its_name() -> None:
    config = RunConfig()
    values = json.loads(config.to_json())
    for name in fields():
        value: Any = values
        for part in name.split("."):
            value = value[part]
        assert with_changes(config, {name: value}) == config


def test_assignments_are_json_or_text() -> None:
    assert parse_assignments(
        [
            "optimisation.epochs=3",
            "model.image_size=[32, 32]",
            "augmentation.vertical_flip=false",
            " recipe =mine",
            "data.dataset=a=b",
        ]
    ) == {
        "optimisation.epochs": 3,
        "model.image_size": [32, 32],
        "augmentation.vertical_flip": False,
        "recipe": "mine",
        "data.dataset": "a=b",
    }


def test_an_assignment_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(ConfigError, match="'epochs' is not of the form field=value"):
        parse_assignments(["epochs"])


def test_every_field_is_explained_to_a_person() -> None:
    """Descriptions are sentences, numbers have both bounds, and amounts have their unit."""
    schema = RunConfig.model_json_schema()
    sections = [schema, *schema["$defs"].values()]
    fields = {name: field for section in sections for name, field in section["properties"].items()}
    for name, field in fields.items():
        if "$ref" in field:
            continue
        assert field["description"].endswith("."), name
        assert len(field["description"]) <= 165, name
        if field.get("type") in ("integer", "number"):
            assert {"minimum", "exclusiveMinimum"} & set(field), name
            assert {"maximum", "exclusiveMaximum"} & set(field), name
    units = {name: field["unit"] for name, field in fields.items() if "unit" in field}
    assert units["image_size"] == "px"
    assert units["rotation"] == "°"
    assert units["batch_size"] == "pictures"
    assert units["epochs"] == units["stop_after"] == "epochs"
    assert units["dropout"] == units["zoom"] == units["warmup"] == "share"


def test_a_picture_has_a_largest_size() -> None:
    with pytest.raises(ConfigError, match=r"model\.image_size\.0 = 100000"):
        with_changes(RunConfig(), {"model.image_size": [100_000, 64]})
