"""Timing two things side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any


def compare(
    baseline: Callable[[], float], candidate: Callable[[], float], *, runs: int, aim: float
) -> dict[str, Any]:
    """Time baseline and candidate in turns; the first pair warms the disk's cache and is left out.

    Args:
        baseline: Returns seconds.
        candidate: Returns seconds.
        runs: Pairs that count.
        aim: The ratio must be at most this.

    Returns:
        The ratio of the medians, whether it meets the aim, and how far the pairs are apart.
    """
    pairs = [(baseline(), candidate()) for _ in range(runs + 1)][1:]
    before = statistics.median(pair[0] for pair in pairs)
    after = statistics.median(pair[1] for pair in pairs)
    ratios = sorted(b / a for a, b in pairs)
    return {
        "ratio": round(after / before, 3),
        "aim": aim,
        "met": after / before <= aim,
        "runs": runs,
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "baseline_seconds": round(before, 3),
        "seconds": round(after, 3),
    }
