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

_OTHERS = (
    "another",
    "frozen-mobilenet-v2-0412",
    "a-run-with-quite-a-long-name-of-its-own",
    "broken",
)


def take_inspect(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take every page, and the dialog that saves a figure.

    Args:
        app: The application; its tab comes to the front.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    before, folder = app.workspace.run, current_locations().cache / "inspect"
    run = make_class_run(folder / "datasets", folder / "runs", each=60, side=320)
    others = [_another(run, name, seed) for seed, name in enumerate(_OTHERS, 1)]
    app.actions.runs.open(run.path)
    rest()
    app.window.show_tab("inspect")
    for page in InspectPage:
        app.inspect.show_page(page)
        rest()
        if page is InspectPage.COMPARISON:
            app.inspect.comparison.choose_other(others[0].path)
            rest()
        take(f"30-inspect-{page.name.lower()}")
        if page is InspectPage.COMPARISON:
            _take_several(app, take, rest, others)
    app.inspect.show_page(InspectPage.CURVES)
    dialog = open_figure_dialog(app.inspect.curves.curves["roc"], "roc-curve")
    take("31-figure")
    dialog.close()
    if before is not None:
        app.actions.runs.open(before.path)
        rest()


def _take_several(
    app: Application, take: Callable[[str], None], rest: Callable[[], None], others: list[Run]
) -> None:
    """Take the comparison with several runs, the last of which cannot be read."""
    others[-1].predictions_path("test").unlink()
    for other in others[1:]:
        app.inspect.comparison.others.add.click()
        app.inspect.comparison.others.box.hidePopup()
        app.inspect.comparison.choose_other(other.path)
        rest()
        if other is others[-2]:
            take("30-inspect-comparison-several")
    take("30-inspect-comparison-unread")
    app.inspect.comparison.others.choose(others[-1].path)
    take("30-inspect-comparison-unread-chosen")


def _another(run: Run, name: str, seed: int) -> Run:
    """Return a run beside the first, with a worse opinion of every picture."""
    rng = np.random.default_rng(seed)
    other = Run.open(shutil.copytree(run.path, run.path.with_name(name)))
    for part in PARTS:
        told = other.predictions(part)
        if told is not None:
            scores = told.y_score + rng.gamma(0.5, 0.4, told.y_score.shape)
            scores /= scores.sum(axis=1, keepdims=True)
            replace(told, y_score=scores.astype(np.float32)).save(other.predictions_path(part))
    return other
