"""Losses, optimizers and class weights are what their papers and Keras say they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from training.compiling import class_weight, compile_model, effective_number_weights, monitors
from training.config import RunConfig, with_changes

if TYPE_CHECKING:
    import keras

N = 24
CLASSES = 4


def config_with(**changes: Any) -> RunConfig:
    return with_changes(
        RunConfig(), {name.replace("__", "."): value for name, value in changes.items()}
    )


def head(n_outputs: int) -> keras.Model:
    import keras

    keras.utils.set_random_seed(0)
    features = keras.Input((5,))
    activation = "sigmoid" if n_outputs == 1 else "softmax"
    score = keras.layers.Dense(n_outputs, activation=activation, name="score")(features)
    return keras.Model(features, score)


def compiled(n_outputs: int, counts: list[int] | None = None, **changes: Any) -> keras.Model:
    model = head(n_outputs)
    compile_model(
        model,
        config_with(**changes),
        n_outputs,
        counts=counts or [1] * max(n_outputs, 2),
        learning_rate=0.01,
    )
    return model


@pytest.fixture
def features() -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(N, 5)).astype(np.float32)


def labels(n_outputs: int) -> NDArray[np.int64]:
    return np.random.default_rng(1).integers(0, max(n_outputs, 2), N)


# Losses


def expected_loss(
    scores: NDArray[np.float32],
    targets: NDArray[np.int64],
    *,
    gamma: float = 0.0,
    smoothing: float = 0.0,
    weights: tuple[float, ...],
) -> float:
    """Return a loss by hand, in float64."""
    p = scores.astype(np.float64)
    weight = np.array(weights)[targets]
    if p.shape[1] == 1:
        y = targets * (1 - smoothing) + smoothing / 2
        p = p[:, 0]
        losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))
        losses *= (1 - (y * p + (1 - y) * (1 - p))) ** gamma
    else:
        y = np.eye(p.shape[1])[targets] * (1 - smoothing) + smoothing / p.shape[1]
        losses = (-y * np.log(p) * (1 - p) ** gamma).sum(axis=1)
    return float((weight * losses).mean())


@pytest.mark.parametrize("n_outputs", [1, CLASSES])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("kind", ["cross_entropy", "focal", "class_balanced"])
def test_a_loss_is_that_of_its_paper(
    features: NDArray[np.float32], kind: str, smoothing: float, n_outputs: int
) -> None:
    targets = labels(n_outputs)
    counts = np.bincount(targets).tolist()
    model = compiled(
        n_outputs,
        counts,
        loss__kind=kind,
        loss__focal_gamma=1.5,
        loss__beta=0.9,
        loss__label_smoothing=smoothing,
    )
    scores = model.predict(features, verbose=0)
    ones = (1.0,) * max(n_outputs, 2)
    weights = effective_number_weights(counts, 0.9) if kind == "class_balanced" else ones
    gamma = 1.5 if kind == "focal" else 0.0
    by_hand = expected_loss(scores, targets, gamma=gamma, smoothing=smoothing, weights=weights)
    found = model.evaluate(features, targets, batch_size=N, verbose=0, return_dict=True)["loss"]
    assert found == pytest.approx(by_hand, rel=1e-5)

    uneven = {label: 1.0 + label for label in range(max(n_outputs, 2))}
    both = tuple(weight * uneven[label] for label, weight in enumerate(weights))
    by_hand = expected_loss(scores, targets, gamma=gamma, smoothing=smoothing, weights=both)
    [found] = model.fit(features, targets, batch_size=N, class_weight=uneven, verbose=0).history[
        "loss"
    ]
    assert found == pytest.approx(by_hand, rel=1e-5)


def test_plain_cross_entropy_is_keras_own() -> None:
    assert compiled(1).loss == "binary_crossentropy"
    assert compiled(3).loss == "sparse_categorical_crossentropy"


def test_the_effective_number_of_samples_is_that_of_the_paper() -> None:
    counts, beta = [500, 50, 5], 0.99
    raw = np.array([(1 - beta) / (1 - beta**n) for n in counts])
    np.testing.assert_allclose(effective_number_weights(counts, beta), raw * 3 / raw.sum())
    assert effective_number_weights(counts, 0.0) == (1.0, 1.0, 1.0)
    nearly_balanced = effective_number_weights(counts, 1 - 1e-9)
    assert nearly_balanced[2] / nearly_balanced[0] == pytest.approx(100, rel=1e-4)
    assert effective_number_weights([4, 0, 4], 0.9) == pytest.approx((1.0, 0.0, 1.0))


@pytest.mark.parametrize("n_outputs", [1, CLASSES])
def test_a_model_with_a_loss_of_ours_comes_back_whole(n_outputs: int, tmp_path: Path) -> None:
    import keras

    changes = {"loss__kind": "class_balanced", "loss__label_smoothing": 0.1}
    model = compiled(n_outputs, [3, 1, 1, 1][: max(n_outputs, 2)], **changes)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert loaded.loss.get_config() == model.loss.get_config()


# Class weights


def test_class_weights_have_a_mean_of_one_over_the_samples() -> None:
    targets = np.repeat([0, 1, 2], [90, 9, 1])
    assert class_weight(targets, "none") is None
    for kind, ratio in (("balanced", 10.0), ("sqrt", 10.0**0.5)):
        weights = class_weight(targets, kind)  # type: ignore[arg-type]
        assert weights is not None
        assert weights[1] / weights[0] == pytest.approx(ratio)
        assert np.mean([weights[int(target)] for target in targets]) == pytest.approx(1.0)
    assert class_weight(np.array([0.0, 1.0, 1.0], np.float32), "balanced") == pytest.approx(
        {0: 1.5, 1: 0.75}
    )


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    from sklearn.utils.class_weight import compute_class_weight

    targets = np.repeat([0, 1, 2], [20, 5, 3])
    theirs = compute_class_weight("balanced", classes=np.unique(targets), y=targets)
    ours = class_weight(targets, "balanced")
    assert ours == pytest.approx(dict(enumerate(theirs)))


# Optimizers


@pytest.mark.parametrize("name", ["adam", "adamw", "rmsprop", "sgd"])
@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_every_optimizer_learns_at_the_rate_it_is_given(
    features: NDArray[np.float32], name: str, ema: float
) -> None:
    model = compiled(CLASSES, optimisation__optimizer=name, optimisation__ema=ema)
    assert type(model.optimizer).__name__.lower() == name
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.01)
    losses = model.fit(features, labels(CLASSES), epochs=8, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.optimizer.use_ema == bool(ema)


@pytest.mark.parametrize("name", ["adamw", "sgd"])
def test_weight_decay_shrinks_kernels_alone_and_only_where_asked_for(name: str) -> None:
    nothing = np.zeros((N, 5), np.float32)  # no gradient reaches the kernel

    def kernel(decay: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        model = compiled(1, optimisation__optimizer=name, optimisation__weight_decay=decay)
        kernel, bias = model.get_layer("score").weights
        bias.assign([3.0])
        before = kernel.numpy()
        model.fit(nothing, np.ones(N), epochs=1, batch_size=N, verbose=0)
        return kernel.numpy() / before, bias.numpy()

    (kept, bias), (decayed, bias_too) = kernel(0.0), kernel(0.5)
    np.testing.assert_array_equal(kept, 1.0)
    np.testing.assert_allclose(decayed, 1 - 0.01 * 0.5, rtol=1e-6)
    np.testing.assert_array_equal(bias, bias_too)


def test_momentum_is_that_of_the_config() -> None:
    model = compiled(1, optimisation__optimizer="sgd", optimisation__momentum=0.75)
    assert model.optimizer.momentum == 0.75


def test_the_moving_average_follows_the_weights_beside_them(
    features: NDArray[np.float32],
) -> None:
    model = compiled(1, optimisation__optimizer="sgd", optimisation__ema=0.5)
    kernel = model.get_layer("score").kernel
    average = None
    for _ in range(4):
        model.train_on_batch(features, labels(1))
        now = kernel.numpy()
        average = now if average is None else 0.5 * average + 0.5 * now
    kept = model.optimizer._model_variables_moving_average[0].numpy()
    np.testing.assert_allclose(kept, average, rtol=1e-5)
    assert not np.allclose(kernel.numpy(), average, rtol=1e-4)


def test_float16_scales_the_loss_also_of_a_part_of_a_network() -> None:
    model = compiled(1, optimisation__precision="mixed_float16", optimisation__ema=0.9)
    assert type(model.optimizer).__name__ == "LossScaleOptimizer"
    model.optimizer.learning_rate = 0.5
    assert float(model.optimizer.inner_optimizer.learning_rate.numpy()) == 0.5


def test_steps_per_execution_are_those_of_the_config() -> None:
    assert compiled(1, optimisation__steps_per_execution=3).steps_per_execution == 3


# Metrics


@pytest.mark.parametrize("n_outputs", [1, 2, 3, 7])
def test_what_can_be_watched_is_measured(n_outputs: int, features: NDArray[np.float32]) -> None:
    model = compiled(n_outputs)
    targets = labels(n_outputs)
    logs = model.fit(
        features, targets, validation_data=(features, targets), epochs=1, verbose=0
    ).history
    told = {name for name in logs if name.startswith("val_")}
    # Either alone is at its best where everything is read as one side.
    assert told - set(monitors(n_outputs)) == {"val_sensitivity", "val_specificity"}
    assert set(monitors(n_outputs)) <= told
    assert ("val_top_2_accuracy" in logs) == (n_outputs > 2)
    assert ("val_top_3_accuracy" in logs) == (n_outputs > 3)
