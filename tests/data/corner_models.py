"""Models made by hand whose answer depends on one known corner of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

SIZE, CORNER = 32, 8
"""Sides in pixels of the picture, and of its upper left corner that alone counts."""


def corner_model(*, weight: float = 0.05, bias: float = -2.0) -> keras.Model:
    """Return a binary model that answers by how red the upper left corner is, and nothing else."""
    import keras
    from keras import layers

    image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Rescaling(1 / 255, name="scaling")(image)
    red = layers.Conv2D(2, 1, name="conv")
    score = layers.Dense(1, activation="sigmoid", name="score")
    model = keras.Model(image, score(layers.Flatten(name="flatten")(red(x))))
    red.set_weights([np.array([[[[1.0, 0], [0, 1], [0, 0]]]]), np.zeros(2)])
    kernel = np.zeros((SIZE, SIZE, 2))
    kernel[:CORNER, :CORNER, 0] = weight
    score.set_weights([kernel.reshape(-1, 1), np.array([bias])])
    return model


def pooled_model(outputs: int, *, seed: int = 0, bias: float = 0.0) -> keras.Model:
    """Return a model of one convolution, a mean over all places and a dense layer."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    image = keras.Input((SIZE, SIZE, 3), name="image")
    x = layers.Rescaling(1 / 255, name="scaling")(image)
    x = layers.Conv2D(5, 3, strides=2, padding="same", activation="relu", name="conv")(x)
    x = layers.GlobalAveragePooling2D(name="pooling")(x)
    x = layers.Dropout(0.3, name="dropout")(x)
    activation = "sigmoid" if outputs == 1 else "softmax"
    model = keras.Model(image, layers.Dense(outputs, activation=activation, name="score")(x))
    score = model.get_layer("score")
    score.bias.assign(np.full(outputs, bias))
    return model
