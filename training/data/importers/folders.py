"""Pictures in one folder a class, flat or under train, valid and test."""

from __future__ import annotations

from collections.abc import Sequence

from training.data.importers.items import Inventory, Item
from training.data.importers.layout import Contents, Layout
from training.data.kinds import is_picture
from training.data.problems import Problem
from training.errors import DataError
from training.preprocessing import SUFFIXES

PART_FOLDERS = {
    "train": "train",
    "valid": "validation",
    "val": "validation",
    "validation": "validation",
    "test": "test",
}
"""Names of folders that stand for a part, in lower case."""

_EXPECTED = """Expected is one folder a class:
  {root}/nevus/1.jpg
  {root}/melanoma/2.jpg
or the same under train, valid and test:
  {root}/train/nevus/1.jpg
  {root}/test/melanoma/2.jpg
or a table (.csv, .xlsx) with a column of pictures and a column of classes."""

Parts = Sequence[str]


def _fits(inventory: Inventory) -> bool:
    return bool(inventory.pictures)


def _read(inventory: Inventory) -> Contents:
    """Find the pictures of folders with one folder a class.

    Folders inside a class folder belong to that class. One folder around everything is looked
    through. A source that is itself called train, valid or test is that part.
    """
    import pandas as pd

    pictures = inventory.pictures
    if not pictures:
        raise DataError(
            f"{_titles(inventory)} holds no pictures ({', '.join(SUFFIXES)}).",
            mend=_EXPECTED.format(root="photos"),
            problems=[*inventory.problems, *inventory.table_problems],
        )
    by_source: dict[str, list[Item]] = {}
    for item in pictures:
        by_source.setdefault(item.source, []).append(item)
    problems = [*inventory.problems, *inventory.table_problems]
    rows: list[tuple[str, str, str]] = []
    for title, items in by_source.items():
        found, class_folders = _read_source(title, items)
        rows += found
        problems += _strangers(inventory, title, class_folders)
    problems += [
        Problem(table.called, "The classes are those of the folders, not of this table.", "unused")
        for table in inventory.tables
    ]
    return Contents(
        pictures=[item for items in by_source.values() for item in items],
        rows=pd.DataFrame(rows, columns=["name", "class", "split"], dtype=str),
        problems=problems,
    )


def _read_source(title: str, items: Sequence[Item]) -> tuple[list[tuple[str, str, str]], set[str]]:
    """Return name, class and part of each picture of a source, and the folders of the classes."""
    paths = [item.name.split("/") for item in items]
    depth = _wrapping_depth(paths)
    has_parts = _has_parts([path[depth:] for path in paths], title)
    class_depth = depth + has_parts
    own_part = "" if has_parts else PART_FOLDERS.get(title.casefold(), "")
    rows = []
    for path in paths:
        name = "/".join(path[depth:])
        rows.append(
            (
                f"{title}/{name}" if own_part else name,
                path[class_depth],
                PART_FOLDERS[path[depth].casefold()] if has_parts else own_part,
            )
        )
    return rows, {"/".join([title, *path[: class_depth + 1], ""]) for path in paths}


def _strangers(inventory: Inventory, title: str, class_folders: set[str]) -> list[Problem]:
    """Return what lies among the pictures of the classes and is none."""
    files = [
        item.called
        for item in inventory.items
        if item.source == title and not is_picture(item.name)
    ]
    files += [name for name in inventory.others if name.startswith(f"{title}/")]
    return [
        Problem(file, "It is no picture of a format that is read.", "no picture")
        for file in files
        if any(file.startswith(folder) for folder in class_folders)
    ]


def _wrapping_depth(pictures: Sequence[Parts]) -> int:
    """Return how many folders lie around everything."""
    depth = 0
    while True:
        firsts = {parts[depth] for parts in pictures}
        too_shallow = any(len(parts) < depth + 3 for parts in pictures)
        if len(firsts) > 1 or too_shallow or firsts.pop().casefold() in PART_FOLDERS:
            return depth
        depth += 1


def _has_parts(pictures: Sequence[Parts], title: str) -> bool:
    """Return whether the first folders are parts (or else classes), after checking the layout."""
    firsts = {parts[0] for parts in pictures if len(parts) > 1}
    part_folders = {name for name in firsts if name.casefold() in PART_FOLDERS}
    others = sorted(firsts - part_folders)
    called = title or "The selection"
    expected = _EXPECTED.format(root=title or "photos")
    if part_folders and others:
        raise DataError(
            f"{called} has pictures under {', '.join(sorted(part_folders))}, but also under "
            f"{', '.join(others[:5])}.",
            mend=expected,
        )
    for parts in pictures:
        if len(parts) < 2 + bool(part_folders):
            raise DataError(
                f"{called} has pictures outside class folders: {'/'.join(parts)}.", mend=expected
            )
    return bool(part_folders)


def _titles(inventory: Inventory) -> str:
    names = [*(item.source or item.name for item in inventory.items), *inventory.others]
    return next(iter(names), "The selection").partition("/")[0]


LAYOUT = Layout("folders", "one folder a class", _fits, _read)
