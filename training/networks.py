"""Networks of our own, which start from random weights: their layers up to the features."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

_SMALL_CNN_FILTERS = (16, 32, 64, 128)


@dataclass(frozen=True)
class Network:
    """A network of our own.

    Attributes:
        name: What a RunConfig calls it.
        title: What people call it, at the beginning of a sentence.
        minimum_size: Smallest side in pixels that leaves something to learn from.
        activations: Numbers that its layers hold for each pixel of a picture in training.
        megabytes: Rough size of its weights, at the size of picture that its recipe has.
        features: Scaled pictures (n, height, width, 3) -> features (n, units).
    """

    name: str
    title: str
    minimum_size: int
    activations: int
    megabytes: int
    features: Callable[[keras.KerasTensor], keras.KerasTensor]


def _small_cnn(x: keras.KerasTensor) -> keras.KerasTensor:
    """Return the features of four blocks of convolution and pooling, shape (n, 128).

    Signals centred on zero, He's initial weights (arXiv:1502.01852) and the maximum over all places
    let it learn from a few hundred pictures; with Keras's defaults and the mean it hardly starts.
    """
    from keras import layers

    for filters in _SMALL_CNN_FILTERS:
        x = layers.Conv2D(
            filters,
            3,
            padding="same",
            activation="relu",
            kernel_initializer="he_normal",
            name=f"conv_{filters}",
        )(x)
        x = layers.MaxPooling2D(name=f"pool_{filters}")(x)
    return layers.GlobalMaxPooling2D(name="pooling")(x)


def _scratch_cnn(x: keras.KerasTensor) -> keras.KerasTensor:
    """Return the flattened features of two pairs of convolutions, pooling and dropout."""
    from keras import layers

    for filters, dropout in ((32, 0.25), (64, 0.4)):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"conv_{filters}a")(x)
        x = layers.Conv2D(filters, 3, activation="relu", name=f"conv_{filters}b")(x)
        x = layers.MaxPooling2D(name=f"pool_{filters}")(x)
        x = layers.Dropout(dropout, name=f"dropout_{filters}")(x)
    return layers.Flatten(name="flatten")(x)


NETWORKS: Mapping[str, Network] = MappingProxyType(
    {
        network.name: network
        for network in (
            Network(
                name="small_cnn",
                title="The small CNN",
                minimum_size=2 ** len(_SMALL_CNN_FILTERS),
                activations=40,
                megabytes=1,
                features=_small_cnn,
            ),
            Network(
                name="scratch_cnn",
                title="The CNN of the tutorial",
                minimum_size=10,
                activations=130,
                megabytes=14,
                features=_scratch_cnn,
            ),
        )
    }
)
"""Every network of our own by name."""
