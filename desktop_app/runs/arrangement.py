"""Which of the runs are shown, in which order, and below what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.runs.columns import COLUMNS, NAMES, STATUSES, title_of

if TYPE_CHECKING:
    from training.run_store import RunSummary

_STATUS_ORDER = tuple(STATUSES)


@dataclass(frozen=True)
class Arrangement:
    """How a person wants to see the runs.

    Attributes:
        text: Words that must all stand in title, folder, data set, recipe or note.
        status: A status; empty for all.
        dataset: Name of a data set; empty for all.
        column: Name of the column that is sorted by.
        descending: Whether the largest comes first.
        grouped: Whether runs stand below their data sets.
    """

    text: str = ""
    status: str = ""
    dataset: str = ""
    column: str = "created"
    descending: bool = True
    grouped: bool = False


def arrange(
    runs: Sequence[RunSummary], wanted: Arrangement, status: Callable[[RunSummary], str]
) -> list[tuple[str, list[RunSummary]]]:
    """Return the runs to show by data set, or all of them below "".

    What is not known of a run (its loss, where no epoch has ended) comes last in either direction.

    Args:
        runs: All runs, the newest first; those that are equal keep this order.
        wanted: What is to be shown.
        status: Returns the status of a run.
    """
    words = wanted.text.casefold().split()
    shown = [
        run
        for run in runs
        if (not wanted.dataset or run.dataset == wanted.dataset)
        and (not wanted.status or status(run) == wanted.status)
        and (not words or _holds(run, words))
    ]

    def place_of_status(run: RunSummary) -> int:
        return _STATUS_ORDER.index(status(run))

    by_status = wanted.column == "status"
    key = place_of_status if by_status else COLUMNS[NAMES.index(wanted.column)].key
    keyed = [(key(run), run) for run in shown]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=wanted.descending)
    ordered = [run for _, run in known] + [run for value, run in keyed if value is None]
    if not wanted.grouped:
        return [("", ordered)]
    groups: dict[str, list[RunSummary]] = {}
    for run in ordered:
        groups.setdefault(run.dataset, []).append(run)
    return sorted(groups.items(), key=lambda group: group[0].casefold())


def _holds(run: RunSummary, words: Sequence[str]) -> bool:
    text = " ".join((title_of(run), run.name, run.dataset, run.recipe, run.note)).casefold()
    return all(word in text for word in words)
