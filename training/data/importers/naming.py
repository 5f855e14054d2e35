"""Names of pictures and samples: readable, unique, and the same at every import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath


def distinct_names(pictures: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name within the data set for each picture.

    Args:
        pictures: Title of the source and name within it. Names are unique within a source.

    Returns:
        The names as they are, or below the titles of their sources where two sources share one.
    """
    # Some file systems do not tell upper and lower case apart.
    owners: dict[str, set[str]] = {}
    for title, name in pictures:
        owners.setdefault(name.casefold(), set()).add(title)
    shared = any(len(titles) > 1 for titles in owners.values())
    return [f"{title}/{name}" if shared else name for title, name in pictures]


def sample_ids(names: Sequence[str]) -> list[str]:
    """Return names without suffix, and with it where two would be the same."""
    stems = [PurePosixPath(name).with_suffix("").as_posix() for name in names]
    count = Counter(stems)
    ids = [stem if count[stem] == 1 else name for stem, name in zip(stems, names, strict=True)]
    return ids if len(set(ids)) == len(ids) else list(names)
