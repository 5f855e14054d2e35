"""Grad-CAM: what the last convolutions have found, weighted by what it does to the score."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.cut import is_network, nodes_in_order
from training.errors import RunError
from training.explain.heat_map import resized

if TYPE_CHECKING:
    import keras

    from training.runs import Run

Target = tuple[int, ...]
"""Columns of a model's output that count as positive; of a binary model its only one, 0."""

_FLIPS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def target_of(run: Run, class_name: str | None = None) -> Target:
    """Return what a map of a run's model is to speak for.

    Args:
        run: The run.
        class_name: A class; None for what the run calls positive.

    Raises:
        RunError: The model does not tell that class.
    """
    if run.n_outputs == 1:
        if class_name is None:
            return (0,)
        raise RunError(
            f"The model of {run.name} tells positive from negative alone, not {class_name!r}.",
            mend="Ask without a class.",
        )
    if class_name is not None and class_name not in run.dataset.classes:
        raise RunError(
            f"The model of {run.name} knows no class {class_name!r}.",
            mend=f"Choose one of {', '.join(run.dataset.classes)}.",
        )
    wanted = run.dataset.positive if class_name is None else (class_name,)
    return tuple(run.dataset.classes.index(name) for name in wanted)


def grad_cam(
    model: keras.Model, picture: NDArray[np.uint8], target: Target, *, flips: bool = False
) -> NDArray[np.float32]:
    """Return where the last convolutions of a model have found what raises its score.

    Several pictures of one model are done faster by one `GradCam`.

    Args:
        model: As `training.inference.load_model` returns it. On the TensorFlow thread.
        picture: Preprocessed, shape (height, width, 3), uint8.
        target: What the score is for.
        flips: Whether to average over the four mirror images, as the model is asked.

    Returns:
        Shape (height, width), float32, 0 to 1: 1 at the largest, all 0 where nothing raises it.

    Raises:
        RunError: The model has no convolution that could be looked at.
    """
    return GradCam(model, target).of(picture, flips=flips)


class GradCam:
    """Grad-CAM of one model.

    The score that is explained is the log-odds of the target, log(p / (1 - p)) with p the summed
    probability of its columns, so that it is not flat where the model is sure.

    Where the head flattens the map, so that every place has weights of its own, the gradients are
    kept by place instead of averaged over the map: an average would point to places whose weights
    are nought. Under a pooled mean both are the same map.

    Sources: R. R. Selvaraju et al., Grad-CAM, ICCV 2017, arXiv:1610.02391; for gradients by place,
    R. L. Draelos, L. Carin, HiResCAM, arXiv:2011.08891.

    Attributes:
        by_place: Whether the gradients are kept by place.
    """

    def __init__(self, model: keras.Model, target: Target) -> None:
        """Find the last convolutional map; on the TensorFlow thread.

        Args:
            model: One input and one output; networks may stand inside it.
            target: What the score is for.

        Raises:
            RunError: The model has no convolution that could be looked at.
        """
        import keras

        before, self._log_odds = _scoring(model, target)
        found = _with_map(before)
        if found is None:
            raise RunError(
                "Grad-CAM needs a model with convolutions, and this one has none.",
                mend="Ask for occlusion, which works with every model.",
            )
        self._both = keras.Model(model.inputs[0], [found.features, found.output])
        self.by_place = found.by_place

    def of(self, picture: NDArray[np.uint8], *, flips: bool = False) -> NDArray[np.float32]:
        """Return the map of a picture, as `grad_cam` does."""
        views = _FLIPS if flips else _FLIPS[:1]
        pictures = np.stack([picture[::rows, ::columns] for rows, columns in views])
        maps = self._maps(pictures)
        total = sum(
            cam[::rows, ::columns] for cam, (rows, columns) in zip(maps, views, strict=True)
        )
        cam = np.asarray(total, dtype=np.float32).clip(0)
        cam = resized(cam, *picture.shape[:2])
        top = float(cam.max())
        # A map of rounding errors would look as sure as one of a finding.
        return cam / np.float32(top) if top > np.finfo(np.float32).tiny else np.zeros_like(cam)

    def _maps(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the maps of pictures, unscaled, shape (n, rows, columns) of the features."""
        import tensorflow as tf

        inputs = tf.convert_to_tensor(pictures.astype(np.float32))
        with tf.GradientTape() as tape:
            tape.watch(inputs)  # the weights of a frozen network are not
            features, before = self._both(inputs, training=False)
            score = self._log_odds(before)
        gradient = tape.gradient(score, features)
        weights = tf.cast(gradient, tf.float32)
        if not self.by_place:
            weights = tf.reduce_mean(weights, axis=(1, 2), keepdims=True)
        summed = tf.reduce_sum(weights * tf.cast(features, tf.float32), axis=-1)
        return np.asarray(tf.nn.relu(summed), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class _Found:
    features: Any
    output: Any
    by_place: bool


def _with_map(output: Any) -> _Found | None:
    """Return the last convolutional map below a tensor, and that tensor, on one graph.

    A map that was merely pooled or dropped out of is passed by: the one before is finer.
    """
    import keras

    nodes = nodes_in_order(output)
    for place in reversed(range(len(nodes))):
        node = nodes[place]
        if not node.input_tensors:
            continue
        tensor = node.outputs[0]
        flattened = any(_flattens(later) for later in nodes[place + 1 :])
        if _is_map(tensor) and not _merely_shrinks(node.operation):
            if any(_convolves(earlier.operation) for earlier in nodes[: place + 1]):
                return _Found(tensor, output, flattened)
        elif is_network(node.operation):
            inside = _with_map(node.operation.outputs[0])
            if inside is None:
                continue
            part = keras.Model(node.operation.inputs[0], [inside.features, inside.output])
            features, upper = part(node.input_tensors[0], training=False)
            rest = upper if output is tensor else keras.Model(tensor, output)(upper)
            return _Found(features, rest, inside.by_place or flattened)
    return None


def _scoring(model: keras.Model, target: Target) -> tuple[Any, Callable[[Any], Any]]:
    """Return a tensor near a model's output, and what makes the target's log-odds of its value."""
    import tensorflow as tf
    from keras import layers

    last = nodes_in_order(model.outputs[0])[-1]
    squashing = getattr(getattr(last.operation, "activation", None), "__name__", "")
    if isinstance(last.operation, layers.Softmax):
        squashing = "softmax"
    if squashing in ("sigmoid", "softmax"):
        if isinstance(last.operation, layers.Dense):
            dense = last.operation
            return last.input_tensors[0], lambda x: _log_odds(_linear(dense, x), target, squashing)
        if isinstance(last.operation, layers.Activation | layers.Softmax):
            return last.input_tensors[0], lambda x: _log_odds(x, target, squashing)
    tiny = float(np.finfo(np.float32).tiny)

    def of_probabilities(y: Any) -> Any:
        # Without the last layer's own numbers what is lost near 0 and 1 stays lost.
        p = tf.reduce_sum(tf.gather(y, target, axis=-1), axis=-1)
        return tf.math.log(p + tiny) - tf.math.log(1 - p + tiny)

    return model.outputs[0], of_probabilities


def _linear(dense: Any, x: Any) -> Any:
    """Return what a dense layer computes before its activation, in float32."""
    import tensorflow as tf

    product = tf.matmul(tf.cast(x, tf.float32), tf.cast(dense.kernel, tf.float32))
    return product + tf.cast(dense.bias, tf.float32) if dense.use_bias else product


def _log_odds(logits: Any, target: Target, squashing: str) -> Any:
    """Return log(p / (1 - p)) of the summed probability of columns, shape (n,)."""
    import tensorflow as tf

    if squashing == "sigmoid":
        return tf.reduce_sum(tf.gather(logits, target, axis=-1), axis=-1)
    others = [column for column in range(logits.shape[-1]) if column not in target]
    ours = tf.reduce_logsumexp(tf.gather(logits, target, axis=-1), axis=-1)
    return ours - tf.reduce_logsumexp(tf.gather(logits, others, axis=-1), axis=-1)


def _is_map(tensor: Any) -> bool:
    """Return whether a tensor has several places; sizes that are not fixed count as several."""
    shape = tensor.shape
    return len(shape) == 4 and (None in shape[1:3] or math.prod(shape[1:3]) > 1)


def _merely_shrinks(operation: Any) -> bool:
    from keras import layers

    return isinstance(
        operation,
        layers.MaxPooling2D | layers.AveragePooling2D | layers.Dropout | layers.SpatialDropout2D,
    )


def _flattens(node: Any) -> bool:
    from keras import layers

    flat = isinstance(node.operation, layers.Flatten | layers.Reshape)
    return flat and any(_is_map(tensor) for tensor in node.input_tensors)


def _convolves(operation: Any) -> bool:
    from keras import layers

    if is_network(operation):
        return any(_convolves(inner) for inner in operation.operations)
    return isinstance(operation, layers.Conv2D | layers.DepthwiseConv2D | layers.SeparableConv2D)
