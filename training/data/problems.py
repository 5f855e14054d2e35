"""What a person should know about the files that a data set came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something about the files that a person should know.

    Attributes:
        file: The file, folder, class or column that it is about.
        message: What is the matter with it.
        kind: Short name of what is the matter, the same for every file with it: "unreadable".
    """

    file: str
    message: str
    kind: str = "other"


def counts_by_kind(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many problems there are of each kind, the most frequent first."""
    return dict(Counter(problem.kind for problem in problems).most_common())
