"""The 500 epochs of lesson 1 and the 4,500 of lesson 2 against plain `model.fit`, as tutorials do.

Ours is the whole action, from its call to its outcome: building the model, tracing, and every
epoch's loss, weight and bias delivered. `fit` is timed for a few epochs of a model that has been
built and traced already, and multiplied by the lesson's epochs: what it does but once is not
counted. In turns A B A B; the losses of the epochs that both did are compared.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np

from training.control import Control
from training.lessons.action import Desk, Outcome
from training.lessons.actions import run_action
from training.lessons.catalogue import get_lesson
from training.lessons.lesson import Do
from training.locations import current_locations
from training.tensorflow_start import start_tensorflow

AIM = 30.0
LARGEST_DIFFERENCE = 1e-5
RUNS = 3
TIMED_EPOCHS = 40


def main() -> dict[str, Any]:
    """Measure both lessons."""
    start_tensorflow()
    cases = [_case(name) for name in ("hello", "houses")]
    return {
        "benchmark": "lessons",
        "met": all(case["met"] and case["losses_met"] for case in cases),
        "cases": cases,
    }


def _case(lesson: str) -> dict[str, Any]:
    wanted = _first_fit(lesson)
    epochs = int(wanted["epochs"])
    ours(wanted)  # the first pair warms up
    pairs = []
    for _ in range(RUNS):
        plain_seconds, losses = plain(wanted)
        seconds, outcome = ours(wanted)
        pairs.append((plain_seconds / TIMED_EPOCHS * epochs, seconds))
    difference = float(np.abs(outcome.result.losses[: len(losses)] - losses).max())
    ratios = sorted(before / after for before, after in pairs)
    ratio = statistics.median(ratios)
    return {
        "case": lesson,
        "epochs": epochs,
        "ratio": round(ratio, 1),
        "aim": AIM,
        "met": ratio >= AIM,
        "runs": RUNS,
        "spread": [round(ratios[0], 1), round(ratios[-1], 1)],
        "baseline_seconds": round(statistics.median(pair[0] for pair in pairs), 3),
        "baseline_epochs_timed": TIMED_EPOCHS,
        "seconds": round(statistics.median(pair[1] for pair in pairs), 3),
        "largest_difference": difference,
        "losses_met": difference <= LARGEST_DIFFERENCE,
    }


def _first_fit(lesson: str) -> dict[str, Any]:
    """Return what the first button to learn of a lesson asks for."""
    for _, part in get_lesson(lesson).parts():
        if isinstance(part, Do) and part.action == "fit_line":
            return {**part.parameters}
    raise LookupError(f"The lesson {lesson} fits no line.")


def ours(wanted: dict[str, Any]) -> tuple[float, Outcome]:
    """Return the seconds of the whole action, and its outcome."""
    told: list[object] = []
    began = time.perf_counter()
    outcome = run_action("fit_line", wanted, told.append, Control(), Desk(current_locations()))
    return time.perf_counter() - began, outcome


def plain(wanted: dict[str, Any]) -> tuple[float, np.ndarray[Any, np.dtype[np.float64]]]:
    """Return the seconds of `TIMED_EPOCHS` epochs of `fit`, and the losses from the first on."""
    import keras

    xs, ys = np.array(wanted["points"], np.float32).T
    start = keras.initializers.GlorotUniform(seed=wanted.get("seed", 0))
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer=start)])
    optimizer = keras.optimizers.SGD(wanted["learning_rate"])
    model.compile(optimizer=optimizer, loss="mean_squared_error")
    first = model.fit(xs[:, None], ys[:, None], epochs=1, verbose=0).history["loss"]
    began = time.perf_counter()
    rest = model.fit(xs[:, None], ys[:, None], epochs=TIMED_EPOCHS, verbose=0).history["loss"]
    return time.perf_counter() - began, np.array(first + rest)
