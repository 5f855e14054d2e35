"""The folders, archives and files that an import is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from training.data.importers.columns import ColumnMapping
from training.data.importers.items import Inventory, Item
from training.data.importers.listing import can_be_written, list_folder
from training.data.kinds import is_archive, is_picture, is_read
from training.data.problems import Problem
from training.data.tar_archives import unpack_tar
from training.data.zip_archives import ZipReader
from training.errors import DataError
from training.progress import Progress, no_progress


def checked_sources(sources: Sequence[Path], destination: Path | None = None) -> list[Path]:
    """Return the sources as absolute paths without links.

    Args:
        sources: Folders, archives and files.
        destination: Folder that is to be made; None where nothing is.

    Raises:
        DataError: There is none, one is missing or given twice, or the destination lies in one.
    """
    if not sources:
        raise DataError("There is nothing to import.", mend="Name a folder or a .zip file.")
    resolved = [source.resolve() for source in sources]
    for source in resolved:
        if not source.exists():
            raise DataError(f"{source} does not exist.")
        if not can_be_written(source.as_posix()):
            raise DataError(
                f"The path {str(source)!r} has characters that a table cannot hold.",
                mend="Rename the folder or file.",
            )
        if resolved.count(source) > 1:
            raise DataError(f"{source} is named twice.")
        if not source.is_dir() and not is_read(source.name) and not is_archive(source.name):
            raise DataError(
                f"{source} is nothing that can be imported.",
                mend="Import folders, archives (.zip, .tar.gz), tables, .npz or MNIST's files.",
            )
        if destination and destination.resolve().is_relative_to(source):
            raise DataError(
                f"The data set cannot be made at {destination}, within the pictures it is made of.",
                mend="Choose a folder elsewhere.",
            )
    return resolved


@contextmanager
def open_sources(
    originals: Sequence[Path],
    scratch: Path,
    *,
    mapping: ColumnMapping | None = None,
    only_look: bool = False,
    progress: Progress = no_progress,
) -> Iterator[Inventory]:
    """List everything that the sources hold; archives stay open as long as the body runs.

    A folder without pictures of its own is taken for one of downloads: the archives in it are
    opened.

    Args:
        originals: Folders, archives and files, from `checked_sources`.
        scratch: Folder to unpack tar archives into; it need not exist.
        mapping: What a person says of columns.
        only_look: Unpack no pictures from tar archives.
        progress: May raise Cancelled.

    Raises:
        DataError: An archive is damaged, too large, or could do harm.
    """
    opened = _Opened(scratch, only_look, progress)
    with opened.archives:
        for original in originals:
            opened.add(original)
        yield Inventory(
            items=[item for item in opened.items if is_read(item.name)],
            others=[item.called for item in opened.items if not is_read(item.name)],
            problems=opened.problems,
            scratch=scratch,
            mapping=mapping or {},
            only_looking=only_look,
        )


class _Opened:
    """Lists what sources hold; `archives` closes those that it had to open."""

    def __init__(self, scratch: Path, only_look: bool, progress: Progress) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.archives = ExitStack()
        self._titles = _Titles()
        self._scratch = scratch
        self._only_look = only_look
        self._progress = progress

    def add(self, path: Path) -> None:
        if path.is_dir():
            self._add_folder(path)
        elif not is_archive(path.name):
            self.items.append(Item("", path.name, path.stat().st_size, path.read_bytes, path))
        elif path.suffix.lower() == ".zip":
            reader = ZipReader(path)
            self.archives.callback(reader.close)
            self.items.extend(_zip_items(reader, self._titles.unused(path.stem)))
        else:
            title = self._titles.unused(path.name[: path.name.lower().rindex(".t")])
            folder = self._scratch / str(self._titles.given.total())
            self.items.extend(_tar_items(path, title, folder, self._only_look, self._progress))

    def _add_folder(self, path: Path) -> None:
        items, skipped = list_folder(path, self._titles.unused(path.name))
        self.problems.extend(skipped)
        archives = [item.path for item in items if item.path and is_archive(item.name)]
        if archives and not any(is_picture(item.name) for item in items):
            self.items.extend(item for item in items if not is_archive(item.name))
            for archive in archives:
                self.add(archive)
        else:
            self.items.extend(items)


class _Titles:
    """Gives every source a title of its own."""

    def __init__(self) -> None:
        self.given: Counter[str] = Counter()

    def unused(self, title: str) -> str:
        self.given[title] += 1
        return title if self.given[title] == 1 else f"{title}-{self.given[title]}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """Reads a file of a zip archive, in a third of the memory of a `functools.partial`."""

    reader: ZipReader
    name: str

    def __call__(self) -> bytes:
        return self.reader.read(self.name)


def _zip_items(reader: ZipReader, title: str) -> list[Item]:
    return [Item(title, name, size, _Entry(reader, name)) for name, size in reader.sizes.items()]


def _tar_items(
    archive: Path, title: str, folder: Path, only_look: bool, progress: Progress
) -> list[Item]:
    def wanted(name: str) -> bool:
        return not (only_look and is_picture(name))

    sizes = unpack_tar(archive, folder, wanted=wanted, progress=progress)
    return [
        Item(title, name, size, path.read_bytes, path, temporary=True)
        for name, size in sizes.items()
        for path in [folder.joinpath(*name.split("/"))]
    ]
