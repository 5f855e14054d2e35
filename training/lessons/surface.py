"""The loss of one neuron for every weight and bias: a valley that training walks down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from annotated_types import Ge, Le, Len
from numpy.typing import NDArray

from training.control import Control
from training.lessons.action import Action, Desk, Figure, OnEvent, Outcome, Parameters
from training.lessons.line import Points, path_of

Range = tuple[float, float]


class LossSurface(Parameters):
    """Of which points, and where to look.

    Attributes:
        points: Pairs of x and y; None: those of the neuron that learned last.
        weights: Lowest and highest weight; None: what shows its way and the lowest loss.
        biases: Lowest and highest bias; None: as for the weights.
        cells: Values of each.
    """

    points: Points | None = None
    weights: Annotated[Range, Len(2, 2)] | None = None
    biases: Annotated[Range, Len(2, 2)] | None = None
    cells: Annotated[int, Ge(5), Le(401)] = 61


@dataclass(frozen=True, eq=False)
class Surface:
    """The result of `loss_surface`.

    Attributes:
        weights: Weights looked at, rising, shape (cells,).
        biases: Biases looked at, rising, shape (cells,).
        losses: Mean squared error, shape (biases, weights).
        best_weight: Weight of the lowest loss there is.
        best_bias: Its bias.
        best_loss: That loss; 0 where a line goes through all points.
    """

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    losses: NDArray[np.float64]
    best_weight: float
    best_bias: float
    best_loss: float


def loss_surface(
    parameters: LossSurface,
    on_event: OnEvent,  # noqa: ARG001 - an action
    control: Control,  # noqa: ARG001
    desk: Desk,
) -> Outcome:
    """Compute the loss over a grid of weights and biases.

    Measured: `best_weight`, `best_bias`, `best_loss`.

    Raises:
        LessonError: No points are given and no neuron has learned yet.
    """
    ways: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    if parameters.points is None:
        path = path_of(desk)
        xs, ys = path.xs, path.ys
        if path.diverged is None:
            ways.append((path.weights, path.biases))
    else:
        xs, ys = np.array(parameters.points, np.float64).T
    surface = surface_of(
        xs,
        ys,
        cells=parameters.cells,
        ways=ways,
        weights=parameters.weights,
        biases=parameters.biases,
    )
    measured: dict[str, Figure] = {
        "best_weight": surface.best_weight,
        "best_bias": surface.best_bias,
        "best_loss": surface.best_loss,
    }
    return Outcome(measured, surface)


def surface_of(
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    *,
    cells: int = 61,
    ways: list[tuple[NDArray[np.float64], NDArray[np.float64]]] | None = None,
    weights: Range | None = None,
    biases: Range | None = None,
) -> Surface:
    """Return the mean squared error of `weight * x + bias` over a grid.

    Args:
        xs: Inputs of the points, shape (points,).
        ys: What they should give, shape (points,).
        cells: Values of weight and of bias.
        ways: Weights and biases that the grid must show.
        weights: Lowest and highest weight; None: so that the lowest loss and the ways are seen.
        biases: Lowest and highest bias; None: as for the weights.
    """
    design = np.stack([xs, np.ones_like(xs)], axis=1)
    best_weight, best_bias = (float(value) for value in np.linalg.lstsq(design, ys)[0])
    across = _axis(best_weight, [way[0] for way in ways or ()], weights, cells)
    up = _axis(best_bias, [way[1] for way in ways or ()], biases, cells)
    # Mean of (w x + b - y)², multiplied out: no array of all points for each cell.
    w, b = across[None, :], up[:, None]
    losses = (
        w**2 * np.mean(xs**2)
        + b**2
        + np.mean(ys**2)
        + 2 * w * b * np.mean(xs)
        - 2 * w * np.mean(xs * ys)
        - 2 * b * np.mean(ys)
    )
    best_loss = float(np.mean((best_weight * xs + best_bias - ys) ** 2))
    return Surface(across, up, np.maximum(losses, 0.0), best_weight, best_bias, best_loss)


def _axis(
    best: float, ways: list[NDArray[np.float64]], given: Range | None, cells: int
) -> NDArray[np.float64]:
    if given is not None:
        return np.linspace(min(given), max(given), cells)
    seen = np.concatenate([[best], *ways])
    seen = seen[np.isfinite(seen)]
    reach = max(float(np.abs(seen - best).max()) * 1.25, 0.5 * abs(best), 0.5)
    return np.linspace(best - reach, best + reach, cells)


ACTIONS: tuple[Action[Any], ...] = (Action("loss_surface", LossSurface, loss_surface),)
