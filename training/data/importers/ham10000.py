"""HAM10000: archives or folders of pictures with HAM10000_metadata."""

from __future__ import annotations

from training.data.importers.items import Inventory
from training.data.importers.labelled import matched
from training.data.importers.layout import Contents, Layout
from training.data.importers.metadata import (
    by_plain_name,
    details_of,
    has_columns,
    labels_of,
    understood,
)
from training.data.importers.tables import Table
from training.data.importers.values import without_unknown
from training.data.problems import Problem
from training.errors import DataError

CLASSES = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


def _tables(inventory: Inventory) -> list[Table]:
    return [
        table for table in inventory.tables if has_columns(table, "lesion_id", "image_id", "dx")
    ]


def _fits(inventory: Inventory) -> bool:
    return bool(_tables(inventory))


def _read(inventory: Inventory) -> Contents:
    tables = _tables(inventory)
    if not tables:
        raise DataError(
            "There is no table of HAM10000 with the columns lesion_id, image_id and dx.",
            mend="Import HAM10000_metadata.csv together with the pictures.",
        )
    parts = []
    problems = []
    for table in tables:
        frame = by_plain_name(table)
        names = {name: name.lower() for name in frame["dx"].unique()}
        images, classes = frame["image_id"], without_unknown(frame["dx"].map(names))
        unknown = classes.ne("") & ~classes.isin(CLASSES)
        problems += [
            Problem(image, f"{table.called} says {name!r}, which is no class.", "unknown class")
            for image, name in zip(images[unknown], classes[unknown], strict=True)
        ]
        parts.append((table, images[~unknown], classes[~unknown]))
    return matched(
        inventory,
        labels_of(parts),
        details_of(tables),
        problems=problems,
        columns=understood(tables, {"dx": "class"}),
        collection="ham10000",
    )


LAYOUT = Layout("ham10000", "HAM10000", _fits, _read)
