"""Where a network can be cut: below, nothing learns; above is all that has to run every epoch.

The lower part yields the same for the same picture in every epoch, so it need be computed only
once (`training.features`). A cut can be anywhere where a single tensor holds all that goes on
upwards, also inside the backbone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

_SHARE_OF_WORK = 0.95
"""Share of the computing that a cut must spare, of what the highest one would: inside a block of
MobileNetV2 a tensor is six times as large as between two blocks."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A network in two parts, which share its layers.

    Attributes:
        name: Where the cut is: the network, and the layer whose output the features are.
        trunk: Pictures (n, height, width, 3), 0..255, to features; nothing in it learns.
        tail: Features, float32, to scores; training it trains the network.
    """

    name: str
    trunk: keras.Model
    tail: keras.Model


def cut_model(model: keras.Model) -> Cut | None:
    """Cut a network as high up as possible below everything that learns or is random.

    Args:
        model: As built by `training.models.build_model`; what is trainable now decides.

    Returns:
        The cut; None where no layer with weights is below it.
    """
    found = _find(model, quiet=False)
    if found is None or not found.trunk.count_params():
        return None
    return Cut(f"{model.name}/{found.layer}", found.trunk, found.tail)


@dataclass(frozen=True, eq=False)
class _Found:
    layer: str
    trunk: keras.Model
    tail: keras.Model


def _find(model: keras.Model, *, quiet: bool) -> _Found | None:
    """Return the highest cut of a functional model, or None.

    Args:
        model: One input, one output.
        quiet: Whether it runs with `training=False`, so that nothing in it is random.
    """
    import keras

    (output,) = model.outputs
    waists: list[tuple[float, Any]] = []
    work = 0.0
    for node, open_tensors in _upwards(output):
        quiet_here = quiet or _is_quiet(node)
        if node.input_tensors and _moves(node.operation, quiet=quiet_here):
            takes = [id(tensor) for tensor in node.input_tensors]
            if waists and takes == [id(waists[-1][1])] and is_network(node.operation):
                inside = _find(node.operation, quiet=quiet_here)
                if inside is not None:
                    return _joined(model, waists[-1][1], node, inside)
            break
        work += _work(node)
        if len(open_tensors) == 1 and open_tensors[0] is not output:
            waists.append((work, open_tensors[0]))
    if not waists:
        return None
    worth = [tensor for below, tensor in waists if below >= _SHARE_OF_WORK * waists[-1][0]]
    waist = min(reversed(worth), key=_size)
    below = keras.Model(model.inputs[0], waist, name="trunk")
    above = keras.Model(waist, output)
    return _Found(waist._keras_history.operation.name, below, _tail(waist.shape, above))


def _joined(model: keras.Model, waist: Any, nested: Any, inside: _Found) -> _Found:
    """Return the cut of a model at a cut inside one of its layers."""
    import keras

    how = {"training": nested.arguments.kwargs.get("training")}
    below = keras.Model(model.inputs[0], inside.trunk(waist, **how), name="trunk")
    rest = keras.Model(nested.outputs[0], model.outputs[0], name="rest")
    features = keras.Input(inside.trunk.outputs[0].shape[1:], dtype="float32", name="features")
    above = keras.Model(features, rest(inside.tail(features, **how)), name="tail")
    return _Found(inside.layer, below, above)


def _tail(shape: tuple[int | None, ...], above: keras.Model) -> keras.Model:
    """Return a model with an input of its own, float32 whatever the cut layer computes in."""
    import keras

    features = keras.Input(shape[1:], dtype="float32", name="features")
    return keras.Model(features, above(features), name="tail")


def _upwards(output: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the nodes of a graph, inputs first, each with the tensors that are still needed.

    A node is one call of a layer. Wherever a single tensor is left, all paths go through it.
    """
    nodes = nodes_in_order(output)
    needed: dict[int, int] = {id(output): 1}
    for node in nodes:
        for tensor in node.input_tensors:
            needed[id(tensor)] = needed.get(id(tensor), 0) + 1
    open_tensors: dict[int, Any] = {}
    for node in nodes:
        for tensor in node.input_tensors:
            needed[id(tensor)] -= 1
            if not needed[id(tensor)]:
                del open_tensors[id(tensor)]
        open_tensors |= {id(tensor): tensor for tensor in node.outputs if id(tensor) in needed}
        yield node, list(open_tensors.values())


def nodes_in_order(output: Any) -> list[Any]:
    """Return the nodes that a tensor comes from, each after those that it needs."""
    order: list[Any] = []
    seen: set[int] = set()
    waiting = [(_node_of(output), False)]
    while waiting:
        node, complete = waiting.pop()
        if complete:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.append((node, True))
            waiting.extend((_node_of(tensor), False) for tensor in node.input_tensors)
    return order


def _node_of(tensor: Any) -> Any:
    """Return the call that a tensor came from."""
    # Keras has no public way from a tensor to what made it; `keras.utils.get_source_inputs` and
    # the functional API itself stand on the same attributes.
    operation, index, _ = tensor._keras_history
    return operation._inbound_nodes[index]


def _work(node: Any) -> float:
    """Return roughly how many multiplications a call takes for one picture."""
    import keras

    if not isinstance(node.operation, keras.Layer):
        return 0.0
    places = math.prod(node.outputs[0].shape[1:-1])
    return float(node.operation.count_params() * places)


def _size(tensor: Any) -> int:
    return math.prod(tensor.shape[1:])


def _is_quiet(node: Any) -> bool:
    """Return whether a network is called with `training=False`.

    Of other layers Keras notes their default as if it had been said.
    """
    return is_network(node.operation) and node.arguments.kwargs.get("training") is False


def is_network(operation: Any) -> bool:
    """Return whether a layer is a network of its own, with one input and one output."""
    import keras

    return isinstance(operation, keras.Model) and len(operation.inputs) == 1 == len(
        operation.outputs
    )


def _moves(operation: Any, *, quiet: bool) -> bool:
    """Return whether what a layer yields for the same input changes from one epoch to the next."""
    import keras

    if isinstance(operation, keras.Model):
        return any(_moves(inner, quiet=quiet) for inner in operation.operations)
    if not isinstance(operation, keras.Layer):
        return False  # an operation such as an addition
    if operation.trainable_weights:
        return True
    if isinstance(operation, keras.layers.BatchNormalization) and operation.trainable:
        return True  # without scale and offset it still learns the mean and variance
    is_random = any(
        isinstance(value, keras.random.SeedGenerator) for value in vars(operation).values()
    )
    return is_random and not quiet
