"""Lesson 5: a filter slides over a lesion; what the layers of a trained CNN make of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Le, Lt
from numpy.typing import NDArray

from training.control import Control
from training.data.synthetic import draw_lesion, sample_parameters
from training.lessons.action import (
    Action,
    Desk,
    Figure,
    LessonError,
    LessonEvent,
    OnEvent,
    Outcome,
    Parameters,
)
from training.lessons.filters import FILTERS, Grid, convolve, drop_out, max_pool, relu
from training.lessons.lesion_runs import trained_run

_GREY = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue in a grey picture (ITU-R BT.601)."""
FilterName = Literal["identity", "blur", "sharpen", "edge", "vertical", "horizontal"]


class _OfLesion(Parameters):
    """A built-in lesion.

    Attributes:
        seed: Which one.
        malignant: Whether it is malignant.
        size: Width and height in pixels.
    """

    seed: Annotated[int, Ge(0)] = 4
    malignant: bool = True
    size: Annotated[int, Ge(16), Le(256)] = 64


class SlideFilter(_OfLesion):
    """Which filter slides over which lesion.

    Attributes:
        filter: Its name.
        rows_at_once: Rows of the result in one event.
    """

    filter: FilterName = "edge"
    rows_at_once: Annotated[int, Ge(1), Le(256)] = 1


class FeatureMaps(_OfLesion):
    """Which lesion the trained network is shown."""


class DropoutShown(_OfLesion):
    """Which layer's numbers are left out.

    Attributes:
        share: Share that is left out.
        steps: In how many training steps it is shown.
    """

    share: Annotated[float, Ge(0), Lt(1)] = 0.4
    steps: Annotated[int, Ge(1), Le(20)] = 3


@dataclass(frozen=True, kw_only=True)
class SlideStarted(LessonEvent):
    """A filter is about to slide.

    Attributes:
        filter: Its name, a key of `FILTERS`.
        weights: Its weights, row by row.
        picture: Grey values of the lesion, row by row, 0 to 1.
    """

    kind: ClassVar[str] = "slide_started"
    filter: str
    weights: tuple[tuple[float, ...], ...]
    picture: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class RowsFiltered(LessonEvent):
    """The filter has passed some rows.

    Attributes:
        row: The first of them, from 0.
        values: What it made of them, row by row.
    """

    kind: ClassVar[str] = "rows_filtered"
    row: int
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, eq=False)
class Slid:
    """The result of `slide_filter`.

    Attributes:
        colour: The lesion, shape (size, size, 3), uint8.
        picture: Its grey values, shape (size, size), 0 to 1.
        weights: Of the filter, shape (3, 3).
        filtered: What the filter makes of it, shape (size, size).
        rectified: That after ReLU, same shape.
        pooled: That after max-pooling of 2 by 2, shape (size // 2, size // 2).
    """

    colour: NDArray[np.uint8]
    picture: Grid
    weights: Grid
    filtered: Grid
    rectified: Grid
    pooled: Grid


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """What one layer makes of a picture.

    Attributes:
        layer: Its name.
        what: "convolution and ReLU", "max-pooling", or "dropout".
        maps: Shape (height, width, channels), float32.
    """

    layer: str
    what: str
    maps: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """The result of `feature_maps`.

    Attributes:
        colour: The lesion as the network sees it, shape (height, width, 3), uint8.
        filters: Learned weights of the first convolution, shape (filters, height, width, 3).
        layers: Each layer's maps, in order.
    """

    colour: NDArray[np.uint8]
    filters: NDArray[np.float32]
    layers: tuple[LayerMaps, ...]


@dataclass(frozen=True, eq=False)
class Dropped:
    """The result of `dropout_shown`.

    Attributes:
        values: A feature map as it is, shape (height, width).
        masks: What each step keeps, shape (steps, height, width), bool.
        left: What each step passes on, shape (steps, height, width), float32.
    """

    values: Grid
    masks: NDArray[np.bool_]
    left: NDArray[np.float32]


def slide_filter(
    parameters: SlideFilter,
    on_event: OnEvent,
    control: Control,
    desk: Desk,  # noqa: ARG001 - an action
) -> Outcome:
    """Slide a known filter over a lesion, row by row; then ReLU and max-pooling.

    Measured: `weights` (their number), `positions`, `multiplications`; `sum` of the filter's
    weights; `below_zero` (percent that ReLU makes 0), `pooled_share` (percent of the numbers that
    pooling keeps); at the middle of the row of the strongest answer `strongest`.
    """
    colour = _lesion(parameters, parameters.size)
    picture = _grey(colour)
    weights = FILTERS[parameters.filter].weights
    filtered = convolve(picture, weights)
    on_event(
        SlideStarted(
            time=time.time(),
            filter=parameters.filter,
            weights=_rows(weights),
            picture=_rows(picture),
        )
    )
    step = parameters.rows_at_once
    for row in range(0, len(filtered), step):
        if control.stop_requested.is_set():
            return Outcome(stopped=True)
        values = _rows(filtered[row : row + step])
        on_event(RowsFiltered(time=time.time(), row=row, values=values))
    rectified = relu(filtered)
    pooled = max_pool(rectified)
    measured: dict[str, Figure] = {
        "weights": weights.size,
        "sum": float(weights.sum()),
        "positions": filtered.size,
        "multiplications": filtered.size * weights.size,
        "strongest": float(filtered.max()),
        "below_zero": 100 * float((filtered < 0).mean()),
        "pooled_share": 100 * pooled.size / rectified.size,
    }
    return Outcome(measured, Slid(colour, picture, weights, filtered, rectified, pooled))


def feature_maps(
    parameters: FeatureMaps,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Show a lesion to the network that was trained last, and look at what every layer makes of it.

    Measured: `filters` and `filter_weights` of the first convolution (numbers of them); `layers`,
    `first_size` and `last_size` (sides of the first and the last maps), `first_maps` and
    `last_maps` (how many); `silent` (percent of the last convolution's numbers that are 0).

    Raises:
        LessonError: Nothing was trained yet, or the network has no convolution of its own.
    """
    import keras

    from training.inference import load_model

    run = trained_run(desk)
    model = load_model(run)
    shown = {
        keras.layers.Conv2D: "convolution and ReLU",
        keras.layers.MaxPooling2D: "max-pooling",
        keras.layers.Dropout: "dropout",
    }
    layers = [
        (layer, shown[type(layer)])
        for layer in model.layers
        if type(layer) in shown and len(layer.output.shape) == 4
    ]
    convolutions = [layer for layer, _ in layers if isinstance(layer, keras.layers.Conv2D)]
    if not convolutions:
        raise LessonError(
            f"The network of {run.name} has no layers of convolution of its own to look into.",
            mend="Train the small CNN or the CNN of the tutorial.",
        )
    colour = _lesion_for(parameters, run.config.model.image_size)
    looking = keras.Model(model.inputs[0], [layer.output for layer, _ in layers])
    seen = looking(colour[None].astype(np.float32), training=False)
    maps = tuple(
        LayerMaps(layer.name, what, np.asarray(values, np.float32)[0])
        for (layer, what), values in zip(layers, seen, strict=True)
    )
    weights = np.asarray(convolutions[0].get_weights()[0], np.float32)  # (h, w, in, filters)
    last = next(each for each in reversed(maps) if each.layer == convolutions[-1].name)
    measured: dict[str, Figure] = {
        "filters": weights.shape[-1],
        "filter_weights": int(np.prod(weights.shape[:3])),
        "layers": len(maps),
        "first_size": maps[0].maps.shape[0],
        "first_maps": maps[0].maps.shape[-1],
        "last_size": maps[-1].maps.shape[0],
        "last_maps": maps[-1].maps.shape[-1],
        "silent": 100 * float((last.maps == 0).mean()),
    }
    return Outcome(measured, Features(colour, np.moveaxis(weights, -1, 0), maps))


def dropout_shown(
    parameters: DropoutShown,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,  # noqa: ARG001
) -> Outcome:
    """Leave numbers of a feature map out, in several training steps.

    The map is that of the edge filter after ReLU and pooling.

    Measured: `share` (percent asked for), `numbers`, `left_out` (in the first step), `left_twice`
    (left out in the first step and the second, where there is one), `scale` (what is kept is
    multiplied with), `mean_before`, `mean_after` (over all steps).
    """
    picture = _grey(_lesion(parameters, parameters.size))
    values = max_pool(relu(convolve(picture, FILTERS["edge"].weights)))
    steps = [drop_out(values, parameters.share, seed=step) for step in range(parameters.steps)]
    left = np.stack([each for each, _ in steps])
    masks = np.stack([kept for _, kept in steps])
    measured: dict[str, Figure] = {
        "share": 100 * parameters.share,
        "numbers": values.size,
        "left_out": int((~masks[0]).sum()),
        "scale": 1 / (1 - parameters.share),
        "mean_before": float(values.mean()),
        "mean_after": float(left.mean()),
    }
    if len(masks) > 1:
        measured["left_twice"] = int((~masks[0] & ~masks[1]).sum())
    return Outcome(measured, Dropped(values, masks, left))


def _lesion(parameters: _OfLesion, size: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(parameters.seed)
    return draw_lesion(sample_parameters(parameters.malignant, rng), size=size)


def _lesion_for(parameters: _OfLesion, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the lesion at the size of a network's input, cut from the middle where not square."""
    height, width = size
    side = max(size)
    top, left = (side - height) // 2, (side - width) // 2
    return _lesion(parameters, side)[top : top + height, left : left + width]


def _grey(colour: NDArray[np.uint8]) -> Grid:
    """Return a picture's grey values, 0 to 1."""
    return (colour.astype(np.float32) @ _GREY / np.float32(255)).astype(np.float32)


def _rows(values: Grid) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())


ACTIONS: tuple[Action[Any], ...] = (
    Action("slide_filter", SlideFilter, slide_filter),
    Action("feature_maps", FeatureMaps, feature_maps),
    Action("dropout_shown", DropoutShown, dropout_shown),
)
