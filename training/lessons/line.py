"""Lessons 1 and 2: a network of one neuron, `y = weight * x + bias`, watched in every epoch.

The model and the optimizer are Keras's own. `Model.fit` spends some 25 ms an epoch on six points,
nearly all of it around the arithmetic; here many epochs are one call into TensorFlow, which writes
every epoch's loss, weight and bias into arrays. The losses are those of `fit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Gt, Le, Len
from numpy.typing import NDArray

from training.control import LARGEST_RATE, Control
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    LessonError,
    LessonEvent,
    OnEvent,
    Outcome,
    Parameters,
)
from training.tensorflow_start import start_tensorflow

EPOCHS_PER_CALL = 50
"""Epochs in one call into TensorFlow, and so in one event; a stop waits for no more than these."""

_KEPT = "line"
Points = Annotated[tuple[tuple[float, float], ...], Len(2, 1000)]


class FitLine(Parameters):
    """What the neuron learns from, and how.

    Attributes:
        points: Pairs of x and y, one batch together.
        epochs: Epochs.
        learning_rate: Learning rate.
        optimizer: Name of a Keras optimizer.
        start: Weight and bias to begin with; None: as Keras draws them from `seed`, bias 0.
        seed: Seed of the first weight.
    """

    points: Points
    epochs: Annotated[int, Ge(1), Le(20_000)] = 500
    learning_rate: Annotated[float, Gt(0), Le(LARGEST_RATE)] = 0.01
    optimizer: Literal["SGD", "Adam", "RMSprop"] = "SGD"
    start: tuple[float, float] | None = None
    seed: Annotated[int, Ge(0)] = 0


class PredictLine(Parameters):
    """What to ask the neuron for.

    Attributes:
        x: Its input.
        expected: What the rule behind the points says; None where it is not told.
    """

    x: float
    expected: float | None = None


@dataclass(frozen=True, kw_only=True)
class LineStarted(LessonEvent):
    """A neuron is about to learn.

    Attributes:
        xs: Inputs of the points.
        ys: What they should give.
        epochs: Epochs asked for.
        learning_rate: Learning rate.
        optimizer: Name of the optimizer.
        weight: The first weight.
        bias: The first bias.
    """

    kind: ClassVar[str] = "line_started"
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    epochs: int
    learning_rate: float
    optimizer: str
    weight: float
    bias: float


@dataclass(frozen=True, kw_only=True)
class LineEpochs(LessonEvent):
    """Some epochs are done.

    Attributes:
        epoch: The first of them, from 0.
        losses: Mean squared error in each, before its step, as `fit` tells it.
        weights: Weight after each.
        biases: Bias after each.
    """

    kind: ClassVar[str] = "line_epochs"
    epoch: int
    losses: tuple[float, ...]
    weights: tuple[float, ...]
    biases: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class LinePath:
    """The way that a neuron took; the result of `fit_line`.

    Attributes:
        xs: Inputs of the points, shape (points,).
        ys: What they should give, shape (points,).
        weights: Weight at the start and after each epoch, shape (epochs + 1,).
        biases: Bias at the start and after each epoch, shape (epochs + 1,).
        losses: Mean squared error in each epoch, before its step, shape (epochs,).
        diverged: Epoch in which the loss was no longer a finite number; None where it always was.
    """

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    losses: NDArray[np.float64]
    diverged: int | None


def fit_line(parameters: FitLine, on_event: OnEvent, control: Control, desk: Desk) -> Outcome:
    """Let one neuron learn the points; every epoch's loss, weight and bias is told.

    Measured: `epochs`, `first_loss`, `loss`, `weight`, `bias`; `diverged` says in which epoch
    (from 1) the loss was no longer a finite number, or "never".
    """
    start_tensorflow()
    xs, ys = np.array(parameters.points, np.float64).T
    model, dense = _neuron(parameters)
    bunch = _training(model, dense, parameters, xs, ys)
    weight, bias = (float(value.numpy().item()) for value in (dense.kernel, dense.bias))
    on_event(
        LineStarted(
            time=time.time(),
            xs=tuple(xs.tolist()),
            ys=tuple(ys.tolist()),
            epochs=parameters.epochs,
            learning_rate=parameters.learning_rate,
            optimizer=parameters.optimizer,
            weight=weight,
            bias=bias,
        )
    )
    told = [np.array([[np.nan], [weight], [bias]])]  # rows: losses, weights, biases
    done, diverged = 0, None
    while done < parameters.epochs and diverged is None:
        if control.stop_requested.is_set():
            break
        part = bunch(min(EPOCHS_PER_CALL, parameters.epochs - done))
        broken = np.flatnonzero(~np.isfinite(part[0]))
        if len(broken):
            diverged, part = done + int(broken[0]), part[:, : broken[0] + 1]
        losses, weights, biases = (tuple(row.tolist()) for row in part)
        on_event(
            LineEpochs(time=time.time(), epoch=done, losses=losses, weights=weights, biases=biases)
        )
        told.append(part)
        done += part.shape[1]
    path_losses, path_weights, path_biases = np.concatenate(told, axis=1)
    path = LinePath(xs, ys, path_weights, path_biases, path_losses[1:], diverged)
    desk.kept[_KEPT] = _Fitted(model, path)
    return Outcome(_measured(path), path, stopped=done < parameters.epochs and diverged is None)


def predict_line(
    parameters: PredictLine,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Ask the neuron that learned last.

    Measured: `x`, `prediction`; where `expected` is given also `expected`, and `off`: how far the
    prediction is from it.

    Raises:
        LessonError: None has learned yet.
    """
    fitted = _fitted(desk)
    answer = fitted.model(np.array([[parameters.x]], np.float32), training=False)
    prediction = float(answer.numpy().item())
    measured: dict[str, Figure] = {"x": parameters.x, "prediction": prediction}
    if parameters.expected is not None:
        measured |= {"expected": parameters.expected, "off": abs(prediction - parameters.expected)}
    return Outcome(measured)


def path_of(desk: Desk) -> LinePath:
    """Return the way of the neuron that learned last.

    Raises:
        LessonError: None has learned yet.
    """
    return _fitted(desk).path


@dataclass(frozen=True, eq=False)
class _Fitted:
    model: Any
    path: LinePath


def _fitted(desk: Desk) -> _Fitted:
    fitted = desk.kept.get(_KEPT)
    if not isinstance(fitted, _Fitted):
        raise LessonError("No neuron has learned yet.", mend="Let it learn first.")
    return fitted


def _neuron(parameters: FitLine) -> tuple[Any, Any]:
    """Return a compiled Keras model of one neuron, and its layer."""
    import keras

    dense = keras.layers.Dense(
        1, kernel_initializer=keras.initializers.GlorotUniform(seed=parameters.seed)
    )
    model = keras.Sequential([keras.Input((1,)), dense])
    if parameters.start is not None:
        weight, bias = parameters.start
        dense.set_weights([np.array([[weight]], np.float32), np.array([bias], np.float32)])
    optimizer = keras.optimizers.get(
        {
            "class_name": parameters.optimizer,
            "config": {"learning_rate": parameters.learning_rate},
        }
    )
    model.compile(optimizer=optimizer, loss="mean_squared_error")
    optimizer.build(model.trainable_variables)
    return model, dense


def _training(
    model: Any, dense: Any, parameters: FitLine, xs: NDArray[np.float64], ys: NDArray[np.float64]
) -> Callable[[int], NDArray[np.float64]]:
    """Return what trains some epochs: their losses, weights and biases, shape (3, epochs)."""
    import tensorflow as tf

    inputs = tf.constant(xs[:, None], tf.float32)
    targets = tf.constant(ys[:, None], tf.float32)
    most = min(EPOCHS_PER_CALL, parameters.epochs)

    def epoch(at: Any, told: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            loss = model.compute_loss(y=targets, y_pred=model(inputs, training=True))
        variables = model.trainable_variables
        model.optimizer.apply(tape.gradient(loss, variables), variables)
        row = tf.stack([loss, dense.kernel.value[0, 0], dense.bias.value[0]])
        return at + 1, told.write(at, row)

    # A loop of our own making rather than AutoGraph's, which needs the source text of this module.
    def bunch(epochs: Any) -> Any:
        told = tf.TensorArray(tf.float32, size=most, element_shape=(3,))
        _, told = tf.while_loop(
            lambda at, _: at < epochs, epoch, (tf.constant(0), told), parallel_iterations=1
        )
        return told.stack()

    compiled = tf.function(bunch, input_signature=[tf.TensorSpec((), tf.int32)], autograph=False)

    def train(epochs: int) -> NDArray[np.float64]:
        told: NDArray[np.float64] = compiled(tf.constant(epochs)).numpy().astype(np.float64)
        return told[:epochs].T

    return train


def _measured(path: LinePath) -> dict[str, Figure]:
    measured: dict[str, Figure] = {
        "epochs": len(path.losses),
        "weight": float(path.weights[-1]),
        "bias": float(path.biases[-1]),
        "diverged": "never" if path.diverged is None else path.diverged + 1,
    }
    if len(path.losses):
        measured |= {"first_loss": float(path.losses[0]), "loss": float(path.losses[-1])}
    return measured


ACTIONS: tuple[Action[Any], ...] = (
    Action("fit_line", FitLine, fit_line),
    Action("predict_line", PredictLine, predict_line),
)
