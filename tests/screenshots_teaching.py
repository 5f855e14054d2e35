"""States of a lecture for `tests.screenshots`: larger type, a replay, a race."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.app import Application
from desktop_app.inspect.pages import InspectPage
from training.locations import current_locations
from training.runs import Run, list_runs

Take = Callable[..., None]


def take_teaching(app: Application, take: Take, rest: Callable[[], None]) -> None:
    """Take the pages in lecture mode, a run that is replayed, and two that race.

    Args:
        app: The application with a run open, and another one beside it.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    folders = list_runs(current_locations().runs)
    runs = [path for path in folders if Run.open(path).status == "done"]
    app.window.command.emit("lecture")
    app.window.show_tab("train")
    rest()
    take("90-lecture-train")
    app.train.progress.steering.replay.click()
    app.actions.replay.hold()
    app.train.progress.replay.slider.setValue(app.train.progress.replay.slider.maximum() // 2)
    for page in ("Curves", "Validation"):
        app.train.pages.show_page(page)
        take(f"90-lecture-replay-{page.lower()}")
    app.train.pages.show_page("Curves")
    app.window.show_tab("inspect")
    for number in (InspectPage.RESULTS, InspectPage.CURVES):
        app.inspect.show_page(number)
        rest()
        take(f"91-lecture-{number.name.lower()}")
    app.window.show_tab("predict")
    rest()
    take("92-lecture-predict")
    app.actions.race.open(runs[:2])
    rest()
    app.actions.race.seek(0.6)
    take("93-lecture-race")
    app.window.command.emit("lecture")
    take("93-race")
    app.runs.racing.page.back.click()
    app.window.show_tab("train")
    take("94-replay")
    app.actions.replay.end()
