"""The curves of runs become what the plot draws."""

from __future__ import annotations

import numpy as np
import pytest

from desktop_app.runs.overlaying import metrics_of, overlay_runs
from tests.desktop_app.conftest import Trained
from training.curves import read_curves
from training.events import EpochEnded, StepEnded


def test_a_run_is_drawn_as_it_told_of_itself(trained: Trained) -> None:
    curves = read_curves(trained.run)
    epochs = [event for event in trained.events if isinstance(event, EpochEnded)]
    steps = [event for event in trained.events if isinstance(event, StepEnded)]

    [drawn] = overlay_runs(["first"], [curves], "accuracy")

    assert drawn.name == "first"
    assert list(drawn.training.y) == pytest.approx([step.logs["accuracy"] for step in steps])
    assert list(drawn.validation.x) == [1.0, 2.0]
    assert list(drawn.validation.y) == pytest.approx([e.logs["val_accuracy"] for e in epochs])
    assert drawn.can_lie("step")
    places = drawn.places("time")
    assert places is not None
    assert places[1][-1] == pytest.approx(sum(epoch.seconds for epoch in epochs) / 60, rel=1e-5)


def test_metrics_come_once_with_the_loss_first(trained: Trained) -> None:
    names = metrics_of([read_curves(trained.run)])

    assert names[0] == "loss"
    assert {"accuracy", "auc"} <= {*names}
    assert len(names) == len({*names})
    assert not any(name.startswith("val_") for name in names)


def test_a_metric_that_a_run_lacks_leaves_no_curve(trained: Trained) -> None:
    [drawn] = overlay_runs(["first"], [read_curves(trained.run)], "top_2_accuracy")

    assert len(drawn.training) == len(drawn.validation) == 0
    assert np.asarray(drawn.clock[0]).shape == (2,)
