"""From a model file that was looked at to a Keras model, on the thread that owns TensorFlow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from training.config.network import MAX_SIDE
from training.foreign.errors import ForeignModelError
from training.foreign.inspection import Inspected, inspected
from training.tensorflow_start import start_tensorflow

if TYPE_CHECKING:
    import keras

Head = Literal["sigmoid", "softmax", "logits"]
"""What a model's output is: a probability, probabilities that add up to 1, or neither yet."""

DEFAULT_SIDE = 224
MAX_PARAMETERS = 250_000_000
MAX_ELEMENTS = 200_000_000
"""Numbers that any one layer may yield for one picture."""

_AGAIN = "It may be damaged or made to do harm; get it again from a source that you trust."
_CLASSIFIER = "What is read are classifiers: one picture in, one score a class out."


@dataclass(frozen=True, eq=False)
class Foreign:
    """A stranger's model, loaded.

    Attributes:
        called: The file's name.
        model: The Keras model: float32 (n, height, width, 3) to (n, outputs).
        image_size: Height and width of its pictures.
        any_size: Whether its file leaves them open.
        n_outputs: Width of its output.
        head: What its output is.
        scales_itself: Whether it begins with a scaling layer of its own.
    """

    called: str
    model: keras.Model
    image_size: tuple[int, int]
    any_size: bool
    n_outputs: int
    head: Head
    scales_itself: bool


@contextmanager
def opened(file: Path, image_size: tuple[int, int] | None = None) -> Iterator[Foreign]:
    """Yield a stranger's model, looked at before it is loaded.

    Runs on the thread that owns TensorFlow.

    Args:
        file: A `.keras` or `.h5` file.
        image_size: Height and width, for a model that takes any.

    Raises:
        ForeignModelError: It is refused, or no classifier of pictures.
    """
    with inspected(file) as found:
        sized = _with_size(found, image_size)
        start_tensorflow()
        # A thread of its own: Keras keeps what a thread began to build, and would finish it later.
        with ThreadPoolExecutor(1, thread_name_prefix="model-outline") as thread:
            thread.submit(_check_outline, found, sized).result()
        yield _classifier(_loaded(found, sized), found.called, any_size=sized != found.description)


def _with_size(found: Inspected, image_size: tuple[int, int] | None) -> dict[str, Any]:
    """Return a description in which the size of the pictures stands, where it was left open."""
    description = deepcopy(found.description)
    for layer in _input_layers(description):
        config = layer.get("config")
        if not isinstance(config, dict):
            continue
        name = "batch_shape" if "batch_shape" in config else "batch_input_shape"
        shape = config.get(name)
        if isinstance(shape, list) and len(shape) == 4:
            height, width = image_size or (DEFAULT_SIDE, DEFAULT_SIDE)
            config[name] = [shape[0], shape[1] or height, shape[2] or width, shape[3]]
    return description


def _input_layers(description: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of the outermost network that may say the shape of its input."""
    config = description.get("config")
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(layers, list):
        return []
    found = [layer for layer in layers if isinstance(layer, dict)]
    first = found[:1] if description["class_name"] == "Sequential" else []
    return first + [each for each in found[len(first) :] if each.get("class_name") == "InputLayer"]


def _check_outline(found: Inspected, description: dict[str, Any]) -> None:
    """Build a network without weights, and refuse it where it would be too large.

    Raises:
        ForeignModelError: It cannot be built, has more weights than the file, or needs too much
            memory for one picture.
    """
    import keras

    with keras.StatelessScope(initialize_variables=False):
        model = _built(found, description)
        parameters = sum(math.prod(weight.shape) for weight in model.weights)
        elements = max(_elements(model), default=0)
    if parameters > MAX_PARAMETERS:
        raise ForeignModelError(
            f"{found.called} is of an absurd size: it claims {parameters:,} weights.", mend=_AGAIN
        )
    if parameters > found.numbers:
        raise ForeignModelError(
            f"The weights of {found.called} do not fit it: it needs {parameters:,} numbers, the "
            f"file holds {found.numbers:,}.",
            mend=_AGAIN,
        )
    if elements > MAX_ELEMENTS:
        raise ForeignModelError(
            f"{found.called} is of an absurd size: a layer yields {elements:,} numbers for one "
            "picture.",
            mend=_AGAIN,
        )


def _built(found: Inspected, description: dict[str, Any]) -> keras.Model:
    """Return the network of a description, with initial weights.

    Raises:
        ForeignModelError: It cannot be built.
    """
    import keras

    try:
        own = deepcopy(description)  # Keras takes it to pieces
        if found.form == "keras":
            model = keras.saving.deserialize_keras_object(own, safe_mode=True)
        else:
            kind = keras.Sequential if own["class_name"] == "Sequential" else keras.Model
            model = kind.from_config(own["config"])
    except Exception as error:  # Keras raises many types on descriptions that do not fit
        raise ForeignModelError(
            f"The network of {found.called} cannot be built: {_first_line(error)}.", mend=_AGAIN
        ) from error
    if not isinstance(model, keras.Model) or not model.built or not model.weights:
        raise ForeignModelError(
            f"{found.called} does not say the shape of its pictures, or has no weights.",
            mend=_CLASSIFIER,
        )
    return model


def _loaded(found: Inspected, description: dict[str, Any]) -> keras.Model:
    """Return the model with its weights.

    Raises:
        ForeignModelError: They do not fit.
    """
    model = _built(found, description)
    weights = found.file
    if found.form == "keras":
        weights = found.file.with_name("model.weights.h5")
        found.file.rename(weights)
    try:
        model.load_weights(weights)
    except Exception as error:  # Keras raises many types for weights of another network
        raise ForeignModelError(
            f"The weights of {found.called} do not fit it: {_first_line(error)}.", mend=_AGAIN
        ) from error
    return model


def _classifier(model: keras.Model, called: str, *, any_size: bool) -> Foreign:
    """Return a model with what is to be known of its input and output.

    Raises:
        ForeignModelError: It takes no picture, or does not answer with one score a class.
    """

    def refused(why: str) -> ForeignModelError:
        return ForeignModelError(f"{called} {why}.", mend=_CLASSIFIER)

    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise refused(f"has {len(model.inputs)} inputs and {len(model.outputs)} outputs")
    taken, given = tuple(model.inputs[0].shape), tuple(model.outputs[0].shape)
    if len(taken) != 4 or taken[3] != 3:
        raise refused(f"takes {_shape(taken)}, no pictures with three colours in the last place")
    if taken[0] is not None:
        raise refused(f"takes exactly {taken[0]} pictures at a time")
    if not all(1 <= side <= MAX_SIDE for side in taken[1:3]):
        raise refused(f"takes pictures of {_shape(taken[1:3])} pixels")
    if len(given) != 2 or not given[1]:
        raise refused(f"answers with {_shape(given)}, not with one score a class")
    return Foreign(
        called,
        model,
        image_size=taken[1:3],
        any_size=any_size,
        n_outputs=given[1],
        head=_head(model, given[1], refused),
        scales_itself=_scales(model),
    )


def _head(model: keras.Model, n_outputs: int, refused: Any) -> Head:
    """Return what a model's output is, by its last layer."""
    import keras

    last = model
    while isinstance(last, keras.Model):
        last = last.outputs[0]._keras_history.operation  # Keras has no public way to it
    name = getattr(getattr(last, "activation", None), "__name__", "linear")
    if isinstance(last, keras.layers.Softmax):
        name = "softmax"
    if name == "linear":
        return "logits"
    if name == "softmax" and n_outputs > 1:
        return "softmax"
    if name == "sigmoid" and n_outputs == 1:
        return "sigmoid"
    raise refused(
        f"ends in {name} over {n_outputs} outputs, which are no probabilities of classes that "
        "exclude each other"
    )


def _scales(model: keras.Model) -> bool:
    import keras

    scaling = (keras.layers.Rescaling, keras.layers.Normalization)
    return any(isinstance(layer, scaling) for layer in _flat(model))


def _flat(model: keras.Model) -> Iterator[Any]:
    """Yield the layers of a network, and of networks inside it."""
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _flat(layer)
        else:
            yield layer


def _elements(model: keras.Model) -> Iterator[int]:
    """Yield how many numbers each layer yields for a picture."""
    side = max((side or DEFAULT_SIDE for side in tuple(model.inputs[0].shape)[1:3]), default=1)
    for layer in (*_flat(model), *model.layers):
        for node in layer._inbound_nodes:  # a layer may be called several times
            for tensor in node.output_tensors:
                yield math.prod(each or side for each in tuple(tensor.shape)[1:])


def _shape(shape: tuple[int | None, ...]) -> str:
    return " x ".join("any" if side is None else str(side) for side in shape)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200].rstrip(".")
