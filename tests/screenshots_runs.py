"""States of the Runs page for `tests.screenshots`: none, some, a thousand, compared, the queue."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.app import Application
from tests.data.summaries import summaries


def take_runs(app: Application, take: Callable[[str], None], rest: Callable[[], None]) -> None:
    """Take the page with the runs that there are, then with runs that are nowhere on the disk.

    Args:
        app: The application with runs in its folder.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
    """
    app.window.command.emit("runs")
    rest()
    page = app.runs.page
    take("22-runs")
    page.table.choose([run.path for run in page.table.runs.runs if run.epochs_done])
    rest()
    take("22-runs-compared")
    page.deleted.show_deleted(2)
    take("22-runs-deleted")
    page.deleted.clear()
    page.table.choose([])
    rest()
    page.show_runs([])
    take("22-runs-none")
    runs = summaries(1000)
    page.show_runs(runs)
    page.show_queue([run.path for run in runs[:4]], going_on=True, training=runs[4].path)
    page.show_queue_tab()
    take("22-runs-thousand-queue")
    page.filter.group.setChecked(True)
    take("22-runs-grouped")
    page.filter.text.setText("nothing like it")
    take("22-runs-no-match")
    page.filter.clear()
    page.filter.group.setChecked(False)
    page.table.choose([])
    app.window.leave_page()
