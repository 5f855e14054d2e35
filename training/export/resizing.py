"""The resize of `training.preprocessing` in plain TensorFlow operations, which most forms know.

Pillow's antialiased bilinear, along the rows first, then along the columns, rounded to whole levels
after each. As in Pillow the weights are whole 4,194,304ths, so that halves are rounded as there;
each is kept as two numbers of eleven binary digits, of which float32 holds the sums exactly. No
axis is moved: OpenVINO's frontend would lose track of where the channels are.

Pillow 13 takes the columns first where that is less work, mostly for pictures of little more than
the model's size; some levels then differ by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tensorflow as tf

_HALF = 2048.0
"""What a weight's upper number counts; its square is what the weights of a pixel add up to."""


def resized(pictures: tf.Tensor, height: int, width: int) -> tf.Tensor:
    """Return pictures at a model's size.

    Args:
        pictures: Shape (n, any height, any width, 3), float32, whole levels 0..255.
        height: Wanted, in pixels.
        width: Wanted, in pixels.

    Returns:
        Shape (n, height, width, 3), float32, whole levels 0..255.
    """
    import tensorflow as tf

    size = tf.shape(pictures)
    n, rows, columns = size[0], size[1], size[2]
    upper, lower = _weights(columns, width)
    levels = _rounded(tf.matmul(upper, pictures), tf.matmul(lower, pictures))
    levels = tf.reshape(levels, (n, rows, width * 3))
    upper, lower = _weights(rows, height)
    levels = _rounded(tf.matmul(upper, levels), tf.matmul(lower, levels))
    return tf.reshape(levels, (n, height, width, 3))


def _weights(old: tf.Tensor, new: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Return what each old pixel of a line gives to each new one.

    Returns:
        Upper and lower numbers, each of shape (new, old), float32: the weight is the upper times
        2,048 and the lower, of 4,194,304.
    """
    import tensorflow as tf

    length = tf.cast(old, tf.float32)
    centres = (2.0 * tf.range(new, dtype=tf.float32) + 1.0) * length
    places = (2.0 * tf.cast(tf.range(old), tf.float32) + 1.0) * new
    far = tf.abs(places[tf.newaxis, :] - centres[:, tf.newaxis])
    triangle = tf.maximum(2.0 * tf.maximum(length, float(new)) - far, 0.0)  # whole numbers
    together = tf.reduce_sum(triangle, axis=1, keepdims=True)
    upper = tf.floor(triangle * _HALF / together + 0.5)
    left = triangle * _HALF - upper * together
    return upper, tf.floor(left * _HALF / together + 0.5)


def _rounded(upper: tf.Tensor, lower: tf.Tensor) -> tf.Tensor:
    """Return the nearest whole levels of sums by upper and lower numbers, halves upwards."""
    import tensorflow as tf

    raised = upper + _HALF / 2.0
    whole = tf.floor(raised / _HALF)
    return whole + tf.floor((raised - whole * _HALF + lower / _HALF) / _HALF)
