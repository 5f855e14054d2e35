"""The pictures of lessons 3 and 4: MNIST, Fashion-MNIST, and small digits that are always there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resources import resource_path
from training.data.dataset import DESCRIPTION, Dataset
from training.data.importers.idx import FASHION_CLASSES, collection_of, read_parts
from training.data.importers.sources import checked_sources, open_sources
from training.errors import DataError
from training.lessons.action import Desk, LessonError

Data = Literal["digits", "mnist", "fashion", "stand-in"]
"""Which pictures; "digits" takes MNIST where it is there, and the stand-in otherwise."""

STAND_IN = "lessons/digits8x8.npz"
STAND_IN_TEST = 360
"""The last pictures of the stand-in, which are kept for the test."""
TITLES = {"mnist": "MNIST", "fashion": "Fashion-MNIST", "stand-in": "the 8 x 8 digits"}

_KEPT = "digits.data."
_DIGITS = tuple("0123456789")
_SIDE = 28


@dataclass(frozen=True, eq=False)
class LabelledPictures:
    """Small grey pictures with their classes.

    Attributes:
        title: What they are called in a sentence.
        classes: Names of the ten classes by label.
        largest: The largest value that a pixel can have: 255, or 16.
        train: Pictures to learn from, uint8, shape (n, height, width).
        train_labels: Their labels, int64, shape (n,).
        test: Pictures to be tested with, shape (m, height, width).
        test_labels: Their labels, shape (m,).
    """

    title: str
    classes: tuple[str, ...]
    largest: int
    train: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test: NDArray[np.uint8]
    test_labels: NDArray[np.int64]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.train.shape[1], self.train.shape[2]


def pictures_of(data: Data, desk: Desk) -> LabelledPictures:
    """Return the pictures; those that were read once are kept on the desk.

    MNIST and Fashion-MNIST are looked for in what is open, then among the data sets that were
    fetched or imported.

    Raises:
        LessonError: They are not on this computer.
        DataError: Their files are damaged.
    """
    if data == "digits":
        found = _kept_or_read("mnist", desk)
        return found if found is not None else pictures_of("stand-in", desk)
    pictures = _kept_or_read(data, desk)
    if pictures is None:
        name = "fashion_mnist" if data == "fashion" else "mnist"
        raise LessonError(
            f"{TITLES[data]} is not on this computer.",
            mend=f"Fetch it by File > Fetch a public data set, or by `lesionlab data fetch {name}`,"
            " or open a folder with its files.",
        )
    return pictures


def _kept_or_read(data: Data, desk: Desk) -> LabelledPictures | None:
    if _KEPT + data not in desk.kept:
        pictures = _stand_in() if data == "stand-in" else _found(data, desk)
        if pictures is None:  # not kept: it may be fetched in the meantime
            return None
        desk.kept[_KEPT + data] = pictures
    kept: LabelledPictures = desk.kept[_KEPT + data]
    return kept


def _stand_in() -> LabelledPictures:
    with np.load(resource_path(STAND_IN)) as file:
        pictures, labels = file["pictures"], file["labels"].astype(np.int64)
    cut = len(pictures) - STAND_IN_TEST
    return LabelledPictures(
        TITLES["stand-in"],
        _DIGITS,
        16,
        pictures[:cut],
        labels[:cut],
        pictures[cut:],
        labels[cut:],
    )


def _found(data: Data, desk: Desk) -> LabelledPictures | None:
    classes = FASHION_CLASSES if data == "fashion" else _DIGITS
    for folder in _places(desk):
        if (folder / DESCRIPTION).is_file():
            dataset = Dataset.open(folder)
            if dataset.layout == "idx" and set(dataset.classes) == set(classes):
                return _from_dataset(data, dataset, classes)
        elif folder == desk.dataset:
            pictures = _from_files(data, folder, classes)
            if pictures is not None:
                return pictures
    return None


def _places(desk: Desk) -> Iterator[Path]:
    if desk.dataset is not None and desk.dataset.is_dir():
        yield desk.dataset
    if desk.locations.datasets.is_dir():
        for folder in sorted(desk.locations.datasets.iterdir()):
            if (folder / DESCRIPTION).is_file():
                yield folder


def _from_files(data: Data, folder: Path, classes: tuple[str, ...]) -> LabelledPictures | None:
    """Return what MNIST's own files hold; None where the folder holds no, or other, such files."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_sources(checked_sources([folder]), Path(scratch)) as inventory,
    ):
        if not inventory.idx_files:
            return None
        parts = {part.part: part for part in read_parts(inventory)}
    if set(parts) != {"train", "test"}:
        return None
    if (collection_of(parts["train"]) == "fashion_mnist") != (data == "fashion"):
        return None
    arrays = {
        name: (np.stack([part.picture(at) for at in range(len(part.labels))]), part.labels)
        for name, part in parts.items()
        if part.picture is not None
    }
    return _checked(data, classes, *arrays["train"], *arrays["test"])


def _from_dataset(data: Data, dataset: Dataset, classes: tuple[str, ...]) -> LabelledPictures:
    samples = dataset.used.samples
    labels = np.array([classes.index(name) for name in samples["class"]], np.int64)
    parts = samples["split"].to_numpy()

    def of_part(part: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        chosen = np.flatnonzero(parts == part)
        if not len(chosen):
            raise LessonError(
                f"{dataset.name} has no pictures for {part}.",
                mend="Fetch the whole data set, with its files for training and for the test.",
            )
        pictures = np.empty((len(chosen), _SIDE, _SIDE), np.uint8)
        for place, image in enumerate(samples["image"].to_numpy()[chosen]):
            pictures[place] = _read_picture(dataset.image_path(str(image)))
        return pictures, labels[chosen]

    return _checked(data, classes, *of_part("train"), *of_part("test"))


def _read_picture(path: Path) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as picture:
            if picture.size != (_SIDE, _SIDE):
                raise DataError(f"{path} is {picture.size[0]} x {picture.size[1]} pixels, not 28.")
            return np.asarray(picture.convert("L"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}.") from error


def _checked(
    data: Data,
    classes: tuple[str, ...],
    train: NDArray[np.uint8],
    train_labels: NDArray[np.int64],
    test: NDArray[np.uint8],
    test_labels: NDArray[np.int64],
) -> LabelledPictures:
    for labels in (train_labels, test_labels):
        if labels.max(initial=0) >= len(classes):
            raise DataError(f"{TITLES[data]}'s files have a label of {labels.max()}, above 9.")
    return LabelledPictures(TITLES[data], classes, 255, train, train_labels, test, test_labels)
