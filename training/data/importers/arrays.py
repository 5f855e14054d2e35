"""Pictures that lie in arrays of numbers: each becomes a PNG file of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.importers.items import Item
from training.data.importers.layout import Contents
from training.errors import DataError

MOST_PICTURES = 100_000
"""More would make more files than a folder can well hold."""


Picture = Callable[[int], NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class LabelledArray:
    """Pictures of one part with their labels.

    Attributes:
        part: "train", "validation", "test", or "".
        source: What the file is called for people.
        picture: Returns a picture by its place, shape (height, width) or (height, width, 1 or 3),
            uint8; None in a preview.
        labels: Class index of each picture, shape (n,).
    """

    part: str
    source: str
    picture: Picture | None
    labels: NDArray[np.int64]


def array_contents(
    parts: Sequence[LabelledArray], names: Sequence[str] = (), *, collection: str = ""
) -> Contents:
    """Return pictures in arrays as files that do not exist yet.

    Args:
        parts: The arrays.
        names: Names of the classes by index; numbers are used where there are none.
        collection: Name in the catalogue.

    Raises:
        DataError: There are too many pictures.
    """
    import pandas as pd

    total = sum(len(part.labels) for part in parts)
    if total > MOST_PICTURES:
        raise DataError(
            f"The arrays hold {total:,} pictures; at most {MOST_PICTURES:,} are made files of.",
            mend="Keep a part of them.",
        )
    items: list[Item] = []
    frames = []
    for part in parts:
        digits = len(str(max(len(part.labels) - 1, 0)))
        folder = part.part or "pictures"
        files = [f"{folder}/{place:0{digits}}.png" for place in range(len(part.labels))]
        items += [
            Item(part.source, file, 0, partial(_png, part.picture, place))
            for place, file in enumerate(files)
        ]
        classes = [class_name(int(label), names) for label in part.labels]
        frames.append(pd.DataFrame({"name": files, "class": classes, "split": part.part}))
    return Contents(
        pictures=items,
        rows=pd.concat(frames, ignore_index=True),
        problems=(),
        collection=collection,
    )


def class_name(label: int, names: Sequence[str]) -> str:
    """Return the name of a class by its index, or its index."""
    return names[label] if 0 <= label < len(names) else str(label)


def check_pictures(shape: Sequence[int], dtype: np.dtype[Any], called: str) -> None:
    """Check that an array holds pictures.

    Raises:
        DataError: It does not.
    """
    is_grey = len(shape) == 3 or (len(shape) == 4 and shape[3] == 1)
    is_colour = len(shape) == 4 and shape[3] == 3
    if dtype != np.uint8 or not (is_grey or is_colour) or 0 in shape:
        raise DataError(
            f"{called} holds no pictures that can be read: shape {tuple(shape)}, {dtype}.",
            mend="Expected are whole numbers from 0 to 255 (uint8) of shape (pictures, height, "
            "width) or (pictures, height, width, 3).",
        )


def _png(picture: Picture | None, place: int) -> bytes:
    if picture is None:
        raise DataError("The pictures of an array are not read in a preview.")
    pixels = picture(place)
    stream = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 and pixels.ndim == 3 else pixels).save(
        stream, "PNG", compress_level=1
    )
    return stream.getvalue()
