"""From contents and what was seen of every picture to the folder of a data set."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.data.checks.facts import FACTS, write_facts
from training.data.classes import checked_positive
from training.data.dataset import IMAGES, Dataset
from training.data.download.catalogue import COLLECTIONS
from training.data.fingerprint import fingerprint_of
from training.data.importers.intake import Arrival
from training.data.importers.layout import Contents
from training.data.importers.naming import distinct_names, sample_ids
from training.data.importers.remarks import remarks_on
from training.data.measuring.looking import Seen
from training.data.problems import Problem
from training.data.table import METADATA
from training.errors import DataError


def arrivals_of(contents: Contents, root: Path, *, copy: bool) -> list[Arrival]:
    """Return the pictures of contents with the places that they are to have.

    Args:
        contents: What was found.
        root: Folder of the data set.
        copy: Whether pictures that could stay in their place are copied as well.
    """
    keeps = [copy or item.path is None or item.temporary for item in contents.pictures]
    names = _names(contents)
    images = (root / IMAGES).as_posix()
    return [
        Arrival(item, images, _stored_name(name) if keep else None)
        for item, name, keep in zip(contents.pictures, names, keeps, strict=True)
    ]


def check_enough_classes(contents: Contents) -> None:
    """Check that there are pictures of two classes, as far as names and tables tell.

    Raises:
        DataError: A column must be named, no picture has a class, or all have the same.
    """
    for question in contents.questions:
        if not question.chosen:
            raise DataError(
                f"{question.text} The names of the columns do not tell: "
                f"{', '.join(question.options[:20])}.",
                mend=f"Name it: --map COLUMN={question.role}.",
                problems=contents.problems,
            )
    if not len(contents.rows):
        raise DataError(
            "Not one picture has both a file and a class.",
            mend="Import the tables together with the pictures that they name.",
            problems=contents.problems,
        )
    _checked_classes(contents.rows["class"].unique(), contents.problems)


def check_room(arrivals: Sequence[Arrival], folder: Path) -> None:
    """Check that the disk has room for the pictures that are to be written.

    Raises:
        DataError: It has not.
    """
    needed = sum(a.item.size for a in arrivals if a.name and not a.item.temporary)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise DataError(
            f"The pictures need {needed / 1e9:.1f} GB in {folder.parent}; {free / 1e9:.1f} GB "
            "are free.",
            mend="Make room, or choose a folder on another disk.",
        )


def described(
    root: Path,
    contents: Contents,
    arrivals: Sequence[Arrival],
    results: Sequence[Seen | Problem],
    *,
    name: str,
    positive: Iterable[str] | None,
    source: str,
    layout: str,
) -> None:
    """Write the table and the description of the pictures that could be read.

    Raises:
        DataError: Fewer than two classes have a picture that can be read.
    """
    rows = contents.rows
    taken = [result for result in results if isinstance(result, Seen)]
    read = [isinstance(result, Seen) for result in results]
    problems = [*contents.problems, *(r for r in results if isinstance(r, Problem))]
    samples = rows[read].reset_index(drop=True)
    names = _names(contents)
    samples["sample_id"] = [
        sample for sample, ok in zip(sample_ids(names), read, strict=True) if ok
    ]
    samples["image"] = [
        _place(arrival, name) for arrival, name, ok in zip(arrivals, names, read, strict=True) if ok
    ]
    samples["sha256"] = [result.sha256 for result in taken]
    classes = _checked_classes(samples["class"].unique(), problems)
    problems += remarks_on(
        set(rows["class"].unique()),
        list(zip(samples["class"].tolist(), samples["split"].tolist(), strict=True)),
    )
    problems += _identity_remark(arrivals, results)
    columns = ["sample_id", "image", "class", "split", "sha256"]
    columns += [column for column in METADATA if column in rows.columns]
    order = samples["sample_id"].argsort(kind="stable").to_numpy()
    samples = samples[columns].iloc[order].reset_index(drop=True)
    licence, citation = terms_of(contents)
    Dataset(
        root=root,
        name=name,
        classes=classes,
        positive=checked_positive(positive, classes) if positive else frozenset(),
        samples=samples,
        problems=tuple(problems),
        source=source,
        fingerprint=fingerprint_of(samples),
        licence=licence,
        citation=citation,
        layout=layout,
    ).save()
    write_facts(
        root / FACTS, samples["sample_id"].tolist(), [taken[place].facts for place in order]
    )


def ordered_classes(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of classes once each, in alphabetical order."""
    return tuple(sorted(set(names), key=lambda name: (name.casefold(), name)))


def terms_of(contents: Contents) -> tuple[str, str]:
    """Return licence and citation: as the files say, else as the catalogue does."""
    known = COLLECTIONS.get(contents.collection)
    return (
        contents.licence or (known.licence if known else ""),
        contents.citation or (known.citation if known else ""),
    )


def _checked_classes(names: Iterable[str], problems: Sequence[Problem]) -> tuple[str, ...]:
    classes = ordered_classes(names)
    if not classes:
        raise DataError(
            "Not one of the pictures can be read.",
            mend="See whether one opens in another program; the files may be damaged.",
            problems=problems,
        )
    if len(classes) == 1:
        raise DataError(
            f"There is only one class with pictures that can be read: {classes[0]}.",
            mend="A classifier needs at least two; choose the folder above, or add another folder.",
            problems=problems,
        )
    return classes


def _names(contents: Contents) -> list[str]:
    sources = [item.source for item in contents.pictures]
    return distinct_names(list(zip(sources, contents.rows["name"].tolist(), strict=True)))


def _stored_name(name: str) -> str:
    """Return the name of a copy: of a DICOM file only the pixels are kept, as PNG."""
    return f"{name[:-4]}.png" if name.lower().endswith(".dcm") else name


def _place(arrival: Arrival, name: str) -> str:
    if arrival.name is not None:
        return f"{IMAGES}/{_stored_name(name)}"
    return arrival.item.path.as_posix() if arrival.item.path else ""


def _identity_remark(
    arrivals: Sequence[Arrival], results: Sequence[Seen | Problem]
) -> list[Problem]:
    named = [
        arrival
        for arrival, result in zip(arrivals, results, strict=True)
        if isinstance(result, Seen) and result.names_patient
    ]
    if not named:
        return []
    kept = "The copies in the data set hold the pixels only."
    if any(arrival.name is None for arrival in named):
        kept = "The data set refers to them in their place; nothing of it was copied."
    return [
        Problem(
            named[0].item.called,
            f"{len(named):,} DICOM files say who the patient is. {kept}",
            "patient identity",
        )
    ]
