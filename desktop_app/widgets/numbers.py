"""How numbers and their uncertainty are written for a person."""

from __future__ import annotations

from html import escape

from training.evaluation.intervals import SOURCES, Estimate


def value_text(estimate: Estimate) -> str:
    """Return the number alone: "0.810", or a dash where there is none."""
    return "–" if estimate.value is None else f"{estimate.value:.3f}"


def detail_text(estimate: Estimate) -> str:
    """Return what a number rests on: "95 % interval 0.710–0.880, n = 150"."""
    if estimate.value is None:
        return "no such samples"
    if estimate.low is None:
        return f"too few for an interval, n = {estimate.n:,}"
    return f"95 % interval {estimate.low:.3f}–{estimate.high:.3f}, n = {estimate.n:,}"


def source_tip(estimate: Estimate, meaning: str = "") -> str:
    """Return a tool tip that names the source of an interval, wrapped to be read.

    Args:
        estimate: The number.
        meaning: What the number means; "" where that stands elsewhere.
    """
    said = (meaning, detail_text(estimate), SOURCES[estimate.method])
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in said if each)
