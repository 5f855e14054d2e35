"""What the tables of the ISIC challenges have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from training.data.importers.items import Inventory
from training.data.importers.labelled import matched
from training.data.importers.layout import Contents, Layout
from training.data.importers.metadata import details_of, labels_of, understood
from training.data.importers.tables import Table
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Labels = Callable[[Table], "tuple[pd.Series[str], pd.Series[str]] | None"]
"""Returns the names of the pictures and their classes ('' for none) that a table gives, or None."""


def challenge_layout(
    name: str, title: str, labels: Labels, columns: Mapping[str, str], expected: str
) -> Layout:
    """Return the layout of a challenge.

    Args:
        name: What a command calls it; its name in the catalogue, too.
        title: What people call it.
        labels: Reads its tables of labels.
        columns: The columns of these tables, with what they stand for.
        expected: How to recognise such a table, for a person who has none.
    """

    def find(inventory: Inventory) -> list[tuple[Table, pd.Series[str], pd.Series[str]]]:
        return [(table, *found) for table in inventory.tables if (found := labels(table))]

    def fits(inventory: Inventory) -> bool:
        return any(labels(table) is not None for table in inventory.tables)

    def read(inventory: Inventory) -> Contents:
        found = find(inventory)
        if not found:
            raise DataError(
                f"There is no table of labels of {title}.",
                mend=f"It has {expected}. Import it together with the pictures.",
            )
        here = {column for table, _, _ in found for column in table.columns}
        return matched(
            inventory,
            labels_of(found),
            details_of(inventory.tables),
            columns=understood(
                inventory.tables,
                {column: role for column, role in columns.items() if column in here},
            ),
            collection=name,
        )

    return Layout(name, title, fits, read)


def one_hot_layout(name: str, title: str, classes: Sequence[str]) -> Layout:
    """Return the layout of a challenge whose tables have a column `image` and one for each class.

    Args:
        name: What a command calls it; its name in the catalogue, too.
        title: What people call it.
        classes: Names of the columns.
    """

    def labels(table: Table) -> tuple[pd.Series[str], pd.Series[str]] | None:
        frame = table.frame
        if not {"image", *classes} <= set(frame.columns):
            return None
        return frame["image"], one_hot(frame, classes)

    return challenge_layout(
        name,
        title,
        labels,
        dict.fromkeys(classes, "class"),
        f"the columns image,{','.join(classes)}",
    )


def one_hot(frame: pd.DataFrame, classes: Sequence[str], *, otherwise: str = "") -> pd.Series[str]:
    """Return the class of each row of a table with a column for each class.

    Args:
        frame: Numbers as text, 1 for the class and 0 for the others.
        classes: Names of the columns.
        otherwise: Class of rows that have 0 everywhere.

    Returns:
        Classes; '' for rows with several ones, with no number, or with none where that says
        nothing.
    """
    import pandas as pd

    values = frame[list(classes)].apply(pd.to_numeric, errors="coerce")
    ones = values.gt(0.5)
    chosen = pd.Series(ones.to_numpy().argmax(axis=1), index=frame.index).map(
        dict(enumerate(classes))
    )
    count = ones.sum(axis=1)
    chosen = chosen.mask(count.ne(1), "")
    return chosen.mask(count.eq(0) & values.notna().all(axis=1), otherwise)
