"""What a bar chart shows: counts by bar and series, and what they say in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class BarData:
    """Counts of things by bar and by series.

    Attributes:
        bars: Name of each bar.
        series: Name of each series: the parts that a bar is stacked from.
        counts: Shape (bars, series), int64.
        ticks: Short names below the bars of a histogram; by default the names.
        everything: What the share of a bar is of; by default of all that the bars count.
    """

    bars: tuple[str, ...]
    series: tuple[str, ...]
    counts: NDArray[np.int64]
    ticks: tuple[str, ...] = ()
    everything: int | None = None

    def __post_init__(self) -> None:
        """Refuse counts of another shape.

        Raises:
            ValueError: The shape does not fit the names.
        """
        if self.counts.shape != (len(self.bars), len(self.series)):
            raise ValueError(
                f"{len(self.bars)} bars of {len(self.series)} series, but counts of shape "
                f"{self.counts.shape}."
            )

    @property
    def totals(self) -> NDArray[np.int64]:
        """Height of each bar, shape (bars,), int64."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)

    @property
    def is_stacked(self) -> bool:
        """Whether a bar is made of more than one series."""
        return bool((np.count_nonzero(self.counts, axis=1) > 1).any())

    def heights(self, *, as_shares: bool) -> NDArray[np.float64]:
        """Return how far each part of each bar reaches, the longest bar reaching 1.

        Args:
            as_shares: Whether every bar is as long as the longest.

        Returns:
            Shape (bars, series), float64.
        """
        totals = self.totals[:, np.newaxis]
        whole = totals if as_shares else np.full_like(totals, totals.max(initial=0))
        return np.divide(self.counts, whole, out=np.zeros(self.counts.shape), where=whole > 0)

    def value_text(self, bar: int) -> str:
        """Return how many a bar stands for, and their share of all: "120 · 12.0 %"."""
        total = int(self.totals[bar])
        everything = int(self.counts.sum()) if self.everything is None else self.everything
        share = f" · {100 * total / everything:.1f} %" if everything else ""
        return f"{total:,}{share}"

    def bar_text(self, bar: int) -> str:
        """Return what a whole bar says, in words."""
        return f"{self.bars[bar]}: {self.value_text(bar)}"

    def part_text(self, bar: int, series: int) -> str:
        """Return what one part of a bar says, in words."""
        if not self.is_stacked:
            return self.bar_text(bar)
        count, total = int(self.counts[bar, series]), int(self.totals[bar])
        share = f" ({100 * count / total:.1f} % of {total:,})" if total else ""
        return f"{self.bars[bar]}, {self.series[series]}: {count:,}{share}"
