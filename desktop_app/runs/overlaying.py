"""From the curves of runs to what the plot draws of one metric; off the window's thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.widgets.overlay_run import OverlayRun

if TYPE_CHECKING:
    from training.curves import RunCurves

_VALIDATION = "val_"


def metrics_of(curves: Sequence[RunCurves]) -> list[str]:
    """Return the metrics that any of the runs has, without those of validation; loss first."""
    names: dict[str, None] = {"loss": None}
    for run in curves:
        for name in (*run.steps, *run.epochs.logs):
            names.setdefault(name.removeprefix(_VALIDATION))
    return list(names)


def overlay_runs(
    names: Sequence[str], curves: Sequence[RunCurves], metric: str
) -> list[OverlayRun]:
    """Return what is drawn of one metric.

    Args:
        names: What each run is called, each unlike the others.
        curves: The curves of each.
        metric: Name of a log, without `val_`.
    """
    return [_overlay_run(name, run, metric) for name, run in zip(names, curves, strict=True)]


def told_apart(titles: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return titles; those that several runs share are followed by the names of the folders."""
    count = Counter(titles)
    return [
        f"{title} ({name})" if count[title] > 1 else title
        for title, name in zip(titles, names, strict=True)
    ]


def _overlay_run(name: str, run: RunCurves, metric: str) -> OverlayRun:
    epochs = run.epochs
    by_step = metric in run.steps
    nothing = np.empty(0, dtype=np.float32)
    validation = epochs.logs.get(_VALIDATION + metric, nothing)
    has_validation = len(validation) > 0
    return OverlayRun(
        name,
        run.x if by_step else epochs.x if metric in epochs.logs else (),
        run.steps[metric] if by_step else epochs.logs.get(metric, nothing),
        epochs.x[: len(validation)] if has_validation else (),
        validation if has_validation else (),
        steps_per_epoch=run.steps_per_epoch,
        clock=(epochs.x, np.cumsum(epochs.seconds, dtype=np.float64)),
    )
