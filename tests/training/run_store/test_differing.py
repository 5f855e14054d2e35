"""In what the configurations of runs differ."""

from __future__ import annotations

from training.config import RunConfig, with_changes
from training.run_store import differences


def test_only_what_differs_is_told_by_dotted_name() -> None:
    configs = [
        RunConfig(),
        with_changes(RunConfig(), {"seed": 3, "model.image_size": [32, 32]}),
        with_changes(RunConfig(), {"data.regroup": {"a": "b"}}),
    ]
    assert differences(configs) == {
        "seed": [0, 3, 0],
        "data.regroup": [{}, {}, {"a": "b"}],
        "model.image_size": [[64, 64], [32, 32], [64, 64]],
    }


def test_a_default_is_the_same_as_its_value() -> None:
    said = RunConfig.model_validate({"optimisation": {"batch_size": 32}})
    assert differences([RunConfig(), said]) == {}


def test_stages_are_told_field_by_field() -> None:
    one = with_changes(RunConfig(), {"stages": [{"epochs": 3}]})
    two = with_changes(RunConfig(), {"stages": [{"epochs": 4}]})
    assert differences([one, two]) == {"stages.0.epochs": [3, 4]}
    without = differences([RunConfig(), one])
    assert without["stages.0.epochs"] == [None, 3]


def test_fewer_than_two_differ_in_nothing() -> None:
    assert differences([]) == differences([RunConfig()]) == {}
