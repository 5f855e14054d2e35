"""Importing: from what people have on disk to a data set.

Every layout has a module of its own with a `layout.Layout`; `recognise` lists them all.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.data.classes import checked_positive
from training.data.dataset import Dataset
from training.data.importers.assembly import (
    arrivals_of,
    check_enough_classes,
    check_room,
    described,
    ordered_classes,
)
from training.data.importers.columns import ColumnMapping, remember
from training.data.importers.intake import take_in
from training.data.importers.items import Inventory
from training.data.importers.layout import Contents, Layout, Question
from training.data.importers.preview import Preview, preview_of
from training.data.importers.recognise import LAYOUTS, layout_named, recognise
from training.data.importers.sources import checked_sources, open_sources
from training.data.measuring.processes import Lookers
from training.data.staging import whole_folder
from training.data.stamps import stamp_pictures
from training.progress import Progress, no_progress

__all__ = ["LAYOUTS", "ColumnMapping", "Preview", "Question", "import_dataset", "preview_import"]


def import_dataset(
    sources: Sequence[Path],
    destination: Path,
    *,
    layout: str | None = None,
    mapping: ColumnMapping | None = None,
    name: str | None = None,
    positive: Iterable[str] | None = None,
    copy: bool = False,
    progress: Progress = no_progress,
) -> Dataset:
    """Make one data set of folders, archives, tables and other files.

    Every picture is decoded and hashed; those that cannot be read are listed in `problems` and
    left out. The data set appears complete or not at all.

    Args:
        sources: Folders, archives and files; several make one data set together.
        destination: Folder of the new data set. It must not exist, or be empty.
        layout: Name of one of `LAYOUTS`; None to recognise it.
        mapping: What columns stand for, by their names; remembered for tables with the same header.
        name: What to call it; by default as its folder.
        positive: Classes that count as positive; None leaves it open.
        copy: Copy the pictures of folders instead of referring to them in their place. Those of
            archives and arrays always become part of the data set.
        progress: Told what is being done; may raise Cancelled.

    Raises:
        DataError: A source is missing or in no known layout, fewer than two classes have readable
            pictures, `positive` does not fit, or the folder cannot be written. Where single files
            are the reason, `problems` lists them.
    """
    destination = destination.absolute()
    began = time.time_ns()
    originals = checked_sources(sources, destination)
    with whole_folder(destination) as root:
        scratch = root / "unpacked"
        with (
            Lookers() as lookers,
            open_sources(originals, scratch, mapping=mapping, progress=progress) as inventory,
        ):
            lookers.start(len(inventory.pictures))  # they get ready while tables are read
            chosen, contents = _contents(inventory, layout)
            headers = [table.columns for table in inventory.tables]
            inventory.forget_tables()
            check_enough_classes(contents)
            if positive is not None:
                positive = checked_positive(positive, ordered_classes(contents.rows["class"]))
            arrivals = arrivals_of(contents, root, copy=copy)
            check_room(arrivals, root)
            results = take_in(arrivals, progress, lookers)
        shutil.rmtree(scratch, ignore_errors=True)
        described(
            root,
            contents,
            arrivals,
            results,
            name=name or destination.name,
            positive=positive,
            source=", ".join(original.name for original in originals),
            layout=chosen.name,
        )
    if mapping:
        for header in headers:
            remember(header, {c: r for c, r in mapping.items() if c in header})
    dataset = Dataset.open(destination)
    stamp_pictures(destination, dataset.samples["image"].tolist(), began)
    return dataset


def preview_import(
    sources: Sequence[Path],
    layout: str | None = None,
    mapping: ColumnMapping | None = None,
    *,
    progress: Progress = no_progress,
) -> Preview:
    """Say what an import would read. Only names and tables are looked at, no picture.

    Args:
        sources: Folders, archives and files.
        layout: Name of one of `LAYOUTS`; None to recognise it.
        mapping: What columns stand for, by their names.
        progress: May raise Cancelled.

    Raises:
        DataError: A source is missing, damaged or in no known layout.
    """
    originals = checked_sources(sources)
    with (
        tempfile.TemporaryDirectory(prefix="lesionlab-") as scratch,
        open_sources(
            originals, Path(scratch), mapping=mapping, only_look=True, progress=progress
        ) as inventory,
    ):
        chosen, contents = _contents(inventory, layout)
        return preview_of(chosen, contents, inventory.tables)


def _contents(inventory: Inventory, layout: str | None) -> tuple[Layout, Contents]:
    chosen = layout_named(layout) if layout else recognise(inventory)
    return chosen, chosen.read(inventory)
