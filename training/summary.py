"""What a network is made of, layer by layer, said before it is trained.

Keras is imported inside functions; runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.models import build_model, check_architecture, set_trainable
from training.stages import stages_of
from training.tensorflow_start import start_tensorflow

if TYPE_CHECKING:
    import keras

_ANY_STATISTICS = (127.5, 64.0)
"""Of the pixels of a training part that nobody has looked at: they change no shape."""


@dataclass(frozen=True)
class LayerRow:
    """One layer of a network.

    Attributes:
        name: Its name within the network.
        kind: Its class in Keras, such as "Conv2D".
        output_shape: What it yields for one picture, such as (112, 112, 24).
        parameters: Numbers that it holds, its inner layers' among them.
        trains: Whether any of them learn, for each stage of the training.
        depth: 0 for a layer of the network, 1 for a layer of the network above it in the rows,
            such as a backbone's.
    """

    name: str
    kind: str
    output_shape: tuple[int | None, ...]
    parameters: int
    trains: tuple[bool, ...]
    depth: int = 0


@dataclass(frozen=True)
class ModelSummary:
    """A network.

    Attributes:
        layers: Its layers from the input upwards; those of a network within it follow its row.
        total: Parameters of the whole network.
        trainable: Parameters that learn, for each stage of the training.
    """

    layers: tuple[LayerRow, ...]
    total: int
    trainable: tuple[int, ...]


def summarise(config: RunConfig, n_outputs: int) -> ModelSummary:
    """Return the layers of a config's network, which needs no weight file and no data set.

    Args:
        config: What is built.
        n_outputs: 1 for the positive class against the rest, otherwise the number of classes.

    Raises:
        ConfigError: The architecture is unknown, or something does not go with it.
    """
    check_architecture(config)
    start_tensorflow()
    # The weights that it comes with change no layer; what trains is asked of the config as it is.
    unread = config.model.model_copy(update={"weights": "random"})
    model = build_model(
        config.model_copy(update={"model": unread}),
        n_outputs,
        weights=None,
        statistics=_ANY_STATISTICS,
    )
    layers = list(_layers(model, 0))
    trains: list[list[int]] = []
    for stage in stages_of(config):
        set_trainable(model, stage.trainable_layers, config)
        trains.append([_count(layer.trainable_weights) for layer, _ in layers])
    rows = tuple(
        LayerRow(
            name=layer.name,
            kind=type(layer).__name__,
            output_shape=_shape(layer),
            parameters=_count(layer.weights),
            trains=tuple(stage[place] > 0 for stage in trains),
            depth=depth,
        )
        for place, (layer, depth) in enumerate(layers)
    )
    return ModelSummary(
        rows,
        total=_count(model.weights),
        trainable=tuple(
            sum(stage[place] for place, (_, depth) in enumerate(layers) if depth == 0)
            for stage in trains
        ),
    )


def _layers(model: keras.Model, depth: int) -> Iterator[tuple[Any, int]]:
    """Yield the layers of a network with their depth, those inside a network after it."""
    import keras

    for layer in model.layers:
        yield layer, depth
        if isinstance(layer, keras.Model):
            yield from _layers(layer, depth + 1)


def _shape(layer: Any) -> tuple[int | None, ...]:
    """Return what a layer yields for one picture."""
    shape = layer.output.shape
    return tuple(None if size is None else int(size) for size in shape[1:])


def _count(weights: Sequence[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)
