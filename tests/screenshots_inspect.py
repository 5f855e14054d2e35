"""Every page of the Inspect tab for `tests.screenshots`, on a run that tells four classes apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from desktop_app.app import Application
from desktop_app.inspect.pages import InspectPage
from desktop_app.widgets.take_away import open_figure_dialog
from tests.data.class_run import make_class_run
from training.config import PARTS
from training.locations import current_locations
from training.runs import Run


def take_inspect(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take every page, and the dialog that saves a figure.

    Args:
        app: The application; its tab comes to the front.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    before, folder = app.workspace.run, current_locations().cache / "inspect"
    run = make_class_run(folder / "datasets", folder / "runs", each=60, side=320)
    other = _another(run)
    app.actions.runs.open(run.path)
    rest()
    app.window.show_tab("inspect")
    for page in InspectPage:
        app.inspect.show_page(page)
        rest()
        if page is InspectPage.COMPARISON:
            app.inspect.comparison.choose_other(other.path)
            rest()
        take(f"30-inspect-{page.name.lower()}")
    app.inspect.show_page(InspectPage.CURVES)
    dialog = open_figure_dialog(app.inspect.curves.curves["roc"], "roc-curve")
    take("31-figure")
    dialog.close()
    if before is not None:
        app.actions.runs.open(before.path)
        rest()


def _another(run: Run) -> Run:
    """Return a run beside the first, with a worse opinion of every picture."""
    rng = np.random.default_rng(1)
    other = Run.open(shutil.copytree(run.path, run.path.with_name("another")))
    for part in PARTS:
        told = other.predictions(part)
        if told is not None:
            scores = told.y_score + rng.gamma(0.5, 0.4, told.y_score.shape)
            scores /= scores.sum(axis=1, keepdims=True)
            replace(told, y_score=scores.astype(np.float32)).save(other.predictions_path(part))
    return other
