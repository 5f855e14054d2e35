"""A run's Keras model with all that Predict does around it: mirrored views, calibration, resize."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from training.inference import run_temperature
from training.runs import Run

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

    from training.export.forms import Source

INPUT, OUTPUT = "pictures", "probabilities"
"""Names of the exported model's input and output, where the form has names."""
_VIEWS = 4
_TINY = float(np.finfo(np.float32).tiny)
_NEXT_TO_1 = -25 * float(np.log(2.0))
"""Logarithm of what a float32 score of 1 leaves, as `training.evaluation.calibration` takes it."""


def answering_model(run: Run, model: keras.Model) -> keras.Model:
    """Return a model whose output is what Predict shows, made of Keras's own operations alone.

    Args:
        run: Says whether views are mirrored, and the temperature.
        model: Its model: float32 (n, height, width, 3), 0..255, to float32 (n, outputs).

    Returns:
        The same input and output, mirrored and calibrated inside; `model` itself where the run is
        neither.

    Raises:
        RunError: `calibration.json` is damaged.
    """
    import keras

    temperature = run_temperature(run)
    mirrored = run.config.evaluation.test_time_flips
    if temperature == 1.0 and not mirrored:
        return model
    image = keras.Input(model.inputs[0].shape[1:], name="image")
    scores = _mean_of_views(model, image) if mirrored else model(image, training=False)
    if temperature != 1.0:
        scores = _at_temperature(scores, temperature)
    return keras.Model(image, scores, name=f"{model.name}_answering")


def _mean_of_views(model: keras.Model, image: Any) -> Any:
    """Return the mean over a picture and its three mirror images, computed as one batch."""
    from keras import ops

    height, width = image.shape[1:3]
    # Taken by number, not by `ops.flip`: OpenVINO 2026.4 turns axes wrongly around a Reverse.
    upside_down = ops.take(image, np.arange(height)[::-1], axis=1)
    both = ops.concatenate([image, upside_down], axis=0)
    views = ops.concatenate([both, ops.take(both, np.arange(width)[::-1], axis=2)], axis=0)
    scores = model(views, training=False)
    return ops.mean(ops.reshape(scores, (_VIEWS, -1, scores.shape[-1])), axis=0)


def _at_temperature(scores: Any, temperature: float) -> Any:
    """Return scores at a temperature, as `calibration.at_temperature` does for float32."""
    from keras import ops

    log_p = ops.log(ops.maximum(scores, _TINY)) / temperature
    if scores.shape[-1] > 1:
        return ops.softmax(log_p, axis=-1)
    rest = ops.maximum(1.0 - scores, _TINY)
    log_rest = ops.where(scores >= 1.0, _NEXT_TO_1, ops.log(rest)) / temperature
    return ops.sigmoid(log_p - log_rest)


def answering_function(
    source: Source, *, resizes: bool = False, batch: int | None = None, constant: bool = False
) -> Any:
    """Return the answering model as a TensorFlow function of pictures as they come.

    Args:
        source: What is exported.
        resizes: Whether to take pictures of any size.
        batch: Pictures in a call; None for any number.
        constant: Whether its weights are tensors, which OpenVINO's frontend finds in half the time,
            instead of variables.

    Returns:
        A `tf.function` with an input signature: `pictures`, uint8, to a dict of `probabilities`,
        float32 (n, outputs).
    """
    import tensorflow as tf

    from training.export.resizing import resized

    height, width = source.run.config.model.image_size
    infer = _inference(answering_model(source.run, source.model), constant=constant)

    def answer(pictures: tf.Tensor) -> dict[str, tf.Tensor]:
        image = tf.cast(pictures, tf.float32)
        image = resized(image, height, width) if resizes else image
        return {OUTPUT: tf.cast(infer(image), tf.float32)}

    shape = (batch, None, None, 3) if resizes else (batch, height, width, 3)
    signature = [tf.TensorSpec(shape, tf.uint8, name=INPUT)]
    # Plain operations: AutoGraph has nothing to rewrite, and keeps what it fails on (Python 3.13).
    return tf.function(answer, input_signature=signature, autograph=False)


def _inference(model: keras.Model, *, constant: bool) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return what a model makes of float pictures."""
    import tensorflow as tf

    if not constant:
        return lambda image: model(image, training=False)
    learned, others = (
        [tf.convert_to_tensor(variable.value) for variable in variables]
        for variables in (model.trainable_variables, model.non_trainable_variables)
    )
    return lambda image: model.stateless_call(learned, others, image, training=False)[0]
