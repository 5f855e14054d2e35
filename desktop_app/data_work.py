"""Work on data sets, as functions that run off the window's thread and return plain values."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from desktop_app.data.values import ImportChoice, ImportFacts, TableFacts
from training.data.dataset import Dataset
from training.data.table import METADATA
from training.errors import ImageError
from training.files import unused_path
from training.locations import Locations
from training.preprocessing import read_image
from training.progress import Progress

if TYPE_CHECKING:
    from training.data.checks.finding import Finding, Mend
    from training.data.importers.tables import Table

_ROWS_SHOWN = 6
_LONGEST_CELL = 1000


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


@dataclass(frozen=True, eq=False)
class Checked:
    """What the checks found in a data set.

    Attributes:
        dataset: The data set, as it was checked.
        findings: What was found.
        images: File of every sample that a finding names, by sample name.
        undoable: Title of the last mend; empty where there is none to take back.
    """

    dataset: Dataset
    findings: tuple[Finding, ...]
    images: dict[str, Path]
    undoable: str


@dataclass(frozen=True)
class SplitState:
    """Whether the parts that a data set's files say keep groups of pictures together.

    Attributes:
        leaks: How many groups stand in more than one part.
        word: What a group is called: "lesion", "patient", "picture".
    """

    leaks: int
    word: str


def is_dataset(sources: Sequence[Path]) -> bool:
    """Return whether sources are a data set that was imported before."""
    return len(sources) == 1 and (sources[0] / "dataset.json").is_file()


def look_at(incoming: Incoming, progress: Progress) -> ImportFacts:
    """Return what is in files, from names and tables alone: no picture is read.

    Raises:
        DataError: They are in no known layout.
    """
    from training.data.classes import suggest_positive
    from training.data.importers.assembly import ordered_classes, terms_of
    from training.data.importers.recognise import layout_named, recognise
    from training.data.importers.sources import checked_sources, open_sources

    with (
        tempfile.TemporaryDirectory(prefix="lesionlab-") as scratch,
        open_sources(
            checked_sources(incoming.sources),
            Path(scratch),
            mapping=incoming.mapping or None,
            only_look=True,
            progress=progress,
        ) as inventory,
    ):
        layout = layout_named(incoming.layout) if incoming.layout else recognise(inventory)
        contents = layout.read(inventory)
        is_table = layout.name == "table" and inventory.tables
        table = _table_facts(inventory.tables, contents.columns) if is_table else None
    rows = contents.rows
    counts: dict[str, dict[str, int]] = {}
    for key, count in rows[["class", "split"]].value_counts(sort=False).items():
        name, part = map(str, cast("tuple[str, str]", key))
        counts.setdefault(name, {})[part] = int(count)
    ordered = ordered_classes(counts)
    licence, _citation = terms_of(contents)
    return ImportFacts(
        sources=tuple(source.name for source in incoming.sources),
        layout=f"{layout.title[:1].upper()}{layout.title[1:]}",
        counts={name: counts[name] for name in ordered},
        columns=tuple(column for column in METADATA if column in rows.columns),
        problems=tuple(contents.problems),
        positive=suggest_positive(ordered),
        licence=incoming.licence or licence,
        table=table,
    )


def _table_facts(tables: Sequence[Table], roles: Mapping[str, str]) -> TableFacts:
    """Return the table that has most rows, with what its columns are taken for."""
    table = max(tables, key=lambda table: len(table.frame))
    rows = table.frame.head(_ROWS_SHOWN).itertuples(index=False)
    return TableFacts(
        file=table.called,
        header=table.columns,
        rows=tuple(tuple(str(cell)[:_LONGEST_CELL] for cell in row) for row in rows),
        roles={column: role for column, role in roles.items() if column in table.columns},
    )


def bring_in(
    incoming: Incoming, choice: ImportChoice, locations: Locations, progress: Progress
) -> Dataset:
    """Import files as a new data set among the others.

    Classes that turn out to have no picture that can be read are passed over in the choice; where
    that leaves none or all, nobody has said yet what is positive.

    Raises:
        DataError: They cannot be imported.
    """
    from training.data.importers import import_dataset

    dataset = import_dataset(
        incoming.sources,
        unused_path(locations.datasets / (incoming.title or common_name(incoming.sources))),
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


def check(dataset: Dataset, progress: Progress) -> Checked:
    """Make all checks of a data set."""
    from training.data.checks import run_checks
    from training.data.edits import history

    findings = tuple(run_checks(dataset, progress=progress))
    named = {name for finding in findings for name in finding.samples}
    rows = dataset.samples[dataset.samples["sample_id"].isin(named)]
    images = {
        name: dataset.image_path(image)
        for name, image in zip(rows["sample_id"], rows["image"], strict=True)
    }
    edits = history(dataset)
    return Checked(dataset, findings, images, edits[-1].title if edits else "")


def mend_and_check(dataset: Dataset, mend: Mend, progress: Progress) -> Checked:
    """Make a mend, then all checks."""
    from training.data.edits import apply_edit

    return check(apply_edit(dataset, mend.edit), progress)


def undo_and_check(dataset: Dataset, progress: Progress) -> Checked:
    """Take back the last mend, then make all checks."""
    from training.data.edits import undo_last

    return check(undo_last(dataset), progress)


def split_state(dataset: Dataset) -> SplitState:
    """Return whether the parts that the files say tear groups of pictures apart."""
    from training.data.groups import group_ids, group_word, torn_groups

    used = dataset.used
    if not used.samples["split"].ne("").any():
        return SplitState(0, group_word(used))
    leaks = torn_groups(group_ids(used), used.samples["split"]).size
    return SplitState(int(leaks), group_word(used))


def read_thumbnails(
    images: Mapping[str, Path], longest: int, progress: Progress
) -> dict[str, NDArray[np.uint8]]:
    """Return small versions of pictures; one that cannot be read is left out.

    Args:
        images: Files by the names under which they come back.
        longest: Longer side in pixels.
        progress: Told what is being done; may raise Cancelled.
    """
    thumbnails = {}
    for done, (name, path) in enumerate(images.items()):
        progress("Reading pictures", done, len(images))
        try:
            picture = read_image(path)
        except ImageError:
            continue
        picture.thumbnail((longest, longest))
        thumbnails[name] = np.asarray(picture)
    return thumbnails


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
