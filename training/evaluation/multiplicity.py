"""Probabilities of several tests at once, adjusted for their number."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return probabilities that are adjusted for how many there are.

    Who calls those below 0.05 a difference is wrong about any equal pair in at most 5 % of such
    families of tests, however the tests depend on each other.

    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.

    Args:
        p_values: One for each test; None where a test could not be made, which then counts as none.

    Returns:
        In the same order, each at least what it was and at most 1; None where it was None.
    """
    told = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    least = 0.0
    for before, (p, place) in enumerate(told):
        least = max(least, min(1.0, (len(told) - before) * p))
        adjusted[place] = least
    return adjusted
