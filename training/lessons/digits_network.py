"""The networks of lessons 3 and 4, and their parameters counted layer by layer, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from annotated_types import Ge, Gt, Le, Len
from numpy.typing import NDArray

from training.lessons.action import Parameters

CLASSES = 10
_KERNEL = 3
_POOL = 2
_SEEN_NEURONS = 25
_BINS = 40


class Network(Parameters):
    """A network of dense layers, perhaps with convolutions before them.

    Attributes:
        layers: Neurons of each dense layer before the last one, which has ten.
        convolutions: Filters of each convolution; each is followed by max-pooling by 2.
    """

    layers: Annotated[tuple[Annotated[int, Ge(1), Le(4096)], ...], Len(0, 8)] = (512,)
    convolutions: Annotated[tuple[Annotated[int, Ge(1), Le(256)], ...], Len(0, 2)] = ()


class Training(Network):
    """How the network learns.

    Attributes:
        batch: Pictures in a step.
        epochs: Epochs.
        validation_split: Share of the pictures to learn from that is kept apart, the last of them.
        loss: Name of a Keras loss.
        normalise: Divide pixels by the largest value, so that they lie between 0 and 1.
        optimizer: Name of a Keras optimizer.
        learning_rate: Learning rate; None: as Keras has it.
        seed: Seed of the first weights and of the order.
    """

    batch: Annotated[int, Ge(1), Le(4096)] = 128
    epochs: Annotated[int, Ge(1), Le(200)] = 5
    validation_split: Annotated[float, Ge(0), Le(0.9)] = 0.0
    loss: Literal["categorical_crossentropy", "binary_crossentropy", "mean_squared_error"] = (
        "categorical_crossentropy"
    )
    normalise: bool = True
    optimizer: Literal["rmsprop", "adam", "sgd"] = "rmsprop"
    learning_rate: Annotated[float, Gt(0), Le(10)] | None = None
    seed: Annotated[int, Ge(0)] = 0


@dataclass(frozen=True)
class LayerCount:
    """How many parameters a layer has.

    Attributes:
        title: What it is: "512 neurons".
        weights: Its weights.
        biases: Its biases.
        words: The arithmetic: "784 × 512 + 512 = 401,920".
    """

    title: str
    weights: int
    biases: int
    words: str

    @property
    def parameters(self) -> int:
        """Weights and biases together."""
        return self.weights + self.biases


@dataclass(frozen=True, eq=False)
class LayerSeen:
    """What the weights and biases of a layer look like.

    Attributes:
        name: What it is: "512 neurons".
        edges: Edges of a histogram of its weights, shape (bins + 1,).
        counts: Weights in each bin, shape (bins,).
        biases: Its biases, shape (neurons,).
        pictures: Of a dense first layer: the weights of its first neurons, each as a picture,
            shape (neurons, height, width); otherwise empty.
    """

    name: str
    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    biases: NDArray[np.float32]
    pictures: NDArray[np.float32]


def count_layers(network: Network, size: tuple[int, int]) -> tuple[LayerCount, ...]:
    """Return the parameters of each layer that has some.

    Args:
        network: The network.
        size: Height and width of its pictures.
    """
    found = []
    (height, width), channels = size, 1
    for filters in network.convolutions:
        weights = _KERNEL * _KERNEL * channels * filters
        words = f"{_KERNEL} × {_KERNEL} × {channels} × {filters} + {filters}"
        found.append(_counted(f"{filters} filters of 3 × 3", weights, filters, words))
        height, width = height // _POOL, width // _POOL  # the edges are padded
        channels = filters
    inputs = height * width * channels
    for neurons in (*network.layers, CLASSES):
        words = f"{inputs:,} × {neurons:,} + {neurons:,}"
        found.append(_counted(f"{neurons:,} neurons", inputs * neurons, neurons, words))
        inputs = neurons
    return tuple(found)


def title_of(network: Network, size: tuple[int, int]) -> str:
    """Return the sizes of the layers: "784-512-10"."""
    convolutions = [f"conv{filters}" for filters in network.convolutions]
    sizes = [str(size[0] * size[1]), *convolutions, *map(str, network.layers), str(CLASSES)]
    return "-".join(sizes)


def build(training: Training, size: tuple[int, int]) -> Any:
    """Return the compiled Keras model; its input are pictures of shape (n, height, width)."""
    import keras

    keras.utils.set_random_seed(training.seed)
    layers: list[Any] = [keras.Input(size)]
    if training.convolutions:
        layers.append(keras.layers.Reshape((*size, 1)))
        for filters in training.convolutions:
            layers.append(keras.layers.Conv2D(filters, _KERNEL, padding="same", activation="relu"))
            layers.append(keras.layers.MaxPooling2D(_POOL))
    layers.append(keras.layers.Flatten())
    layers += [keras.layers.Dense(neurons, activation="relu") for neurons in training.layers]
    layers.append(keras.layers.Dense(CLASSES, activation="softmax"))
    model = keras.Sequential(layers)
    optimizer = keras.optimizers.get(training.optimizer)
    if training.learning_rate is not None:
        optimizer.learning_rate = training.learning_rate
    model.compile(optimizer=optimizer, loss=training.loss, metrics=["categorical_accuracy"])
    return model


def seen(model: Any, training: Network, size: tuple[int, int]) -> tuple[LayerSeen, ...]:
    """Return what the layers' weights look like now, in the order of `count_layers`."""
    found = []
    layers = [layer for layer in model.layers if layer.weights]
    counts = count_layers(training, size)
    for at, (layer, count) in enumerate(zip(layers, counts, strict=True)):
        kernel, biases = layer.get_weights()
        finite = kernel[np.isfinite(kernel)]
        histogram, edges = np.histogram(finite if finite.size else [0.0], _BINS)
        first_dense = at == 0 and not training.convolutions
        pictures = kernel[:, :_SEEN_NEURONS].T.reshape(-1, *size) if first_dense else kernel[:0]
        found.append(LayerSeen(count.title, edges, histogram, biases, pictures))
    return tuple(found)


def _counted(title: str, weights: int, biases: int, words: str) -> LayerCount:
    return LayerCount(title, weights, biases, f"{words} = {weights + biases:,}")
