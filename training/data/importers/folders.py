"""Pictures in one folder a class, flat or under train, valid and test."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from training.data.archives import is_clutter
from training.data.dataset import Problem
from training.data.importers.layout import Contents, Found
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
  {root}/test/melanoma/2.jpg"""

_UNWRITABLE = re.compile(r"[\x00-\x1f\\\ud800-\udfff]")
"""Control characters, Windows' separator, and bytes that are no text."""

Parts = tuple[str, ...]


def read_folders(root: Path, title: str) -> Contents:
    """Find the pictures of a folder with one folder a class.

    Folders inside a class folder belong to that class. One folder around everything is looked
    through. A folder that is itself called train, valid or test is that part.

    Args:
        root: Folder to look through, without links in its path.
        title: What the folder is called for people, without the suffix of an archive.

    Raises:
        DataError: There are no pictures, or they do not lie in this layout.
    """
    files, problems = _list_files(root, title)
    pictures = [file for file in files if file.suffix.lower() in SUFFIXES]
    if not pictures:
        raise _no_pictures(files, title)
    depth = _wrapping_depth(pictures)
    has_parts = _has_parts([file.parts[depth:] for file in pictures], title)
    class_depth = depth + has_parts
    own_part = "" if has_parts else PART_FOLDERS.get(title.casefold(), "")
    found = []
    for file in pictures:
        part = PART_FOLDERS[file.parts[depth].casefold()] if has_parts else own_part
        name = "/".join(file.parts[depth:])
        found.append(
            Found(
                path=root / file,
                name=f"{title}/{name}" if own_part else name,
                class_name=file.parts[class_depth],
                split=part,
            )
        )
    class_folders = {file.parts[: class_depth + 1] for file in pictures}
    for file in files:
        if file.suffix.lower() not in SUFFIXES and file.parts[: class_depth + 1] in class_folders:
            problems.append(
                Problem(f"{title}/{file}", "It is no picture of a format that is read.")
            )
    return Contents(tuple(found), tuple(problems))


def _list_files(root: Path, title: str) -> tuple[list[PurePosixPath], list[Problem]]:
    """Return the visible files below a folder, in a fixed order, and what had to be passed over."""
    files: list[PurePosixPath] = []
    problems: list[Problem] = []

    def skip(path: Path, reason: str) -> None:
        name = f"{title}/{path.relative_to(root).as_posix()}"
        problems.append(Problem(name.encode(errors="replace").decode(), reason))

    def unreadable(error: OSError) -> None:
        skip(Path(error.filename), f"The folder cannot be read: {error.strerror}.")

    for folder, folders, names in os.walk(root, onerror=unreadable):
        here = Path(folder)
        visible = sorted(name for name in folders if not is_clutter(name))
        links = {name for name in visible if (here / name).resolve() != here / name}
        folders[:] = [name for name in visible if name not in links]
        for name in sorted(links):
            skip(here / name, "Links to folders are not followed.")
        for name in sorted(name for name in names if not is_clutter(name)):
            path = here / name
            if not can_be_written(path.relative_to(root).as_posix()):
                skip(path, "Its name has characters that other systems cannot read.")
            elif path.is_symlink() and not path.resolve().is_relative_to(root):
                skip(path, "Links out of the folder are not followed.")
            elif not path.is_file():
                skip(path, "It is no file.")
            else:
                files.append(PurePosixPath(path.relative_to(root).as_posix()))
    return files, problems


def can_be_written(name: str) -> bool:
    """Return whether a name is text that a table and another system can hold."""
    return not _UNWRITABLE.search(name)


def _wrapping_depth(pictures: Sequence[PurePosixPath]) -> int:
    """Return how many folders lie around everything."""
    depth = 0
    while True:
        firsts = {file.parts[depth] for file in pictures}
        too_shallow = any(len(file.parts) < depth + 3 for file in pictures)
        if len(firsts) > 1 or too_shallow or firsts.pop().casefold() in PART_FOLDERS:
            return depth
        depth += 1


def _has_parts(pictures: Sequence[Parts], title: str) -> bool:
    """Return whether the first folders are parts (or else classes), after checking the layout."""
    firsts = {parts[0] for parts in pictures if len(parts) > 1}
    part_folders = {name for name in firsts if name.casefold() in PART_FOLDERS}
    others = sorted(firsts - part_folders)
    expected = _EXPECTED.format(root=title)
    if part_folders and others:
        raise DataError(
            f"{title} has pictures under {', '.join(sorted(part_folders))}, but also under "
            f"{', '.join(others[:5])}.",
            mend=expected,
        )
    for parts in pictures:
        if len(parts) < 2 + bool(part_folders):
            raise DataError(
                f"{title} has pictures outside class folders: {'/'.join(parts)}.", mend=expected
            )
    return bool(part_folders)


def _no_pictures(files: Sequence[PurePosixPath], title: str) -> DataError:
    archives = [str(file) for file in files if file.suffix.lower() == ".zip"]
    if archives:
        return DataError(
            f"{title} holds no pictures, but archives: {', '.join(archives[:5])}.",
            mend="Import the archives themselves; several can be chosen together.",
        )
    return DataError(
        f"{title} holds no pictures ({', '.join(SUFFIXES)}).",
        mend=_EXPECTED.format(root=title),
    )
