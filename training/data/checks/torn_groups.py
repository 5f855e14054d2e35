"""Findings on lesions, patients and copies that stand on both sides of a given split."""

from __future__ import annotations

import numpy as np

from training.data.checks.finding import Finding
from training.data.checks.mends import set_all
from training.data.dataset import Dataset
from training.data.groups import group_ids, group_word, torn_groups


def check_torn_groups(dataset: Dataset) -> list[Finding]:
    """Look at the parts that the data set itself says."""
    used = dataset.used
    parts = used.samples["split"].to_numpy(dtype=object)
    if not (parts != "").any():
        return []
    groups = group_ids(used)
    torn = torn_groups(groups, parts)
    if not torn.size:
        return []
    rows = np.flatnonzero(np.isin(groups, torn) & (parts != ""))
    rows = rows[np.argsort(groups[rows], kind="stable")]
    word = group_word(used)
    what = "Copies of one picture" if word == "picture" else f"Pictures of one {word}, or copies,"
    given = tuple(used.samples["sample_id"].to_numpy(dtype=object)[parts != ""])
    return [
        Finding(
            "leak",
            "Groups on both sides of the split",
            f"{what} train the model and then test it: its scores come out too high.",
            "error",
            int(torn.size),
            tuple(used.samples["sample_id"].to_numpy(dtype=object)[rows]),
            mend=set_all(given, "split", "", "Forget the given split; split by group instead"),
        )
    ]
