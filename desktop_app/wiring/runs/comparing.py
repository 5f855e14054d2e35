"""Comparing the runs that are selected: their curves, and what differs in their configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.jobs import Job, cancel
from desktop_app.train.difference_words import differences_in_words
from desktop_app.train.metric_words import metric_axis, metric_range, metric_title
from desktop_app.wiring.parts import Parts

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.runs.page import RunsPage
    from desktop_app.widgets.overlay_run import OverlayRun
    from desktop_app.work.run_table import Comparison


class Comparing(QObject):
    """Reads what the page asks for, and draws the metric that is chosen.

    Args:
        parts: The window and what is behind it.
        page: View > Runs.
    """

    def __init__(self, parts: Parts, page: RunsPage) -> None:
        super().__init__(page)
        self._parts = parts
        self._page = page
        self._comparison: Comparison | None = None
        self._drawing: Job | None = None
        page.comparison_requested.connect(self._on_comparison_requested)
        page.comparison.metric_chosen.connect(self._draw)
        parts.actions.table.compared.connect(self._on_compared)

    @Slot(object)
    def _on_comparison_requested(self, paths: list[Path]) -> None:
        cancel(self._drawing)
        self._comparison = self._drawing = None
        self._parts.actions.table.compare(paths)

    @Slot(object)
    def _on_compared(self, comparison: Comparison) -> None:
        from desktop_app.runs.comparison_panel import Metric
        from desktop_app.runs.overlaying import metrics_of

        self._comparison, panel = comparison, self._page.comparison
        panel.show_metrics(
            [
                Metric(name, metric_title(name), metric_axis(name), metric_range(name))
                for name in metrics_of(comparison.curves)
            ]
        )
        differences = differences_in_words(comparison.differences)
        panel.show_differences(self._page.titles(comparison.paths), differences)
        if comparison.unread:
            self._page.message.show_message("warning", "\n".join(comparison.unread))
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Draw the metric that is chosen, once that is computed of what may be many steps."""
        from desktop_app.runs.overlaying import overlay_runs

        cancel(self._drawing)
        if self._comparison is None:
            return
        titles, curves = self._page.titles(self._comparison.paths), self._comparison.curves
        metric = self._page.comparison.metric_box.choice or "loss"
        job = self._parts.jobs.run("", lambda _progress: overlay_runs(titles, curves, metric))
        job.succeeded.connect(self._on_drawn)
        self._drawing = job

    @Slot(object)
    def _on_drawn(self, runs: list[OverlayRun]) -> None:
        self._page.comparison.show_curves(runs, len(self._page.table.chosen_paths()))
