"""Groups: pictures that show the same thing, and that no split may tear apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.data.bounded import read_text_table
from training.data.dataset import Dataset
from training.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

LINKS = "near_duplicates.csv"
"""Pairs of pictures that look alike, beside the table of the data set that was checked for them."""
LINK_COLUMNS = ("sample_id_a", "sample_id_b")
_SHARED = ("lesion_id", "patient_id", "sha256")
"""What two samples of one group may have in common."""


def group_ids(dataset: Dataset) -> NDArray[np.int64]:
    """Return the group of every sample.

    Two samples are in one group when they share a lesion, a patient or all their bytes, when a
    check found that they look alike, or when a chain of such links joins them. A sample that shares
    nothing is a group of its own.

    Returns:
        Shape (n,), in the order of `dataset.samples`: 0 for the group of the first sample, 1 for
        the next group to appear, and so on.

    Raises:
        DataError: The file of near-duplicates cannot be read.
    """
    import pandas as pd
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    samples = dataset.samples
    links = _read_links(dataset.root / LINKS)
    # A picture that is linked but not used still joins those on either side of it.
    names = pd.concat([samples["sample_id"], *(links[column] for column in LINK_COLUMNS)])
    codes, known = pd.factorize(names)
    n = len(samples)
    starts, ends = [codes[n : n + len(links)]], [codes[n + len(links) :]]
    nodes = len(known)
    for column in filter(dataset.has, _SHARED):
        # Every lesion is a node too, to which its pictures are joined.
        shared, values = pd.factorize(samples[column].mask(samples[column] == ""))
        rows = np.flatnonzero(shared >= 0)
        starts.append(rows)
        ends.append(shared[rows] + nodes)
        nodes += len(values)
    start, end = np.concatenate(starts), np.concatenate(ends)
    joined = coo_matrix((np.ones(start.size, dtype=np.bool_), (start, end)), shape=(nodes, nodes))
    _, components = connected_components(joined, directed=False)
    return np.asarray(pd.factorize(components[:n])[0], dtype=np.int64)


def torn_groups(groups: NDArray[np.int64], parts: ArrayLike) -> NDArray[np.int64]:
    """Return the groups that stand in more than one part.

    Args:
        groups: Group of every sample, shape (n,).
        parts: Part of every sample, shape (n,); a sample without a part ("") tears nothing.

    Returns:
        The groups, each once, in rising order.
    """
    import pandas as pd

    pairs = pd.DataFrame({"group": groups, "part": np.asarray(parts, dtype=object)})
    pairs = pairs[pairs["part"] != ""].drop_duplicates()
    torn = pairs["group"][pairs["group"].duplicated()]
    return np.unique(torn.to_numpy(dtype=np.int64))


def group_word(dataset: Dataset) -> str:
    """Return what the groups of a data set are called, in the singular: "lesion", "patient" ..."""
    for column, word in (("patient_id", "patient"), ("lesion_id", "lesion")):
        if dataset.has(column):
            return word
    return "picture"


def _read_links(path: Path) -> pd.DataFrame:
    """Return the pairs of pictures that look alike; none where nobody has looked for them."""
    import pandas as pd

    if not path.is_file():
        return pd.DataFrame(columns=list(LINK_COLUMNS), dtype=str)
    try:
        return read_text_table(path)[list(LINK_COLUMNS)]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} cannot be read as a table of pictures that look alike: {error}.",
            mend="Check the data set again, which makes it anew.",
        ) from error
