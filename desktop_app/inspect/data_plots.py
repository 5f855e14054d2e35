"""From what a data set is made of to the bars that show it, and to the pictures behind a bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop_app.inspect.picture_index import column_title
from desktop_app.inspect.picture_search import Between, Condition, OneOf
from desktop_app.widgets.bar_data import BarData
from training.data.statistics import Counts, DatasetStatistics

_ALWAYS = ("sex", "site", "diagnosis_type")
"""Columns whose absence is said; others have a plot only where they are there."""


@dataclass(frozen=True, eq=False)
class DataPlot:
    """One bar chart about a data set.

    Attributes:
        title: What is counted.
        data: The bars; None where there is nothing to count.
        behind: What the pictures of each bar have in common; None for a bar that stands for
            several things.
        absent: What is said in place of bars.
        upright: Whether the bars stand side by side on an axis.
    """

    title: str
    data: BarData | None
    behind: tuple[Condition | None, ...] = ()
    absent: str = ""
    upright: bool = False

    def conditions(self, bar: int, series: int) -> list[Condition]:
        """Return what holds for the pictures behind a bar, or behind one class in it.

        Args:
            bar: Number of the bar.
            series: Number of the class; -1 for the whole bar.
        """
        common = self.behind[bar]
        if common is None or self.data is None:
            return []
        within = [OneOf("class", self.data.series[series])] if series >= 0 else []
        return [common, *within]


def plots_of(statistics: DatasetStatistics) -> list[DataPlot]:
    """Return the bar charts of a data set, in the order to show them."""
    columns = [*_ALWAYS, *(name for name in statistics.columns if name not in _ALWAYS)]
    recorded = [_ages(statistics), *(_column(statistics, column) for column in columns)]
    absent = [plot.title.lower() for plot in recorded if plot.data is None]
    plots = [_classes(statistics), *(plot for plot in recorded if plot.data is not None)]
    if absent:
        plots.append(_not_recorded(absent))
    return [*plots, _missing(statistics), _sizes(statistics)]


def _not_recorded(names: list[str]) -> DataPlot:
    *most, last = names
    words = f"{', '.join(most)} or {last}" if most else last
    return DataPlot("Not recorded", None, absent=f"This data set does not record {words}.")


def _classes(statistics: DatasetStatistics) -> DataPlot:
    classes = statistics.classes
    # Each class is a series of its own, so that it has the colour that it has in all plots.
    data = BarData(classes, classes, np.diag(statistics.class_counts))
    return DataPlot("Classes", data, tuple(OneOf("class", name) for name in classes))


def _ages(statistics: DatasetStatistics) -> DataPlot:
    ages = statistics.ages
    if ages is None or not ages.counts.any():
        return DataPlot("Age", None)
    steps = list(zip(ages.edges[:-1].tolist(), ages.edges[1:].tolist(), strict=True))
    data = BarData(
        tuple(f"{low}–{high - 1} years" for low, high in steps),
        statistics.classes,
        ages.counts,
        ticks=tuple(str(low) for low, _ in steps),
    )
    behind = tuple(Between("age", low, high) for low, high in steps)
    return DataPlot("Age in years", data, behind, upright=True)


def _column(statistics: DatasetStatistics, column: str) -> DataPlot:
    title = column_title(column).capitalize()
    counts = statistics.columns.get(column)
    if counts is None or not counts.counts.any():
        return DataPlot(title, None)
    names, numbers = _frequent_first(counts)
    data = BarData(names, statistics.classes, numbers)
    return DataPlot(title, data, tuple(OneOf(column, name) for name in names))


def _missing(statistics: DatasetStatistics) -> DataPlot:
    missing, title = statistics.missing, "Missing values"
    if not missing:
        return DataPlot(title, None, absent="This data set has no columns beside the class.")
    data = BarData(
        tuple(column_title(column) for column in missing),
        statistics.classes,
        np.array(list(missing.values()), dtype=np.int64),
        everything=int(statistics.class_counts.sum()),
    )
    return DataPlot(title, data, tuple(OneOf(column, "") for column in missing))


def _sizes(statistics: DatasetStatistics) -> DataPlot:
    sizes, title = statistics.sizes, "Picture size in pixels"
    if sizes is None:
        return DataPlot(title, None, absent="The pictures of this data set were not measured.")
    data = BarData(sizes.names, statistics.classes, sizes.counts)
    known = (OneOf("size", name) if "x" in name else None for name in sizes.names)
    return DataPlot(title, data, tuple(known))


def _frequent_first(counts: Counts) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    order = np.argsort(-counts.counts.sum(axis=1), kind="stable")
    return tuple(counts.names[place] for place in order), counts.counts[order]
