"""Size and time of every picture's file as they were when its bytes were last read.

A file of the same size and time is taken for the same without reading it; of any other, older or
newer, larger or smaller, the bytes are compared.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from training.data.bounded import read_text_table
from training.errors import DataError
from training.files import replace_atomically

STAMPS = "files.csv"
"""Table beside `samples.csv`: image, size in bytes, time of the last change in nanoseconds."""
_COLUMNS = ("image", "size", "mtime_ns")


class Stamps:
    """The stamps of a data set's pictures.

    Args:
        root: Folder of the data set.

    Raises:
        DataError: There is a table of stamps, but it cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stamps = _read(root / STAMPS)
        self._is_changed = False

    def knows(self, image: str) -> bool:
        """Return whether there is a stamp of a picture, by its entry in the column `image`."""
        return image in self._stamps

    def fits(self, image: str, about: os.stat_result) -> bool:
        """Return whether a file is as it was when it was last read."""
        return self._stamps.get(image) == (about.st_size, about.st_mtime_ns)

    def note(self, image: str, about: os.stat_result) -> None:
        """Note how a file is whose bytes are known to be right."""
        self._stamps[image] = (about.st_size, about.st_mtime_ns)
        self._is_changed = True

    def save(self) -> None:
        """Write the stamps, where any is new.

        Raises:
            OSError: The folder cannot be written.
        """
        if self._is_changed:
            replace_atomically(self._root / STAMPS, self._write)
            self._is_changed = False

    def _write(self, path: Path) -> None:
        import pandas as pd

        rows = [(image, *stamp) for image, stamp in self._stamps.items()]
        pd.DataFrame(rows, columns=list(_COLUMNS)).to_csv(
            path, index=False, lineterminator="\n", encoding="utf-8"
        )


def stamp_pictures(root: Path, images: Iterable[str], began_ns: int) -> None:
    """Note how the files of a new data set are.

    Args:
        root: Folder of the data set.
        images: The column `image` of its table.
        began_ns: When reading them began, as `time.time_ns` says it. A picture that lies elsewhere
            and was written since may have changed after it was read, and gets no stamp.
    """
    stamps, folder = Stamps(root), str(root)
    for image in images:
        try:  # a Path takes twice as long
            about = os.stat(os.path.join(folder, image))  # noqa: PTH116, PTH118
        except OSError:
            continue  # a check says so
        if about.st_mtime_ns < began_ns or not os.path.isabs(image):  # noqa: PTH117
            stamps.note(image, about)
    stamps.save()


def _read(path: Path) -> dict[str, tuple[int, int]]:
    if not path.is_file():
        return {}
    try:
        table = read_text_table(path)
        sizes, times = (table[column].astype("int64").tolist() for column in _COLUMNS[1:])
        images = table["image"].tolist()
        return dict(zip(images, zip(sizes, times, strict=True), strict=True))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} cannot be read as a table of files: {error}.",
            mend="Delete it; what was written after the import is then read again.",
        ) from error
