"""RunConfig -> what a model is trained with: loss, optimizer, metrics, class weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.config import LossConfig, OptimisationConfig, RunConfig

if TYPE_CHECKING:
    import keras

    from training.objectives.metrics import Confusion

_NOT_DECAYED = ("bias", "gamma", "beta")
"""Weight decay is for kernels: decaying these only takes away what normalisation needs."""


def compile_model(
    model: keras.Model,
    config: RunConfig,
    n_outputs: int,
    *,
    counts: Sequence[int],
    learning_rate: float,
    positive: Sequence[int] = (),
) -> Confusion:
    """Give a model the loss, the optimizer and the metrics that a config asks for.

    Labels are whole numbers of shape (n,): 0 or 1 where `n_outputs` is 1, otherwise the class. With
    `optimisation.ema` the optimizer keeps the averages of the trained weights beside them and
    never overwrites them in between.

    Args:
        model: What is trained; it ends in `n_outputs` probabilities.
        config: What it is trained with.
        n_outputs: 1 for the positive class against the rest, otherwise the number of classes.
        counts: Training samples of each label, for the class-balanced loss.
        learning_rate: Size of a step at the beginning.
        positive: With several classes: those that count as positive.

    Returns:
        The metric that counts samples by label; after a validation pass, those of validation.
    """
    from training.objectives.metrics import Confusion

    confusion = Confusion(n_outputs, positive)
    model.compile(
        optimizer=_optimizer(config.optimisation, learning_rate),
        loss=_loss(config.loss, n_outputs, counts),
        metrics=_metrics(n_outputs, confusion),
        steps_per_execution=config.optimisation.steps_per_execution,
        auto_scale_loss=False,  # `_optimizer` does so where it is needed
    )
    # Keras does so in the first step; a model saved before it would not load without a complaint.
    model.optimizer.build(model.trainable_variables)
    return confusion


def class_weight(
    targets: NDArray[np.generic], kind: Literal["none", "sqrt", "balanced"]
) -> dict[int, float] | None:
    """Return what the loss of a sample of each label is multiplied with.

    Args:
        targets: Labels of the training part, shape (n,).
        kind: "balanced" gives every label the same sum, "sqrt" goes half of the way there.

    Returns:
        Weights with a mean of 1 over the samples, by label; None where all are alike.
    """
    if kind == "none":
        return None
    values, counts = np.unique(targets.astype(np.int64), return_counts=True)
    weights = counts ** (-1.0 if kind == "balanced" else -0.5)
    weights *= targets.size / (weights * counts).sum()
    return dict(zip(values.tolist(), weights.tolist(), strict=True))


def effective_number_weights(counts: Sequence[int], beta: float) -> tuple[float, ...]:
    """Return weights by the effective number of samples (Cui et al. 2019, arXiv:1901.05555).

    Args:
        counts: Training samples of each label.
        beta: From 0, where every label weighs alike, to 1, where its share no longer counts.

    Returns:
        One weight a label, with a mean of 1 over the labels that have samples; 0 for the others.
    """
    n = np.asarray(counts, dtype=np.float64)
    effective = -np.expm1(n * np.log(beta)) if beta else (n > 0).astype(np.float64)
    weights = np.divide(1.0, effective, out=np.zeros_like(n), where=n > 0)
    return tuple((weights * np.count_nonzero(n) / weights.sum()).tolist())


def monitors(n_outputs: int) -> tuple[str, ...]:
    """Return the names of all logs that can decide which epoch is best."""
    names = ["val_loss", "val_accuracy", "val_auc", "val_balanced_accuracy"]
    names += [f"val_top_{k}_accuracy" for k in _top_ks(n_outputs)]
    return tuple(names)


def _top_ks(n_outputs: int) -> list[int]:
    """Return for which k the right class among the best k is not a matter of course."""
    return [k for k in (2, 3) if k < n_outputs]


def _loss(config: LossConfig, n_outputs: int, counts: Sequence[int]) -> Any:
    if config.kind == "cross_entropy" and not config.label_smoothing:
        return "binary_crossentropy" if n_outputs == 1 else "sparse_categorical_crossentropy"
    from training.objectives.losses import LabelLoss

    balanced = config.kind == "class_balanced"
    return LabelLoss(
        gamma=config.focal_gamma if config.kind == "focal" else 0.0,
        label_smoothing=config.label_smoothing,
        weights=effective_number_weights(counts, config.beta) if balanced else None,
        name=config.kind,
    )


def _optimizer(config: OptimisationConfig, learning_rate: float) -> Any:
    from keras import optimizers

    arguments: dict[str, Any] = {"learning_rate": learning_rate}
    if config.ema:
        arguments |= {"use_ema": True, "ema_momentum": config.ema}
    if config.optimizer in ("adamw", "sgd"):  # Keras's AdamW decays unless told otherwise
        arguments["weight_decay"] = config.weight_decay
    if config.optimizer == "sgd":
        arguments["momentum"] = config.momentum
    kinds = {
        "adam": optimizers.Adam,
        "adamw": optimizers.AdamW,
        "rmsprop": optimizers.RMSprop,
        "sgd": optimizers.SGD,
    }
    optimizer = kinds[config.optimizer](**arguments)
    if "weight_decay" in arguments:
        optimizer.exclude_from_weight_decay(var_names=_NOT_DECAYED)
    if config.precision == "mixed_float16":
        return optimizers.LossScaleOptimizer(optimizer)
    return optimizer


def _metrics(n_outputs: int, confusion: Confusion) -> list[Any]:
    from keras import metrics

    from training.objectives.metrics import RankAUC

    if n_outputs == 1:
        accuracy = metrics.BinaryAccuracy(name="accuracy")
    else:
        accuracy = metrics.SparseCategoricalAccuracy(name="accuracy")
    top = [
        metrics.SparseTopKCategoricalAccuracy(k=k, name=f"top_{k}_accuracy")
        for k in _top_ks(n_outputs)
    ]
    return [accuracy, RankAUC(n_outputs), confusion, *top]
