"""Data sets that are only a table: no picture is behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from training.data.dataset import Dataset
from training.data.fingerprint import fingerprint_of


def table_dataset(
    root: Path,
    classes: Sequence[str],
    *,
    names: Sequence[str] | None = None,
    positive: Sequence[str] = (),
    **columns: Sequence[str],
) -> Dataset:
    """Return a data set without pictures.

    Args:
        root: Its folder; nothing is written there.
        classes: Class of each sample.
        names: Name of each sample; by default a number.
        positive: Classes that count as positive.
        columns: Further columns, such as `lesion_id`; `split` and `sha256` may be among them.
    """
    names = list(names or (f"{number:06}" for number in range(len(classes))))
    values: dict[str, Sequence[str]] = {
        "sample_id": names,
        "image": [f"{name}.png" for name in names],
        "class": list(classes),
        "split": [""] * len(names),
        "sha256": [hashlib.sha256(name.encode()).hexdigest() for name in names],
    }
    samples = pd.DataFrame(values | columns, dtype=str)
    return Dataset(
        root=root,
        name="Table",
        classes=tuple(sorted(set(classes))),
        positive=frozenset(positive),
        samples=samples,
        problems=(),
        source="",
        fingerprint=fingerprint_of(samples),
    )
