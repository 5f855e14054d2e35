"""Reading `reference.npz`, which may come from a stranger: bounded, without pickle, checked."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.unlikeness import N_LOOKS, Unlikeness

MAX_BYTES = 300_000_000
"""No file, and no content that a file claims to have, may be larger."""
UNLIKENESS = tuple(each.name for each in fields(Unlikeness))
"""Arrays that an `Unlikeness` is made of."""
_ARRAYS = (*UNLIKENESS, "embeddings", "sample_id", "labels", "images", "model_sha256")


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file that is no larger than it may be.

    Raises:
        ValueError: It claims too much; a damaged archive raises other types, too.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
            raise ValueError(f"it claims to hold more than {MAX_BYTES // 1_000_000} MB")
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in _ARRAYS}


def check_arrays(arrays: Mapping[str, NDArray[Any]], n_classes: int) -> None:
    """Refuse arrays that do not fit together, and paths that leave the data set.

    Args:
        arrays: As `read_arrays` returns them.
        n_classes: Classes that labels may name.

    Raises:
        ValueError: They do not.
    """
    d, n, m = arrays["mean"].size, len(arrays["looks"]), arrays["seen"].size
    shapes = {
        "mean": (d,),
        "precision": (d, d),
        "looks": (n, N_LOOKS),
        "looks_mean": (N_LOOKS,),
        "looks_spread": (N_LOOKS,),
        "scale": (2, 2),
        "seen": (m,),
        "embeddings": (m, d),
        "sample_id": (m,),
        "labels": (m,),
        "images": (m,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has the shape {arrays[name].shape} instead of {shape}")
    if not (d and n and m):
        raise ValueError("it holds no pictures")
    for name in (*UNLIKENESS, "embeddings"):
        if not (arrays[name].dtype.kind == "f" and np.isfinite(arrays[name]).all()):
            raise ValueError(f"{name} are not all numbers")
    labels = arrays["labels"]
    if labels.dtype.kind != "i" or not 0 <= labels.min() <= labels.max() < n_classes:
        raise ValueError("a label is of no class")
    for image in arrays["images"].tolist():
        if leaves_folder(str(image)):
            raise ValueError(f"the path {image!r} leaves the data set")


def leaves_folder(image: str) -> bool:
    """Return whether a path is not below the folder it is said to be in, on any platform."""
    return any(
        path.is_absolute() or path.drive or path.root or ".." in path.parts
        for path in (PurePosixPath(image), PureWindowsPath(image))
    )
