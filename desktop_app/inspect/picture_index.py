"""All pictures of a data set as arrays: to search, to filter and to sort without waiting.

Made once, off the window's thread; `desktop_app.inspect.picture_search` asks it in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.data.dataset import Dataset
from training.data.statistics import size_names
from training.data.table import METADATA

if TYPE_CHECKING:
    import pandas as pd

Positions = NDArray[np.int64]

TABLE_ORDER = "In the data's order"
NAME_ORDER = "By name"
CLASS_ORDER = "By class"
IDENTIFIERS = ("lesion_id", "patient_id")
"""Columns with names that hardly repeat: they can be searched, not chosen from."""


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A column of text, each value once.

    Attributes:
        names: The values that there are, sorted.
        codes: Index into `names` of every picture, shape (n,), int32.
    """

    names: tuple[str, ...]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, texts: pd.Series[str], order: Sequence[str] | None = None) -> TextColumn:
        """Return a column of a table.

        Args:
            texts: The column.
            order: All values in the order wanted; by default sorted.
        """
        import pandas as pd

        names = tuple(order) if order is not None else tuple(sorted(texts.unique()))
        codes = pd.Categorical(texts, categories=list(names)).codes
        return cls(names, codes.astype(np.int32))


@dataclass(frozen=True, eq=False)
class PictureIndex:
    """What the gallery knows of every picture, in the order of the table.

    Attributes:
        sample_id: Names, shape (n,), objects.
        image: File of each, as text, relative to `root` or absolute, shape (n,), objects.
        root: Folder of the data set.
        identifiers: Columns of names that hardly repeat, such as those of lesions, shape (n,),
            objects.
        texts: Columns of text by name.
        numbers: Columns of numbers by name, shape (n,), float64; nan where nothing is known.
    """

    sample_id: NDArray[np.object_]
    image: NDArray[np.object_]
    root: Path
    identifiers: Mapping[str, NDArray[np.object_]]
    texts: Mapping[str, TextColumn]
    numbers: Mapping[str, NDArray[np.float64]]

    def __len__(self) -> int:
        """Return the number of pictures."""
        return int(self.sample_id.size)

    @property
    def orders(self) -> tuple[str, ...]:
        """Orders in which the pictures can be shown."""
        rising_and_falling = (
            f"{column} {direction}".capitalize()
            for column in self.numbers
            for direction in ("rising", "falling")
        )
        return (TABLE_ORDER, NAME_ORDER, CLASS_ORDER, *rising_and_falling)

    def path(self, position: int) -> Path:
        """Return the file of a picture."""
        return self.root / str(self.image[position])

    def caption(self, position: int) -> tuple[str, str]:
        """Return the class and the name of a picture."""
        return self._said("class", position), str(self.sample_id[position]).rsplit("/", 1)[-1]

    def details(self, position: int) -> str:
        """Return all that is known of a picture, a line each."""
        lines = [f"{column_title(name)}: {said}" for name, said in self._values(position) if said]
        return "\n".join([str(self.sample_id[position]), *lines])

    def facts(self, position: int) -> list[tuple[str, str]]:
        """Return the title of each column that says anything, and what it says of a picture."""
        silent = {name for name, column in self.texts.items() if column.names == ("",)}
        facts = [
            (column_title(name).capitalize(), said)
            for name, said in self._values(position)
            if name not in silent
        ]
        name, file = str(self.sample_id[position]), str(self.image[position])
        return [*facts, ("Name", name), ("File", file.rsplit("/", 1)[-1])]

    def _values(self, position: int) -> list[tuple[str, str]]:
        said = {column: self._said(column, position) for column in self.texts}
        said |= {name: str(column[position]) for name, column in self.identifiers.items()}
        if "age" in self.numbers and np.isfinite(self.numbers["age"][position]):
            said["age"] = f"{self.numbers['age'][position]:g}"
        return list(said.items())

    def _said(self, column: str, position: int) -> str:
        found = self.texts[column]
        return found.names[int(found.codes[position])]

    def prepare(self) -> None:
        """Make what searching and sorting by name need, before somebody waits for it."""
        _ = self.lines, self.name_rank

    @cached_property
    def name_rank(self) -> NDArray[np.int64]:
        """Place of every picture among the names in their order, shape (n,), int64."""
        order = np.argsort(self.sample_id.astype(np.str_), kind="stable")
        rank = np.empty(len(self), dtype=np.int64)
        rank[order] = np.arange(len(self))
        return rank

    @cached_property
    def lines(self) -> tuple[bytes, NDArray[np.int64]]:
        """All that can be searched, in lower case, a line a picture; and where each line starts."""
        columns = list(self.texts.values())
        combined = np.zeros(len(self), dtype=np.int64)
        for column in columns:
            combined = combined * (len(column.names) + 1) + column.codes
        # Few combinations of values occur: they are written once each, not once a picture.
        _, first, combination = np.unique(combined, return_index=True, return_inverse=True)
        endings = [" ".join(c.names[int(c.codes[place])] for c in columns) for place in first]
        parts = (self.sample_id, *self.identifiers.values(), np.array(endings, object)[combination])
        lines = [" ".join(line) for line in zip(*(part.tolist() for part in parts), strict=True)]
        raw, starts = _raw(lines)
        if starts.size != len(lines):  # a name has a line break in it
            raw, starts = _raw([" ".join(line.split()) for line in lines])
        return raw, starts


def column_title(column: str) -> str:
    """Return what people call a column: "lesion" for `lesion_id`."""
    return column.removesuffix("_id").replace("_", " ")


def index_pictures(dataset: Dataset, pictures: pd.DataFrame | None = None) -> PictureIndex:
    """Return the index of the used pictures of a data set.

    Args:
        dataset: The data set.
        pictures: What was measured of the pictures, indexed by `sample_id`: columns width, height,
            mean_r, mean_g and mean_b, and perhaps sharpness.
    """
    import pandas as pd

    samples = dataset.used.samples
    there = [name for name in METADATA if name in samples.columns]
    texts = {"class": TextColumn.of(samples["class"], dataset.classes)}
    texts["part"] = TextColumn.of(samples["split"])
    texts |= {name: TextColumn.of(samples[name]) for name in there if name not in IDENTIFIERS}
    numbers: dict[str, NDArray[np.float64]] = {}
    if "age" in there:
        ages = pd.to_numeric(pd.Series(texts["age"].names), errors="coerce")
        numbers["age"] = ages.to_numpy(dtype=np.float64)[texts["age"].codes]
    if pictures is not None:
        measured = pictures.reindex(samples["sample_id"])
        texts["size"] = TextColumn.of(size_names(measured))
        numbers |= _measures(measured)
    return PictureIndex(
        sample_id=samples["sample_id"].to_numpy(dtype=object),
        image=samples["image"].to_numpy(dtype=object),
        root=dataset.root,
        identifiers={
            name: samples[name].to_numpy(dtype=object) for name in there if name in IDENTIFIERS
        },
        texts=texts,
        numbers=numbers,
    )


def _measures(measured: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Return what pictures can be sorted by; nan for those that nobody has measured."""
    values = {
        name: measured[name].to_numpy(dtype=np.float64)
        for name in measured.columns
        if name in ("width", "height", "mean_r", "mean_g", "mean_b", "sharpness")
    }
    # Luma as in Rec. 601, which Pillow's grey uses as well.
    brightness = 0.299 * values["mean_r"] + 0.587 * values["mean_g"] + 0.114 * values["mean_b"]
    found = {"size": values["width"] * values["height"], "brightness": brightness}
    return found | {"sharpness": values["sharpness"]} if "sharpness" in values else found


def _raw(lines: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Return lines as bytes in lower case, and where each starts."""
    raw = "\n".join(lines).lower().encode(errors="replace")
    ends = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == ord("\n"))
    return raw, np.concatenate(([0], ends + 1))
