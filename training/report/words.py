"""Numbers in words, the same all over a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.evaluation.intervals import Estimate
from training.evaluation.plain import plain_dict

NOT_TOLD = "cannot be told"
_TO = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"
METHODS = {
    "": "",
    "wilson": "Wilson",
    "newcombe": "Newcombe",
    "delong": "DeLong",
    "bootstrap": "bootstrap",
    "logit": "logit",
    "mover": "MOVER",
}
"""How an interval was made, in a word; `training.evaluation.intervals.SOURCES` says it in full."""


def number(value: float | None) -> str:
    """Return three decimals."""
    return NOT_TOLD if value is None else f"{value:.3f}"


def interval(told: Mapping[str, Any]) -> str:
    """Return the 95 % interval of an estimate's plain values."""
    if told["low"] is None or told["high"] is None:
        return "–"
    return f"{told['low']:.3f}{_TO}{told['high']:.3f}"


def estimate(told: Mapping[str, Any] | Estimate) -> str:
    """Return an estimate with its interval: "0.912 (0.871 to 0.944)"."""
    values = plain_dict(told) if isinstance(told, Estimate) else told
    if values["value"] is None or values["low"] is None:
        return number(values["value"])
    return f"{number(values['value'])} ({interval(values)})"


def estimate_row(name: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return name, value, interval, samples and method as cells."""
    method = METHODS.get(told["method"], told["method"])
    return name, number(told["value"]), interval(told), f"{told['n']:,}", method


TEXTS = frozenset({4})
"""Columns of `ESTIMATE_HEADER` that hold words."""
ESTIMATE_HEADER = ("Measure", "Value", "95 % interval", "n", "Method")


def counted(n: int, singular: str, plural: str = "") -> str:
    """Return a number of things: "1 epoch", "1,200 epochs"."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def duration(seconds: float) -> str:
    """Return a duration: "42 s", "12 min 5 s", "3 h 20 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Return names as a list in a sentence: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
