"""The library of runs: a table of them all, what a person says of them, and their trash."""

from training.run_store.about import About, read_about
from training.run_store.differing import differences
from training.run_store.store import RunStore
from training.run_store.summary import RunSummary, SummaryStatus, read_summary
from training.run_store.trash import Trashed

__all__ = [
    "About",
    "RunStore",
    "RunSummary",
    "SummaryStatus",
    "Trashed",
    "differences",
    "read_about",
    "read_summary",
]
