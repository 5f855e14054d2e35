"""Whether two runs are the same, bit for bit."""

from __future__ import annotations

import numpy as np

from training.events import EpochEnded, StepEnded
from training.runs import Run


def assert_same(run: Run, other: Run) -> None:
    """Weights, steps, history and predictions are equal, bit for bit."""
    import keras

    assert run.status == other.status == "done"
    for name in ("model_path", "last_model_path"):
        paths = [getattr(each, name) for each in (run, other)]
        weights = [keras.saving.load_model(path).get_weights() for path in paths]
        for one, two in zip(*weights, strict=True):
            np.testing.assert_array_equal(one, two)
    assert _epochs(run) == _epochs(other)
    assert _steps(run) == _steps(other)
    for part in ("validation", "test"):
        first, second = run.predictions(part), other.predictions(part)
        assert first is not None
        assert second is not None
        np.testing.assert_array_equal(first.y_score, second.y_score)


def _epochs(run: Run) -> list[tuple[object, ...]]:
    return [(e.epoch, e.stage, e.best, e.logs) for e in run.events() if isinstance(e, EpochEnded)]


def _steps(run: Run) -> list[tuple[object, ...]]:
    return [(e.epoch, e.step, e.logs) for e in run.events() if isinstance(e, StepEnded)]
