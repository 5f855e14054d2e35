"""Finding, fetching and loading the weight files of backbones.

Nothing is downloaded except by `download_weights`. Weight files come from strangers: what could
reach outside the file, or claims to be far larger than any backbone, is refused before Keras
reads it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from training.backbones import Backbone
from training.data.download.catalogue import RemoteFile
from training.data.download.errors import DownloadError
from training.data.download.retrieve import retrieve
from training.errors import WeightsError
from training.files import replace_atomically
from training.locations import APP_NAME, Locations
from training.progress import Progress, no_progress

if TYPE_CHECKING:
    import keras

MAX_BYTES = 1_000_000_000
"""No file, and no content that a file claims to have, may be larger."""


def weight_folders(locations: Locations) -> tuple[Path, ...]:
    """Return the folders in which weight files are looked for, in order.

    They are: the weights folder of the settings; `weights` beside the program; the one of all users
    of this computer; Keras's own cache. The second and third are an administrator's.
    """
    program = Path(sys.executable if getattr(sys, "frozen", False) else __file__).absolute()
    beside = program.parent if getattr(sys, "frozen", False) else program.parent.parent
    keras_home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    for_all = platformdirs.site_data_path(APP_NAME, appauthor=False)
    return (locations.weights, beside / "weights", for_all / "weights", keras_home / "models")


def find_weights(backbone: Backbone, locations: Locations) -> Path | None:
    """Return the weight file of a backbone on this computer, or None.

    A file with exactly Keras's name wins; otherwise one whose name goes on after it counts too
    (`..._notop (1).h5`), as browsers and other projects name their copies.
    """
    wanted = Path(backbone.weights_file)
    candidates = [
        file
        for folder in weight_folders(locations)
        for file in _files(folder)
        if file.name.startswith(wanted.stem) and file.suffix == wanted.suffix
    ]
    exact = [file for file in candidates if file.name == wanted.name]
    return next(iter(exact or candidates), None)


def require_weights(backbone: Backbone, locations: Locations) -> Path:
    """Return the weight file of a backbone on this computer.

    Raises:
        WeightsError: It is in none of the folders; the error says which file to put where.
    """
    path = find_weights(backbone, locations)
    if path is None:
        raise WeightsError(
            f"The ImageNet weights of {backbone.title} are not on this computer: "
            f"{backbone.weights_file} (about {backbone.megabytes} MB).",
            mend=f"Let LesionLab download them, or {_by_hand(backbone, locations)}",
        )
    return path


def download_weights(
    backbone: Backbone,
    locations: Locations,
    *,
    progress: Progress = no_progress,
    base_url: str | None = None,
) -> Path:
    """Download the weight file of a backbone into the weights folder of the settings.

    The file appears under its name only when it is whole and could be checked.

    Args:
        backbone: Whose weights.
        locations: Folders in use.
        progress: Told the bytes received; may cancel.
        base_url: Address of a folder that holds the file, instead of Keras's.

    Raises:
        WeightsError: There is no connection, the server does not have the file, what came is
            damaged, or it cannot be written.
        Cancelled: As raised by `progress`.
    """
    url = f"{base_url.rstrip('/')}/{backbone.weights_file}" if base_url else backbone.weights_url
    target = locations.weights / backbone.weights_file
    md5 = backbone.weights_md5
    file = RemoteFile(backbone.weights_file, (url,), checksum=f"md5:{md5}" if md5 else None)

    def fetch(temporary: Path) -> None:
        retrieve(file, temporary, progress=progress, max_bytes=MAX_BYTES, keep_part=False)
        check_weights_file(temporary)

    try:
        replace_atomically(target, fetch)
    except WeightsError as error:
        raise _not_genuine(backbone, url, locations) from error
    except DownloadError as error:
        if error.kind == "wrong":
            raise _not_genuine(backbone, url, locations) from error
        raise WeightsError(
            f"{backbone.weights_file} could not be downloaded from {url}: {error.reason}.",
            mend=f"Check the network connection and try again, or {_by_hand(backbone, locations)}",
        ) from error
    except OSError as error:
        raise WeightsError(
            f"{target} could not be written: {error.strerror or error}.",
            mend="Check free space and permissions, or choose another weights folder.",
        ) from error
    return target


def check_weights_file(path: Path) -> None:
    """Refuse a weight file that is damaged or could do harm when it is read.

    Raises:
        WeightsError: It is no whole HDF5 file, points outside itself, or holds other things than
            numbers of a plausible size.
    """
    import h5py

    claimed = 0

    # Both return what is wrong: h5py stops there, but loses exceptions on the way through HDF5.
    def link_problem(name: str, link: object) -> str | None:
        return None if isinstance(link, h5py.HardLink) else f"points elsewhere at {name!r}"

    def content_problem(name: str, item: object) -> str | None:
        nonlocal claimed
        if not isinstance(item, h5py.Dataset):
            return None
        if item.external or item.is_virtual or item.dtype.kind not in "fiu":
            return f"does not hold plain numbers at {name!r}"
        claimed += item.nbytes
        return "claims to hold more than 1 GB" if claimed > MAX_BYTES else None

    try:
        with h5py.File(path, "r") as file:
            problem = file.visititems_links(link_problem) or file.visititems(content_problem)
    except Exception as error:  # h5py raises many types on damaged files
        raise WeightsError(
            f"{path} cannot be read as a weight file: {error}.",
            mend="It may be damaged or incomplete; get it again.",
        ) from error
    if problem:
        raise WeightsError(f"{path} {problem}.", mend=_GET_ANOTHER)


def load_weights(model: keras.Model, path: Path) -> None:
    """Load a checked weight file into a backbone without its classifier.

    Args:
        model: As made by `keras.applications`; of no use when loading fails.
        path: A weight file.

    Raises:
        WeightsError: The file is damaged, could do harm, or is of another network.
    """
    check_weights_file(path)
    try:
        model.load_weights(str(path))
    except Exception as error:  # Keras raises many types for a file of another layout
        raise WeightsError(
            f"{path} does not fit {model.name}.",
            mend="Is it for another network, or for one with its classifier? " + _GET_ANOTHER,
        ) from error


_GET_ANOTHER = "Use the file that Keras publishes for this backbone."


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder by name; none where it is missing or may not be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []


def _by_hand(backbone: Backbone, locations: Locations) -> str:
    return f"put {backbone.weights_file} from {backbone.weights_url} into {locations.weights}."


def _not_genuine(backbone: Backbone, url: str, locations: Locations) -> WeightsError:
    return WeightsError(
        f"What was downloaded from {url} is not the genuine {backbone.weights_file}.",
        mend=f"Try again, or {_by_hand(backbone, locations)}",
    )
