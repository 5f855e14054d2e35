"""States of Inspect's pages about single predictions for `tests.screenshots`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop_app.app import Application
from desktop_app.inspect.groups_dialog import GroupsDialog
from desktop_app.inspect.pages import InspectPage
from tests.data.class_run import make_class_run
from training.evaluation.review import ALL, Sought
from training.locations import current_locations
from training.runs import list_runs


def take_reviewing(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take the predictions, a flag, two runs beside each other, and another data set.

    Args:
        app: The application with an open run whose data set is there; its tab comes to the front.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    app.window.show_tab("inspect")
    inspect = app.inspect
    page = inspect.predictions
    inspect.pages.setCurrentWidget(page)
    rest()
    take("24-predictions")
    page.wall.go_to(1)
    page.chosen.flags.note.setText("a hair across it")
    page.chosen.flags.label_error.click()
    rest()
    take("24-predictions-flagged")
    page.chosen.flags.undo.click()
    rest()
    page.show_only("test", Sought(true=1, right=False))
    rest()
    take("24-predictions-missed")
    page.show_only("test", ALL)
    page.wall.picture_activated.emit(0)
    inspect.viewer.explanation.choose("occlusion")
    rest()
    take("24-predictions-map")
    inspect.viewer.accept()
    inspect.show_page(InspectPage.COMPARISON)
    rest()
    take("25-compare-nothing-chosen")
    run = app.workspace.run
    others = [path for path in list_runs(current_locations().runs) if run and path != run.path]
    if others:
        inspect.comparison.choose_other(others[0])
        rest()
        take("25-compare")
    inspect.show_page(InspectPage.EXTERNAL)
    rest()
    take("26-other-data-nothing-chosen")
    dataset = app.workspace.require_dataset()
    app.actions.reviewing.guess_classes(dataset.root)
    rest()
    take("26-other-data-classes")
    _take_classes(app, take, rest)
    if run is not None:
        app.actions.runs.open(run.path)
        rest()


def _take_classes(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take a run that tells four classes apart: groups, an epoch, two pictures side by side."""
    locations = current_locations()
    run = make_class_run(locations.datasets, locations.runs, each=60, side=320)
    app.actions.runs.open(run.path)
    rest()
    results, page = app.inspect.results, app.inspect.predictions
    app.inspect.pages.setCurrentWidget(app.inspect.pages.widget(0))
    results.readings.use({})
    rest()
    take("27-results-classes")
    results.epochs.slider.setValue(1)
    take("27-results-epoch")
    results.epochs.back.click()
    results.readings.groups_wanted.emit()
    dialog = app.window.findChild(GroupsDialog)
    if dialog is not None:
        dialog.fields["mel"].setText("melanocytic")
        dialog.fields["nv"].setText("melanocytic")
        take("27-groups")
        dialog.ok.click()
    rest()
    take("27-results-groups")
    page.show_only("validation", Sought(true=2, read=3), {})
    app.inspect.pages.setCurrentWidget(page)
    rest()
    page.wall.select(np.array([0, 1]))
    rest()
    take("27-two-chosen")
    page.chosen.compare.click()
    rest()
    app.inspect.pair.pictures[0].zoom_by(2.0)
    take("27-two-pictures")
    app.inspect.pair.accept()
