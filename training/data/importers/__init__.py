"""Importing: from what people have on disk to a data set.

Every layout has a module of its own with a function of the type `layout.Layout`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.data.classes import checked_positive
from training.data.dataset import COLUMNS, IMAGES, Dataset, Problem
from training.data.fingerprint import fingerprint_of
from training.data.importers.folders import read_folders
from training.data.importers.intake import Arrival, take_in
from training.data.importers.layout import Contents
from training.data.importers.naming import distinct_names, sample_ids
from training.data.importers.remarks import remarks_on
from training.data.importers.sources import Source, checked_sources, open_sources
from training.data.staging import whole_folder
from training.errors import DataError
from training.progress import Progress, no_progress

__all__ = ["import_dataset"]


def import_dataset(
    sources: Sequence[Path],
    destination: Path,
    *,
    name: str | None = None,
    positive: Iterable[str] | None = None,
    copy: bool = False,
    progress: Progress = no_progress,
) -> Dataset:
    """Make one data set of folders and zip archives with one folder a class.

    Every picture is decoded and hashed; those that cannot be read are listed in `problems` and
    left out. The data set appears complete or not at all.

    Args:
        sources: Folders and `.zip` files; several make one data set together.
        destination: Folder of the new data set. It must not exist, or be empty.
        name: What to call it; by default as its folder.
        positive: Classes that count as positive; None leaves it open.
        copy: Copy the pictures of folders instead of referring to them in their place. Those of
            archives always become part of the data set.
        progress: Told what is being done; may raise Cancelled.

    Raises:
        DataError: A source is missing or in no known layout, fewer than two classes have readable
            pictures, `positive` does not fit, or the folder cannot be written.
    """
    destination = destination.absolute()
    originals = checked_sources(sources, destination)
    with whole_folder(destination) as root:
        unpacked = root / "unpacked"
        opened = open_sources(originals, unpacked, copy=copy, progress=progress)
        contents = [(source, read_folders(source.folder, source.title)) for source in opened]
        arrivals = _arrivals(contents, root / IMAGES)
        classes = _ordered_classes(arrival.picture.class_name for arrival in arrivals)
        chosen = frozenset() if positive is None else checked_positive(positive, classes)
        results = take_in(arrivals, progress)
        shutil.rmtree(unpacked, ignore_errors=True)
        problems = [problem for _, content in contents for problem in content.problems]
        problems += [result for result in results if isinstance(result, Problem)]
        _write(
            root,
            arrivals,
            results,
            problems,
            name=name or destination.name,
            positive=chosen,
            source=", ".join(original.name for original in originals),
        )
    return Dataset.open(destination)


def _arrivals(contents: Sequence[tuple[Source, Contents]], images: Path) -> list[Arrival]:
    found = [(source, picture) for source, content in contents for picture in content.pictures]
    names = distinct_names([(source.title, picture.name) for source, picture in found])
    return [
        Arrival(
            picture=picture,
            sample_id=sample_id,
            called=f"{source.title}/{picture.path.relative_to(source.folder).as_posix()}",
            target=images / name if source.keep else None,
            keep=source.keep,
        )
        for (source, picture), name, sample_id in zip(found, names, sample_ids(names), strict=True)
    ]


def _write(
    root: Path,
    arrivals: Sequence[Arrival],
    results: Sequence[str | Problem],
    problems: list[Problem],
    *,
    name: str,
    positive: frozenset[str],
    source: str,
) -> None:
    """Write the table and the description of the pictures that could be read."""
    import pandas as pd

    rows = sorted(
        (
            arrival.sample_id,
            (
                arrival.target.relative_to(root) if arrival.target else arrival.picture.path
            ).as_posix(),
            arrival.picture.class_name,
            arrival.picture.split,
            result,
        )
        for arrival, result in zip(arrivals, results, strict=True)
        if isinstance(result, str)
    )
    samples = pd.DataFrame(rows, columns=list(COLUMNS))
    classes = _ordered_classes(samples["class"])
    remarks = remarks_on(
        {arrival.picture.class_name for arrival in arrivals},
        list(zip(samples["class"], samples["split"], strict=True)),
    )
    Dataset(
        root=root,
        name=name,
        classes=classes,
        positive=checked_positive(positive, classes) if positive else positive,
        samples=samples,
        problems=(*problems, *remarks),
        source=source,
        fingerprint=fingerprint_of(samples),
    ).save()


def _ordered_classes(names: Iterable[str]) -> tuple[str, ...]:
    classes = sorted(set(names), key=lambda name: (name.casefold(), name))
    if not classes:
        raise DataError(
            "Not one of the pictures can be read.",
            mend="See whether one opens in another program; the files may be damaged.",
        )
    if len(classes) == 1:
        raise DataError(
            f"There is only one class with pictures that can be read: {classes[0]}.",
            mend="A classifier needs at least two; choose the folder above, or add another folder.",
        )
    return tuple(classes)
