"""What a reading means for a patient, at a prevalence that a person assumes."""

from __future__ import annotations

import math

from training.errors import ConfigError
from training.evaluation.intervals import Z_95, Estimate
from training.evaluation.thresholds import BinaryCounts


def predictive_values(counts: BinaryCounts, prevalence: float) -> tuple[Estimate, Estimate]:
    """Return PPV and NPV at a prevalence, from sensitivity and specificity.

    The interval is the standard logit one; where a count is 0, so that it has none, the adjusted
    logit one, with half of the squared normal quantile added to each count.

    Source: N. D. Mercaldo, K. F. Lau, X. H. Zhou, Confidence intervals for predictive values with
    an emphasis to case-control studies, Statistics in Medicine 26 (2007) 2170-2183.

    Args:
        counts: The reading at a threshold.
        prevalence: Share of positives among those who are to be examined, between 0 and 1.

    Returns:
        PPV and NPV; None where positives or negatives are missing, or nobody is read so.

    Raises:
        ConfigError: The prevalence does not lie between 0 and 1.
    """
    if not 0.0 < prevalence < 1.0:
        raise ConfigError(
            f"A prevalence of {prevalence:g} is not possible.",
            mend="Give a share above 0 and below 1, such as 0.02 for two of a hundred.",
        )
    odds = prevalence / (1.0 - prevalence)
    positives, negatives = counts.tp + counts.fn, counts.tn + counts.fp
    return (
        _value(counts.tp, positives, counts.fp, negatives, odds),
        _value(counts.tn, negatives, counts.fn, positives, 1.0 / odds),
    )


def _value(right: int, of: int, wrong: int, of_others: int, odds: float) -> Estimate:
    """Return the share of right among equal readings.

    Args:
        right: Samples of the side that is meant, read as it.
        of: Samples of that side.
        wrong: Samples of the other side, read as this one.
        of_others: Samples of the other side.
        odds: Of the side that is meant.
    """
    n = of + of_others
    if not of or not of_others or not right + wrong:
        return Estimate(None, None, None, n)
    share, alarm = right / of, wrong / of_others
    value = share * odds / (share * odds + alarm)
    if 0 < right < of and 0 < wrong < of_others:
        low, high = _logit(share, of, alarm, of_others, odds)
    else:
        more = Z_95**2
        of_more, others_more = of + more, of_others + more
        share, alarm = (right + more / 2) / of_more, (wrong + more / 2) / others_more
        low, high = _logit(share, of_more, alarm, others_more, odds)
    return Estimate(value, min(low, value), max(high, value), n, "logit")


def _logit(
    share: float, of: float, alarm: float, of_others: float, odds: float
) -> tuple[float, float]:
    centre = math.log(share * odds / alarm)
    half = Z_95 * math.sqrt((1 - share) / (share * of) + (1 - alarm) / (alarm * of_others))
    return tuple(1 / (1 + math.exp(-end)) for end in (centre - half, centre + half))  # type: ignore[return-value]
