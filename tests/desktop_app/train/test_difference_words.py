"""What differs between runs is said in the words of the set-up panel."""

from __future__ import annotations

from itertools import pairwise

from desktop_app.train.difference_words import differences_in_words
from desktop_app.train.field_spec import field_specs
from training.config import RunConfig, describe, fields
from training.run_store import differences


def test_every_field_of_a_config_has_words() -> None:
    values = {name: [None, None] for name in fields() if name != "stages"}
    told = differences_in_words(values)
    assert {each.name for each in told} == set(values)
    assert [each.name for each in told if each.label == each.name or not each.about] == []
    for each in told:
        if each.name in field_specs():
            assert each.label.startswith(field_specs()[each.name].label)


def test_a_group_stands_together_in_the_order_of_the_panel() -> None:
    values = {name: [None, None] for name in reversed(fields()) if name != "stages"}
    groups = [each.group for each in differences_in_words(values)]
    assert list(dict.fromkeys(groups))[:3] == ["Recipe", "Model", "Learning"]
    changes = sum(a != b for a, b in pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_a_stage_that_one_run_has_alone_is_counted_as_people_do() -> None:
    one = RunConfig.model_validate({"data": {"dataset": "/data"}, "recipe": "a"})
    two = RunConfig.model_validate(
        {"data": {"dataset": "/other"}, "recipe": "a", "stages": [{"epochs": 4}]}
    )
    told = {each.label: each for each in differences_in_words(differences([one, two]))}
    assert told["Folder of the data set"].values == ("/data", "/other")
    assert told["Stage 2: Epochs"].values == ("–", "4")
    assert told["Stage 2: Epochs"].about.startswith(describe("stages.0.epochs"))
    assert describe("stages.0.epochs")


def test_values_are_in_words_and_numbers_fit_for_a_spreadsheet() -> None:
    told = differences_in_words(
        {"data.target": ["classes", "positive"], "seed": [1000, 7], "later.field": [[1], "x"]}
    )
    values = {each.name: each.values for each in told}
    assert values["data.target"] == ("every class", "malignant or not")
    assert values["seed"] == ("1000", "7")
    assert values["later.field"] == ("[1]", "x"), "of a later program: as it is written"
