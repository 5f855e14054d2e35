"""One neuron: the losses of `fit`, its way, its end, and what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.runs import locations_below
from training.control import Control
from training.events import Event
from training.lessons.action import Desk, LessonError, Outcome
from training.lessons.actions import run_action
from training.lessons.line import EPOCHS_PER_CALL, LineEpochs, LineStarted

HELLO = [[x, 2 * x - 1] for x in range(-1, 5)]
SLIPPED = [[x, 2 * x + 1] for x in range(-2, 4)]


class Bench:
    """A desk with what was told."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(locations_below(folder))
        self.told: list[Event] = []
        self.control = Control()

    def __call__(self, name: str, **parameters: Any) -> Outcome:
        return run_action(name, parameters, self.told.append, self.control, self.desk)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_the_losses_are_those_of_fit(bench: Bench, optimizer: str) -> None:
    import keras

    outcome = bench("fit_line", points=HELLO, epochs=60, optimizer=optimizer, seed=4)

    xs, ys = np.array(HELLO, np.float32).T
    start = keras.initializers.GlorotUniform(seed=4)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer=start)])
    model.compile(
        optimizer=keras.optimizers.get(
            {"class_name": optimizer, "config": {"learning_rate": 0.01}}
        ),
        loss="mean_squared_error",
    )
    history = model.fit(xs[:, None], ys[:, None], epochs=60, verbose=0).history["loss"]
    np.testing.assert_allclose(outcome.result.losses, history, rtol=1e-5, atol=1e-5)
    weight, bias = (value.item() for value in model.get_weights())
    assert outcome.measured["weight"] == pytest.approx(weight, abs=1e-5)
    assert outcome.measured["bias"] == pytest.approx(bias, abs=1e-5)


def test_every_epoch_is_told_in_order(bench: Bench) -> None:
    outcome = bench("fit_line", points=HELLO, epochs=120, start=[0.5, 0.25])

    started, *bunches = bench.told
    assert isinstance(started, LineStarted)
    assert (started.weight, started.bias, started.epochs) == (0.5, 0.25, 120)
    assert all(isinstance(bunch, LineEpochs) for bunch in bunches)
    assert [bunch.epoch for bunch in bunches] == [0, 50, 100]
    told = [loss for bunch in bunches for loss in bunch.losses]
    path = outcome.result
    assert told == path.losses.tolist()
    assert len(path.weights) == len(path.biases) == 121
    for epoch in (0, 1, 60, 119):  # a loss is that of the weight before its step
        answers = path.weights[epoch] * path.xs + path.biases[epoch]
        assert path.losses[epoch] == pytest.approx(np.mean((answers - path.ys) ** 2), rel=1e-4)


def test_the_rule_is_nearly_found_and_the_slip_is_learned(bench: Bench) -> None:
    bench("fit_line", points=HELLO, epochs=500)
    asked = bench("predict_line", x=10, expected=19).measured
    assert asked["prediction"] == pytest.approx(19, abs=0.1)
    assert 0 < asked["off"] == pytest.approx(abs(asked["prediction"] - 19))

    bench("fit_line", points=SLIPPED, epochs=500)
    assert bench("predict_line", x=10).measured["prediction"] == pytest.approx(21, abs=0.1)


def test_too_large_a_step_diverges_and_ends_there(bench: Bench) -> None:
    outcome = bench("fit_line", points=HELLO, epochs=500, learning_rate=0.3)

    assert not outcome.stopped
    diverged = outcome.result.diverged
    assert outcome.measured["diverged"] == diverged + 1 == len(outcome.result.losses)
    assert np.isfinite(outcome.result.losses[:-1]).all()
    assert not np.isfinite(outcome.result.losses[-1])
    assert diverged < 100


def test_a_stop_takes_effect_within_a_bunch_and_keeps_what_was_learned(bench: Bench) -> None:
    def stop_at_the_first(event: Event) -> None:
        if isinstance(event, LineEpochs):
            bench.control.stop()

    outcome = run_action(
        "fit_line", {"points": HELLO, "epochs": 5000}, stop_at_the_first, bench.control, bench.desk
    )

    assert outcome.stopped
    assert outcome.measured["epochs"] == EPOCHS_PER_CALL
    expected = outcome.measured["weight"] * 3 + outcome.measured["bias"]
    assert bench("predict_line", x=3).measured["prediction"] == pytest.approx(expected, rel=1e-5)


def test_the_lowest_place_of_the_surface_is_the_rule(bench: Bench) -> None:
    outcome = bench("loss_surface", points=HELLO, weights=[0, 4], biases=[-3, 1], cells=41)

    surface = outcome.result
    row, column = np.unravel_index(surface.losses.argmin(), surface.losses.shape)
    assert (surface.weights[column], surface.biases[row]) == (pytest.approx(2), pytest.approx(-1))
    assert outcome.measured["best_weight"] == pytest.approx(2)
    assert outcome.measured["best_bias"] == pytest.approx(-1)
    xs, ys = np.array(HELLO, float).T
    corner = np.mean((surface.weights[0] * xs + surface.biases[-1] - ys) ** 2)
    assert surface.losses[-1, 0] == pytest.approx(corner)


def test_the_surface_of_a_neuron_shows_its_whole_way(bench: Bench) -> None:
    path = bench("fit_line", points=HELLO, epochs=100, start=[-5, 8]).result

    surface = bench("loss_surface").result
    assert surface.weights[0] <= path.weights.min() <= path.weights.max() <= surface.weights[-1]
    assert surface.biases[0] <= path.biases.min() <= path.biases.max() <= surface.biases[-1]


@pytest.mark.parametrize("name", ["predict_line", "loss_surface"])
def test_what_needs_a_neuron_says_so(bench: Bench, name: str) -> None:
    with pytest.raises(LessonError, match="No neuron has learned yet"):
        bench(name, **({"x": 1} if name == "predict_line" else {}))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "points"),
        ({"points": [[1, 2]]}, "points"),
        ({"points": HELLO, "epochs": 0}, "epochs"),
        ({"points": HELLO, "learning_rate": 11}, "learning_rate"),
        ({"points": HELLO, "epoch": 5}, "epoch"),
    ],
)
def test_a_wrong_parameter_is_named(bench: Bench, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(LessonError, match=rf"Action fit_line: {said}\b"):
        bench("fit_line", **parameters)


def test_an_unknown_action_is_told(bench: Bench) -> None:
    with pytest.raises(LessonError, match="no action 'fit_curve'"):
        bench("fit_curve")
