"""Opening a stranger's model file without running any of it.

What is loaded later is a private copy that was looked at, so that nobody can change it in between.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Literal

from training.errors import WeightsError
from training.foreign.errors import ForeignModelError
from training.foreign.rules import checked
from training.weights import check_weights_file

SUFFIXES = (".keras", ".h5", ".hdf5")
MAX_FILE_BYTES = 1_100_000_000
MAX_JSON_BYTES = 30_000_000
_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_MEMBERS = (_CONFIG, _METADATA, _WEIGHTS)
_MOST_EXPANSION = 200
"""Times that a member may be larger than its compressed form; Keras does not compress."""
_HDF5 = b"\x89HDF\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
_SPLIT = 1 << 20

_FORMATS = "Models are read as .keras or .h5; let its author save it so: model.save('model.keras')."
_AGAIN = "It may be damaged or made to do harm; get it again from a source that you trust."


@dataclass(frozen=True)
class Inspected:
    """A private copy of a model that may be built.

    Attributes:
        called: The file's name, for errors.
        form: "keras" for the zip archive of Keras 3, "h5" for the older form.
        description: Of the network, checked.
        file: For "h5" the copy of the file; for "keras" its weights.
        numbers: How many numbers the file holds.
    """

    called: str
    form: Literal["keras", "h5"]
    description: dict[str, Any]
    file: Path
    numbers: int


@contextmanager
def inspected(file: Path) -> Iterator[Inspected]:
    """Yield a private copy of a model file, looked at; it is gone afterwards.

    Raises:
        ForeignModelError: It is none, is damaged, holds code or things that are not weights, or
            is of an absurd size.
    """
    called = file.name
    with TemporaryDirectory(prefix="lesionlab-model-") as folder:
        copy = Path(folder, "model.h5")
        try:
            form = _form(file)
            if form == "h5":
                _copy(file, copy)
                text = _description_of_h5(copy, called)
            else:
                text = _unpacked(file, copy)
        except OSError as error:
            raise ForeignModelError(f"{file} cannot be read: {error.strerror or error}.") from error
        numbers = _checked_numbers(copy, called)
        yield Inspected(called, form, checked(_parsed(text, called), called), copy, numbers)


def _form(file: Path) -> Literal["keras", "h5"]:
    """Return the form of a file by its first bytes.

    Raises:
        ForeignModelError: It is of neither form, or too large.
        OSError: It cannot be read.
    """
    if file.is_dir():
        raise ForeignModelError(f"{file} is a folder, not a model file.", mend=_FORMATS)
    if file.stat().st_size > MAX_FILE_BYTES:
        raise ForeignModelError(f"{file} is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    with file.open("rb") as stream:
        first = stream.read(8)
    if first.startswith(_HDF5):
        return "h5"
    if first.startswith(_ZIP):
        return "keras"
    if first.startswith(_PICKLES) or file.suffix in (".pkl", ".pickle", ".pt", ".pth"):
        raise ForeignModelError(
            f"{file.name} is a pickle: to open it is to run what its author wrote.", mend=_FORMATS
        )
    raise ForeignModelError(f"{file.name} is no model file that is read.", mend=_FORMATS)


def _copy(file: Path, to: Path) -> None:
    with file.open("rb") as source, to.open("wb") as target:
        _limited_copy(source, target, MAX_FILE_BYTES, file.name)


def _limited_copy(source: Any, target: Any, limit: int, called: str) -> None:
    copied = 0
    while piece := source.read(_SPLIT):
        copied += len(piece)
        if copied > limit:
            raise ForeignModelError(f"{called} is larger than it claims.", mend=_AGAIN)
        target.write(piece)


def _unpacked(file: Path, weights: Path) -> bytes:
    """Unpack the weights of a `.keras` archive, and return its description.

    Raises:
        ForeignModelError: It holds other things, or claims to be absurdly large.
    """
    called = file.name
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            for info in infos:
                _check_member(info, called)
            names = [info.filename for info in infos if not info.is_dir()]
            missing = [name for name in (_CONFIG, _WEIGHTS) if names.count(name) != 1]
            if missing or len(names) > len(_MEMBERS):
                raise ForeignModelError(
                    f"{called} is no model of Keras: it has no {missing[0]}, or more than one."
                    if missing
                    else f"{called} holds a file twice.",
                    mend=_FORMATS,
                )
            with archive.open(_WEIGHTS) as source, weights.open("wb") as target:
                _limited_copy(source, target, MAX_FILE_BYTES, called)
            return archive.read(_CONFIG)
    except _DAMAGED as error:
        raise ForeignModelError(f"{called} is a damaged archive: {error}.", mend=_AGAIN) from error


def _check_member(info: zipfile.ZipInfo, called: str) -> None:
    """Refuse a member of an archive that Keras does not write."""
    name = info.filename
    shown = repr(name[:80])
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name:
        raise ForeignModelError(f"{called} holds {shown}, which leaves its folder.", mend=_AGAIN)
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        raise ForeignModelError(f"{called} holds a link, {shown}.", mend=_AGAIN)
    if path.suffix in (".pkl", ".pickle"):
        raise ForeignModelError(f"{called} holds a pickle, {shown}: code.", mend=_AGAIN)
    if name not in _MEMBERS and not info.is_dir():
        raise ForeignModelError(
            f"{called} holds {shown}, which is no part of a model for pictures.", mend=_FORMATS
        )
    limit = MAX_FILE_BYTES if name == _WEIGHTS else MAX_JSON_BYTES
    bomb = info.file_size > 1_000_000 and info.file_size > _MOST_EXPANSION * info.compress_size
    if info.file_size > limit or bomb:
        raise ForeignModelError(
            f"{called} is of an absurd size: {shown} claims {info.file_size:,} bytes.", mend=_AGAIN
        )


def _description_of_h5(file: Path, called: str) -> bytes:
    import h5py

    try:
        with h5py.File(file, "r") as content:
            text = content.attrs.get("model_config")
    except Exception as error:  # h5py raises many types on damaged files
        raise ForeignModelError(f"{called} cannot be read: {error}.", mend=_AGAIN) from error
    if text is None:
        raise ForeignModelError(
            f"{called} holds weights without the network that they are for.",
            mend="Let its author save the whole model: model.save('model.keras').",
        )
    data = text.encode() if isinstance(text, str) else text
    if not isinstance(data, bytes) or len(data) > MAX_JSON_BYTES:
        raise ForeignModelError(f"{called} does not describe a model.", mend=_AGAIN)
    return data


def _parsed(text: bytes, called: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ForeignModelError(
            f"The description inside {called} cannot be read: {error}.", mend=_AGAIN
        ) from error


def _checked_numbers(file: Path, called: str) -> int:
    """Return how many numbers a weight file holds.

    Raises:
        ForeignModelError: It is damaged, points outside itself, or holds other things.
    """
    import h5py

    numbers = 0

    def add(_: str, item: object) -> None:
        nonlocal numbers
        numbers += item.size if isinstance(item, h5py.Dataset) else 0

    try:
        check_weights_file(file)
        with h5py.File(file, "r") as content:
            content.visititems(add)
    except WeightsError as error:
        message = error.message.replace(str(file), called)
        raise ForeignModelError(message, mend=_AGAIN) from error
    return numbers
