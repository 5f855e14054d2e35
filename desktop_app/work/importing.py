"""From files to a data set: what is in them, and bringing them in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.data.values import ImportChoice, ImportFacts, TableFacts
from training.data.dataset import Dataset
from training.data.dataset_name import taken_names, usable_name, why_not_name
from training.errors import DataError
from training.locations import Locations
from training.progress import Progress

if TYPE_CHECKING:
    from training.data.importers import Preview


@dataclass(frozen=True)
class Incoming:
    """Files that are to become a data set.

    Attributes:
        sources: The files and folders.
        layout: In which layout to read them; None to recognise it.
        licence: What may be done with them, where it is known.
        citation: What to cite, where it is known.
        title: What to call the data set; empty for what the names of its files have in common.
        mapping: Role by column, where a table had to be explained.
    """

    sources: tuple[Path, ...]
    layout: str | None = None
    licence: str = ""
    citation: str = ""
    title: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> str:
        """What the files are called."""
        return ", ".join(source.name for source in self.sources)


def is_dataset(sources: Sequence[Path]) -> bool:
    """Return whether sources are a data set that was imported before."""
    return len(sources) == 1 and (sources[0] / "dataset.json").is_file()


def look_at(incoming: Incoming, locations: Locations, progress: Progress) -> ImportFacts:
    """Return what is in files, from names and tables alone: no picture is read.

    Raises:
        DataError: They are in no known layout.
    """
    from training.data.importers import preview_import

    preview = preview_import(
        incoming.sources, incoming.layout, incoming.mapping or None, progress=progress
    )
    table = preview.table
    return ImportFacts(
        sources=tuple(source.name for source in incoming.sources),
        layout=f"{preview.title[:1].upper()}{preview.title[1:]}",
        counts=preview.counts,
        name=usable_name(
            incoming.title or _suggestion(incoming.sources, preview), locations.datasets
        ),
        taken=taken_names(locations.datasets),
        columns=preview.details,
        problems=preview.problems,
        positive=preview.suggested_positive,
        licence=incoming.licence or preview.licence,
        in_folders=any(source.is_dir() for source in incoming.sources),
        table=TableFacts(table.file, table.columns, table.rows, table.roles) if table else None,
    )


def _suggestion(sources: Sequence[Path], preview: Preview) -> str:
    """Return what files have in common, or the public collection that they are."""
    common = common_name(sources)
    says_little = common == sources[0].stem and not sources[0].is_dir()
    return preview.title.partition(",")[0] if preview.collection and says_little else common


def bring_in(
    incoming: Incoming, choice: ImportChoice, locations: Locations, progress: Progress
) -> Dataset:
    """Import files as a new data set among the others.

    Classes that turn out to have no picture that can be read are passed over in the choice; where
    that leaves none or all, nobody has said yet what is positive.

    Raises:
        DataError: They cannot be imported, or not under that name.
    """
    from training.data.importers import import_dataset

    name = choice.name or usable_name(
        incoming.title or common_name(incoming.sources), locations.datasets
    )
    if why_not := why_not_name(name, taken_names(locations.datasets)):
        raise DataError(why_not, mend="Choose another name.")
    dataset = import_dataset(
        incoming.sources,
        locations.datasets / name,
        copy=choice.copy,
        layout=incoming.layout,
        mapping=choice.mapping or None,
        progress=progress,
    )
    positive = set(choice.positive) & set(dataset.classes)
    if 0 < len(positive) < len(dataset.classes):
        dataset = dataset.with_positive(positive)
    dataset = replace(
        dataset,
        licence=dataset.licence or incoming.licence,
        citation=dataset.citation or incoming.citation,
    )
    dataset.save()
    return dataset


def common_name(sources: Sequence[Path]) -> str:
    """Return what the names of files have in common, or the first name where that is little.

    Args:
        sources: At least one: HAM10000_images_part_1.zip and HAM10000_metadata.csv are "HAM10000".
    """
    stems = [source.stem for source in sources]
    shared = os.path.commonprefix(stems)  # noqa: RUF071 - of characters is meant
    # Whole words only: Task3_Training and Task3_Test share "Task3".
    end = max(shared.rfind(separator) for separator in "_-. ")
    return shared[:end] if len(stems) > 1 and end > 2 else stems[0]
