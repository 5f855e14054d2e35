"""States of Inspect's pages about single predictions for `tests.screenshots`."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.app import Application
from training.evaluation.review import Sought
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
    page.flag_panel.note.setText("a hair across it")
    page.flag_panel.label_error.click()
    rest()
    take("24-predictions-flagged")
    page.flag_panel.undo.click()
    rest()
    page.show_only("test", Sought(true=1, right=False))
    rest()
    take("24-predictions-missed")
    inspect.pages.setCurrentWidget(inspect.comparison)
    rest()
    take("25-compare-nothing-chosen")
    run = app.workspace.run
    others = [path for path in list_runs(current_locations().runs) if run and path != run.path]
    if others:
        inspect.comparison.choose_other(others[0])
        rest()
        take("25-compare")
    inspect.pages.setCurrentWidget(inspect.external)
    rest()
    take("26-other-data-nothing-chosen")
    dataset = app.workspace.require_dataset()
    app.actions.reviewing.guess_classes(dataset.root)
    rest()
    take("26-other-data-classes")
