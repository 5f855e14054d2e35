"""Small networks with the bends and traps of real ones, for the tests of cuts and features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

SIZE = 16
"""Side in pixels of the pictures they take."""


def small_network(
    *,
    trainable_layers: int = 0,
    dropout_inside: bool = False,
    quiet: bool = True,
    outputs: int = 3,
    seed: int = 0,
) -> keras.Model:
    """Return a network as `build_model` makes them, not compiled: scaling, backbone, head.

    The backbone has a block with a side path between two plain convolutions, each with its batch
    normalisation; its layers are stem, stem_bn, wide, narrow, sum, top, top_bn.

    Args:
        trainable_layers: How many of its upper layers train.
        dropout_inside: Whether there is a dropout after the stem.
        quiet: Whether it is called with `training=False`.
        outputs: Units of the head.
        seed: Seed of the weights.
    """
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    pixels = keras.Input((SIZE, SIZE, 3))
    x = layers.Conv2D(8, 3, strides=2, padding="same", name="stem")(pixels)
    x = layers.BatchNormalization(name="stem_bn")(x)
    if dropout_inside:
        x = layers.Dropout(0.5, name="inner_dropout")(x)
    side = layers.Conv2D(32, 1, activation="relu", name="wide")(x)
    side = layers.Conv2D(8, 1, name="narrow")(side)
    x = layers.Add(name="sum")([x, side])
    x = layers.Conv2D(12, 3, strides=2, padding="same", name="top")(x)
    x = layers.BatchNormalization(name="top_bn")(x)
    backbone = keras.Model(pixels, x, name="backbone")
    for layer in backbone.layers[: len(backbone.layers) - trainable_layers]:
        layer.trainable = False
    rng = np.random.default_rng(seed)
    for variable in backbone.variables:
        if "moving" in variable.path:
            variable.assign(rng.uniform(0.5, 1.5, variable.shape))

    image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    x = backbone(x, training=False) if quiet else backbone(x)
    x = layers.GlobalAveragePooling2D(name="pooling")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    activation = "sigmoid" if outputs == 1 else "softmax"
    score = layers.Dense(outputs, activation=activation, name="score")(x)
    return keras.Model(image, score, name="small")
