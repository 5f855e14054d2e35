"""What two data sets have in common when they hold the same pictures with the same labels.

A fingerprint has one of two forms. The short one, 64 hexadecimal digits, says what every picture
is: its bytes, its class, its part. The full one, `2:` and twice 64 digits, also says which pictures
belong together by lesion, patient or likeness, on which a split by group depends. A data set is
known by the short one, and a configuration by the full one; of early versions, by the short one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_VERSION = "2"


def fingerprint_of(samples: pd.DataFrame) -> str:
    """Return the SHA-256, in hexadecimal, of what a table of samples says about its pictures.

    It covers the bytes, class and part of every picture, and neither names, places nor order.

    Args:
        samples: Table with the columns `sha256`, `class` and `split`.
    """
    columns = (samples[column].tolist() for column in ("sha256", "class", "split"))
    return _digest(sorted(zip(*columns, strict=True)))


def full_fingerprint(short: str, sha256: Sequence[str], groups: NDArray[np.int64]) -> str:
    """Return a fingerprint that also covers which pictures belong together.

    What lesions and patients are called does not count, and neither does which of them, or which
    likeness, joins two pictures.

    Args:
        short: From `fingerprint_of`.
        sha256: SHA-256 of every picture, length n.
        groups: Group of every picture, shape (n,), from `training.data.groups.group_ids`.
    """
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order])) + 1
    members = [sorted(sha256[place] for place in some) for some in np.split(order, starts)]
    return f"{_VERSION}:{short}:{_digest(sorted(some for some in members if len(some) > 1))}"


def what_changed(noted: str, found: str) -> Literal["", "pictures", "groups"]:
    """Return what tells two fingerprints apart.

    Args:
        noted: Short or full, perhaps of an earlier day.
        found: A full one.

    Returns:
        "pictures" where bytes, classes or parts differ, "groups" where only differs which pictures
        belong together, "" where nothing does that both say.
    """
    if noted == found:
        return ""
    _, short, _ = found.split(":")
    if noted == short:
        return ""
    return "groups" if noted.startswith(f"{_VERSION}:{short}:") else "pictures"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
