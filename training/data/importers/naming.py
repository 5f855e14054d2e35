"""Names of pictures and samples: readable, unique, and the same at every import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def distinct_names(pictures: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name within the data set for each picture.

    Args:
        pictures: Title of the source and name within it. Names are unique within a source.

    Returns:
        The names as they are, or below the titles of their sources where two sources share one.
    """
    # Some file systems do not tell upper and lower case apart.
    owners: dict[str, str] = {}
    shared = any(owners.setdefault(name.casefold(), title) != title for title, name in pictures)
    return [f"{title}/{name}" if shared and title else name for title, name in pictures]


def sample_ids(names: Sequence[str]) -> list[str]:
    """Return names without suffix, and with it where two would be the same."""
    stems = [_without_suffix(name) for name in names]
    count = Counter(stems)
    ids = [stem if count[stem] == 1 else name for stem, name in zip(stems, names, strict=True)]
    return ids if len(set(ids)) == len(ids) else list(names)


def _without_suffix(name: str) -> str:
    folder, slash, base = name.rpartition("/")
    return folder + slash + (base.rpartition(".")[0] or base)
