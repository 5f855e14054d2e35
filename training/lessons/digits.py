"""Lessons 3 and 4: look at small pictures, and count what a network of them has to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from training.control import Control
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    OnEvent,
    Outcome,
    Parameters,
)
from training.lessons.digits_data import Data, pictures_of
from training.lessons.digits_network import (
    CLASSES,
    LayerCount,
    Network,
    count_layers,
    title_of,
)


class ShowDigits(Parameters):
    """Which pictures to show.

    Attributes:
        data: Which data set.
        count: Pictures.
        first: The first of them, from 0, among those to learn from.
    """

    data: Data = "digits"
    count: Annotated[int, Ge(1), Le(400)] = 100
    first: Annotated[int, Ge(0)] = 0


class CountParameters(Network):
    """Of which network to count, and for which pictures.

    Attributes:
        data: Which data set.
    """

    data: Data = "digits"


@dataclass(frozen=True, eq=False)
class DigitsShown:
    """The result of `show_digits`.

    Attributes:
        title: What the pictures are called.
        classes: Names of the classes by label.
        largest: The largest value that a pixel can have.
        pictures: uint8, shape (count, height, width).
        labels: Their labels, shape (count,).
    """

    title: str
    classes: tuple[str, ...]
    largest: int
    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class ParametersCounted:
    """The result of `count_parameters`.

    Attributes:
        network: Sizes of its layers: "784-512-10".
        layers: Layers that have parameters.
    """

    network: str
    layers: tuple[LayerCount, ...]


def show_digits(
    parameters: ShowDigits,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Show pictures of a data set.

    Measured: `data`, `train`, `test`, `height`, `width`, `inputs`, `largest`, and of the first
    picture `label`, its name `class`, `one_hot`, and `ink`: its pixels that are not 0.
    """
    data = pictures_of(parameters.data, desk)
    first = min(parameters.first, len(data.train) - 1)
    chosen = slice(first, first + parameters.count)
    label = int(data.train_labels[first])
    height, width = data.size
    measured: dict[str, Figure] = {
        "data": data.title,
        "train": len(data.train),
        "test": len(data.test),
        "height": height,
        "width": width,
        "inputs": height * width,
        "largest": data.largest,
        "label": label,
        "class": data.classes[label],
        "one_hot": " ".join(str(int(at == label)) for at in range(CLASSES)),
        "ink": int(np.count_nonzero(data.train[first])),
    }
    shown = DigitsShown(
        data.title, data.classes, data.largest, data.train[chosen], data.train_labels[chosen]
    )
    return Outcome(measured, shown)


def count_parameters(
    parameters: CountParameters,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Count the parameters of a network, layer by layer.

    Measured: `network`, `parameters`, and `arithmetic`: a Markdown list of the layers.
    """
    size = pictures_of(parameters.data, desk).size
    layers = count_layers(parameters, size)
    title = title_of(parameters, size)
    measured: dict[str, Figure] = {
        "network": title,
        "parameters": sum(layer.parameters for layer in layers),
        "arithmetic": "\n".join(f"- {layer.title}: {layer.words}" for layer in layers),
    }
    return Outcome(measured, ParametersCounted(title, layers))


ACTIONS: tuple[Action[Any], ...] = (
    Action("show_digits", ShowDigits, show_digits),
    Action("count_parameters", CountParameters, count_parameters),
)
