"""Curves of ten runs of a million steps each: redrawing them, and reopening such a run.

Case `redraw`: an overlay of ten runs, and a plot of one run with its two curves, of 1,280 pixels'
width, painted anew with all they show, against the same number of curves of a thousand steps.

Case `crosshair`: the same when only the crosshair moves.

Case `reopen`: from a run folder whose curves were read once before to two painted plots of the
Train tab's kind, against the first reading, which goes through `events.jsonl`.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from desktop_app.app import make_qt_application
from desktop_app.theme import apply_theme
from desktop_app.widgets.curve_canvas import CurveCanvas
from desktop_app.widgets.curve_plot import CurvePlot
from desktop_app.widgets.overlay_plot import OverlayPlot
from desktop_app.widgets.overlay_run import OverlayRun
from training.config import with_changes
from training.curves import read_curves
from training.events import EpochEnded, Event, RunEnded, RunStarted, to_json
from training.recipes import get_recipe
from training.runs import Run, RunDataset

RUNS, STEPS, FEW, EPOCHS, TIMES = 10, 1_000_000, 1_000, 50, 25
REDRAW_AIM, REOPEN_AIM = 16.0, 300.0


def main() -> dict[str, Any]:
    """Measure all cases."""
    apply_theme(make_qt_application(), "light")
    redraw, crosshair = _redraw()
    reopen = _reopen()
    cases = [redraw, crosshair, reopen]
    return {
        "benchmark": "curves",
        **{name: redraw[name] for name in ("ratio", "aim", "met", "runs", "spread")},
        "met": all(case["met"] for case in cases),
        "cases": cases,
    }


def _redraw() -> tuple[dict[str, Any], dict[str, Any]]:
    plots = {steps: _overlay(steps) for steps in (FEW, STEPS)}
    canvases = {steps: _canvas(plot) for steps, plot in plots.items()}
    drawn: dict[int, list[float]] = {steps: [] for steps in plots}
    processor: list[float] = []
    moved: dict[int, list[float]] = {steps: [] for steps in plots}
    for turn in range(TIMES + 1):
        for steps, canvas in canvases.items():
            began = time.thread_time()
            drawn[steps].append(_seconds(lambda c=canvas: _draw(c)))  # type: ignore[misc]
            if steps == STEPS:
                processor.append(time.thread_time() - began)
            place = EPOCHS * (0.1 + 0.8 * turn / TIMES)
            moved[steps].append(_seconds(lambda c=canvas, x=place: _move(c, x)))  # type: ignore[misc]
    for plot in plots.values():
        plot.close()
    redraw = _case("redraw", drawn[FEW][1:], drawn[STEPS][1:], REDRAW_AIM)
    # Told beside the time on the wall, which others who use the processor lengthen.
    redraw["processor_milliseconds"] = round(statistics.median(processor) * 1000, 2)
    return (
        redraw,
        _case("crosshair", moved[FEW][1:], moved[STEPS][1:], REDRAW_AIM),
    )


def _overlay(steps: int) -> OverlayPlot:
    plot = OverlayPlot("Loss", "Cross-entropy")
    plot.resize(1280, 600)
    plot.show()
    plot.show_runs([_run(f"run {number}", steps, number) for number in range(RUNS)])
    make_qt_application().processEvents()
    return plot


def _run(name: str, steps: int, seed: int) -> OverlayRun:
    x, y = _curve(steps, seed)
    epochs = np.arange(1.0, EPOCHS + 1)
    return OverlayRun(name, x, y, epochs, np.exp(-epochs / (8 + seed)) + 0.2, steps // EPOCHS)


def _curve(steps: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    x = (np.arange(steps) + 1) / steps * EPOCHS
    noise = np.random.default_rng(seed).normal(0, 0.04, steps)
    return x, (np.exp(-x / (8 + seed)) + 0.1 + noise).astype(np.float32)


def _reopen() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        run = _write_run(Path(folder))
        first = _seconds(lambda: _open(run))
        again = [_seconds(lambda: _open(run)) for _ in range(6)][1:]
    return _case("reopen", [first] * len(again), again, REOPEN_AIM)


def _open(run: Run) -> None:
    curves = read_curves(run)
    for name in ("loss", "accuracy"):
        plot = CurvePlot(name, name)
        plot.resize(640, 400)
        plot.reset(EPOCHS)
        logs = curves.epochs.logs
        plot.set_curves(
            (curves.x, curves.steps[name]),
            (curves.epochs.x, logs[name]),
            (curves.epochs.x, logs[f"val_{name}"]),
        )
        plot.show()
        _draw(_canvas(plot))
        plot.close()


def _write_run(folder: Path) -> Run:
    """Make the folder of a run of a million steps."""
    config = with_changes(get_recipe("small-cnn").config, {"data.dataset": "drawn"})
    table = pd.DataFrame({"sample_id": ["a"], "image": ["a"], "class": ["0"], "split": ["train"]})
    dataset = RunDataset("drawn", "drawn", ("0", "1"), ("1",), "drawn")
    run = Run.create(folder, config, dataset, table)
    per_epoch = STEPS // EPOCHS
    _, losses = _curve(STEPS, 0)
    counts = {"train": 1, "validation": 1, "test": 1}
    with run.events_path.open("w", encoding="utf-8") as stream:

        def tell(event: Event) -> None:
            stream.write(to_json(event) + "\n")

        tell(
            RunStarted(
                time=0.0,
                run=str(run.path),
                epochs=EPOCHS,
                steps_per_epoch=per_epoch,
                validation_steps=1,
                counts=counts,
            )
        )
        for epoch in range(EPOCHS):
            for step in range(per_epoch):  # as `to_json` writes it, ten times as quick
                loss = float(losses[epoch * per_epoch + step])
                logs = json.dumps({"loss": loss, "accuracy": 1 - loss / 2})
                stream.write(
                    f'{{"kind": "step_ended", "time": {epoch}.5, "epoch": {epoch}, '
                    f'"step": {step}, "logs": {logs}}}\n'
                )
            logs_of_epoch = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), 0.5)
            tell(
                EpochEnded(
                    time=epoch + 1.0, epoch=epoch, logs=logs_of_epoch, seconds=1.0, best=False
                )
            )
        tell(RunEnded(time=99.0, status="done"))
    return run


def _canvas(plot: CurvePlot | OverlayPlot) -> CurveCanvas:
    canvas = plot.findChild(CurveCanvas)
    if not isinstance(canvas, CurveCanvas):
        raise RuntimeError("The plot has no canvas.")
    return canvas


def _draw(canvas: CurveCanvas) -> None:
    canvas.redraw()
    canvas.repaint()


def _move(canvas: CurveCanvas, x: float) -> None:
    canvas.show_crosshair(x)
    canvas.repaint()


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _case(name: str, before: list[float], after: list[float], aim: float) -> dict[str, Any]:
    ratios = sorted(b / a for a, b in zip(before, after, strict=True))
    milliseconds = statistics.median(after) * 1000
    return {
        "case": name,
        "ratio": round(milliseconds / aim, 3),
        "aim": 1.0,
        "aim_milliseconds": aim,
        "met": milliseconds <= aim,
        "runs": len(after),
        "spread": [round(1000 * seconds / aim, 3) for seconds in (min(after), max(after))],
        "milliseconds": round(milliseconds, 2),
        "baseline_milliseconds": round(statistics.median(before) * 1000, 2),
        "against_baseline": [round(ratios[0], 3), round(ratios[-1], 3)],
    }
