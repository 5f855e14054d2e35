"""Taking columns out of the tables of known collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from training.data.importers.columns import NAMES, plain
from training.data.importers.tables import Table
from training.data.importers.values import part_in_name, without_unknown
from training.data.table import METADATA

if TYPE_CHECKING:
    import pandas as pd

_DETAILS = ("image", *METADATA)


def has_columns(table: Table, *names: str) -> bool:
    """Return whether a table has columns of these names, in any case."""
    return set(names) <= {plain(column) for column in table.columns}


def by_plain_name(table: Table) -> pd.DataFrame:
    """Return the rows of a table with its columns called as `plain` writes them."""
    return table.frame.rename(columns=plain)


def column(table: Table, *names: str) -> pd.Series[str] | None:
    """Return the first column that has one of these names, in any case."""
    frame = by_plain_name(table)
    found = next((name for name in names if name in frame.columns), None)
    return None if found is None else frame[found]


def detail_roles(table: Table) -> dict[str, str]:
    """Return the columns of a table that hold details of pictures, with what they stand for."""
    by_name = {plain(name): name for name in reversed(table.columns)}
    found = {}
    for role in _DETAILS:
        name = next((by_name[name] for name in NAMES[role] if name in by_name), None)
        if name is not None:
            found[name] = role
    return found


def details_of(tables: Iterable[Table]) -> pd.DataFrame | None:
    """Return the details of pictures that tables give: `image`, columns of METADATA, `table`.

    Tables without a picture's name, or with nothing but it, are passed over.
    """
    import pandas as pd

    frames = []
    for table in tables:
        roles = detail_roles(table)
        if "image" in roles.values() and len(roles) > 1:
            frame = table.frame[list(roles)].rename(columns=roles)
            for role in set(roles.values()) & set(METADATA):
                frame[role] = without_unknown(frame[role])
            frames.append(frame.assign(table=table.called))
    return pd.concat(frames, ignore_index=True).fillna("") if frames else None


def labels_of(parts: Iterable[tuple[Table, pd.Series[str], pd.Series[str]]]) -> pd.DataFrame:
    """Return labels for `labelled.matched`.

    Args:
        parts: Table, names of pictures, and classes. What the name of a table's file says of the
            part is taken over.
    """
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame(
                {
                    "image": images,
                    "class": classes,
                    "split": part_in_name(table.called.rpartition("/")[2]),
                    "table": table.called,
                }
            )
            for table, images, classes in parts
        ],
        ignore_index=True,
    )


def understood(tables: Iterable[Table], more: Mapping[str, str]) -> dict[str, str]:
    """Return all columns of tables that are used, with what they stand for."""
    found: dict[str, str] = {}
    for table in tables:
        found |= detail_roles(table)
    return found | dict(more)
