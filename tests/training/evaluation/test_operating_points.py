"""A threshold reaches what it was chosen for, and no other one would be better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.errors import ConfigError, RunError
from training.evaluation.chosen import chosen_point
from training.evaluation.operating_points import Rule, choose_threshold
from training.evaluation.predictions import Predictions
from training.evaluation.results import PartResults
from training.evaluation.thresholds import ThresholdTable
from training.runs import OperatingPoint, Run


def _case(seed: int, digits: int | None = 2) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    truth = rng.random(100) < 0.3
    p = (rng.random(100) + 0.5 * truth) / 1.5
    return truth, p if digits is None else np.round(p, digits)


def _all(truth: NDArray[np.bool_], p: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return sensitivity and specificity of every threshold there can be."""
    return [
        (float((p[truth] >= t).mean()), float((p[~truth] < t).mean()))
        for t in np.linspace(0, 1, 2001)
    ]


def _at(truth: NDArray[np.bool_], p: NDArray[np.float64], rule: Rule) -> tuple[float, float]:
    threshold = choose_threshold(rule, ThresholdTable(truth, p))
    assert 0.0 <= threshold <= 1.0
    return float((p[truth] >= threshold).mean()), float((p[~truth] < threshold).mean())


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("target", [0.5, 0.9, 0.95, 1.0])
def test_a_target_is_reached_at_the_least_price(seed: int, target: float) -> None:
    truth, p = _case(seed)
    found = _at(truth, p, Rule("sensitivity", target))
    assert found[0] >= target - 1e-12
    assert found[1] == max(sp for se, sp in _all(truth, p) if se >= target - 1e-12)
    found = _at(truth, p, Rule("specificity", target))
    assert found[1] >= target - 1e-12
    assert found[0] == max(se for se, sp in _all(truth, p) if sp >= target - 1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_youden_and_cost_are_the_best_there_are(seed: int) -> None:
    truth, p = _case(seed)
    found = _at(truth, p, Rule("youden"))
    assert sum(found) == pytest.approx(max(map(sum, _all(truth, p))), abs=1e-12)

    def cost(point: tuple[float, float]) -> float:
        return 0.02 * (1 - point[0]) * 30 + 0.98 * (1 - point[1])

    found = _at(truth, p, Rule("cost", miss_cost=30, alarm_cost=1, prevalence=0.02))
    assert cost(found) == pytest.approx(min(map(cost, _all(truth, p))), abs=1e-12)


def test_costs_without_a_prevalence_are_those_of_the_samples() -> None:
    truth, p = _case(0)
    share = float(truth.mean())
    table = ThresholdTable(truth, p)
    rule = Rule("cost", miss_cost=5)
    assert choose_threshold(rule, table) == choose_threshold(
        Rule("cost", miss_cost=5, prevalence=share), table
    )


def test_19_of_20_are_95_percent() -> None:
    truth = np.arange(40) < 20
    p = np.concatenate([np.linspace(0.9, 0.5, 19), [0.1], np.linspace(0.4, 0.2, 20)])
    found = _at(truth, p, Rule("sensitivity", 0.95))
    assert found == (0.95, 1.0)


def test_a_threshold_stands_halfway_between_scores() -> None:
    table = ThresholdTable(np.array([True, False]), np.array([0.8, 0.2]))
    assert choose_threshold(Rule("youden"), table) == 0.5
    near = ThresholdTable(np.array([True, False]), np.array([0.5, np.nextafter(0.5, 0)]))
    assert choose_threshold(Rule("youden"), near) == 0.5


def test_what_cannot_be_reached_is_said() -> None:
    certain = ThresholdTable(np.array([True, False, False]), np.array([1.0, 1.0, 0.2]))
    with pytest.raises(RunError, match="score of 1"):
        choose_threshold(Rule("specificity", 0.9), certain)
    assert choose_threshold(Rule("youden"), certain) == pytest.approx(0.6)
    benign = ThresholdTable(np.zeros(3, dtype=np.bool_), np.array([0.1, 0.2, 0.3]))
    for rule in (Rule("sensitivity", 0.9), Rule("youden"), Rule("cost")):
        with pytest.raises(RunError, match="missing"):
            choose_threshold(rule, benign)
    assert choose_threshold(Rule("specificity", 1.0), benign) == pytest.approx(0.65)


@pytest.mark.parametrize(
    "values",
    [
        {"goal": "sensitivity"},
        {"goal": "youden", "target": 0.5},
        {"goal": "sensitivity", "target": 0.0},
        {"goal": "specificity", "target": 1.2},
        {"goal": "cost", "miss_cost": 0},
        {"goal": "cost", "prevalence": 1.0},
        {"goal": "luck"},
    ],
)
def test_rules_that_cannot_be_followed_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Rule.from_dict(values)


def _part(name: str, seed: int) -> PartResults:
    truth, p = _case(seed)
    ids = np.array([f"{name}-{i}" for i in range(100)], dtype=np.str_)
    scores = p[:, np.newaxis]
    return PartResults(
        Predictions(name, ids, truth.astype(np.int64), scores, ("nv", "mel"), ("mel",))
    )


def test_a_point_is_chosen_on_one_part_and_reported_on_another() -> None:
    validation, test = _part("validation", 1), _part("test", 2)
    told = chosen_point(Rule("sensitivity", 0.95), validation, test)
    assert (told.chosen_on, told.reported_on) == ("validation", "test")
    assert told.there["sensitivity"].value is not None
    assert told.there["sensitivity"].value >= 0.95
    assert told.reported["specificity"] == test.counts_at(told.threshold).specificity
    assert told.words == "sensitivity of at least 0.95"


def test_a_run_keeps_how_its_threshold_was_chosen(own_run: Run) -> None:
    rule = Rule("cost", miss_cost=20.0, prevalence=0.02)
    own_run.save_threshold(0.31, rule, "validation")
    kept = Run.open(own_run.path).operating_point
    assert kept == OperatingPoint(0.31, chosen=True, rule=rule, chosen_on="validation")


def test_a_threshold_of_an_earlier_version_is_read(own_run: Run) -> None:
    path: Path = own_run.path / "operating_point.json"
    path.write_text('{"threshold": 0.4, "chosen": true}')
    assert own_run.operating_point == OperatingPoint(0.4, chosen=True)
    path.write_text('{"threshold": 0.4, "chosen": true, "rule": {"goal": "luck"}}')
    with pytest.raises(RunError, match="cannot be read"):
        _ = own_run.operating_point
