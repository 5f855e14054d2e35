"""Findings on pictures that stand in a data set more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.checks.finding import Finding
from training.data.checks.mends import leave_out
from training.data.dataset import Dataset
from training.data.groups import LINK_COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def check_copies(dataset: Dataset, links: pd.DataFrame) -> list[Finding]:
    """Look at copies among the samples in use.

    Args:
        dataset: The data set.
        links: Pairs of pictures that look alike; see `measure.linked`.
    """
    samples = dataset.used.samples.set_index("sample_id")
    first, second = LINK_COLUMNS
    links = links[links[first].isin(samples.index) & links[second].isin(samples.index)]
    exact, near = links[links["kind"] == "exact"], links[links["kind"] == "near"]
    conflicts = links[
        samples.loc[links[first], "class"].to_numpy()
        != samples.loc[links[second], "class"].to_numpy()
    ]
    findings = []
    if len(conflicts):
        involved = _side_by_side(conflicts)
        findings.append(
            Finding(
                "label conflict",
                "Pairs of one picture under two classes",
                "At least one of the two labels is wrong; a model cannot learn from both.",
                "error",
                len(conflicts),
                involved,
                mend=leave_out(involved, "label conflict"),
            )
        )
    if dataset.has("lesion_id"):
        findings += _two_lesions(links, samples["lesion_id"])
    if len(exact):
        copies = tuple(dict.fromkeys(exact[second]))
        findings.append(
            Finding(
                "exact duplicates",
                "Exact copies",
                "The same file counts several times, and may stand in training and in the test.",
                "warning",
                len(copies),
                _side_by_side(exact),
                mend=leave_out(copies, "exact duplicate"),
            )
        )
    if len(near):
        turned = int((near["transform"] != "same").sum())
        findings.append(
            Finding(
                "near duplicates",
                "Pairs of pictures that look alike",
                "Resized, recompressed or turned copies. A split by group keeps them together.",
                "warning",
                len(near),
                _side_by_side(near),
                mend=leave_out(tuple(dict.fromkeys(near[second])), "near duplicate"),
                detail=f"{turned:,} mirrored or turned" if turned else "",
            )
        )
    return findings


def _two_lesions(links: pd.DataFrame, lesions: pd.Series[str]) -> list[Finding]:
    """Return pairs that look alike, but are recorded as two lesions."""
    first, second = (lesions.loc[links[column]].to_numpy() for column in LINK_COLUMNS)
    pairs = links[(first != "") & (second != "") & (first != second)]
    if not len(pairs):
        return []
    return [
        Finding(
            "one lesion under two names",
            "Pairs that look alike, but are recorded as two lesions",
            "A split by lesion alone would tear them apart; here they stay together.",
            "note",
            len(pairs),
            _side_by_side(pairs),
        )
    ]


def _side_by_side(links: pd.DataFrame) -> tuple[str, ...]:
    pairs = links[list(LINK_COLUMNS)].to_numpy(dtype=object).ravel()
    return tuple(dict.fromkeys(pairs))
