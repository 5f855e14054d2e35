"""Findings on single pictures: what their files are, and what can be seen in them."""

from __future__ import annotations

from posixpath import splitext
from typing import TYPE_CHECKING

import numpy as np

from training.data.checks.finding import Finding, Mend, Severity
from training.data.checks.mends import leave_out
from training.data.dataset import Dataset
from training.data.measuring.signatures import FLATTEST

if TYPE_CHECKING:
    import pandas as pd

EXTREME_ASPECT = 3.0
"""A picture this many times as wide as high, or as high as wide, loses its lesion when squashed."""

_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg"),
    "MPO": (".jpg", ".jpeg", ".mpo"),
    "PNG": (".png",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp",),
    "WEBP": (".webp",),
    "DICOM": (".dcm",),
}


def check_pictures(dataset: Dataset, facts: pd.DataFrame, minimum_size: int) -> list[Finding]:
    """Look at what was measured of the pictures in use.

    Args:
        dataset: The data set.
        facts: See `facts.read_facts`.
        minimum_size: Pixels that the shorter side should have at least.
    """
    used = dataset.used.samples.set_index("sample_id")
    facts = facts[facts.index.isin(used.index)]
    shorter = facts[["width", "height"]].min(axis=1)
    longer = facts[["width", "height"]].max(axis=1)
    spread = facts[["spread_r", "spread_g", "spread_b"]].max(axis=1)
    suffix = used.loc[facts.index, "image"].map(lambda image: splitext(image)[1].lower())
    expected = facts["format"].map(lambda name: _SUFFIXES.get(name, ()))
    wrong = np.array([end not in ends for end, ends in zip(suffix, expected, strict=True)], bool)
    checks: tuple[tuple[str, Severity, pd.Series[bool], str, str, bool], ...] = (
        (
            "single colour",
            "warning",
            spread < FLATTEST,
            "Pictures of a single colour",
            "They show nothing; a model can only learn their colour.",
            True,
        ),
        (
            "too small",
            "warning",
            shorter < minimum_size,
            f"Pictures smaller than {minimum_size} pixels",
            "They are enlarged for the model, which then sees blur where others show detail.",
            False,
        ),
        (
            "extreme aspect",
            "warning",
            longer > EXTREME_ASPECT * shorter,
            "Pictures much longer than wide",
            "They are squashed to the model's shape, and the lesion with them.",
            False,
        ),
        (
            "wrong extension",
            "note",
            facts["format"].ne("") & wrong,
            "Files with the wrong ending",
            "They are read by their content; other programs may refuse them.",
            False,
        ),
        (
            "CMYK",
            "note",
            facts["mode"] == "CMYK",
            "Pictures in printing colours (CMYK)",
            "They are converted to RGB; their colours may differ a little from the others'.",
            False,
        ),
        (
            "rotated",
            "note",
            facts["rotated"] > 0,
            "Pictures that the camera marked as turned",
            "They are read upright everywhere in LesionLab; other programs may not do so.",
            False,
        ),
    )
    findings = []
    for kind, severity, bad, title, meaning, mendable in checks:
        samples = tuple(facts.index[bad])
        if samples:
            mend: Mend | None = leave_out(samples, kind) if mendable else None
            findings.append(
                Finding(
                    kind,
                    title,
                    meaning,
                    severity,
                    len(samples),
                    samples,
                    mend=mend,
                )
            )
    return findings
