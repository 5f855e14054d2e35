"""How a probability is read at a threshold, as a word and as a sentence."""

from __future__ import annotations

from training.evaluation.predictions import NEGATIVE, POSITIVE


def verdict(probability: float, threshold: float) -> str:
    """Return "malignant" from the threshold upwards, else "benign"."""
    return POSITIVE if probability >= threshold else NEGATIVE


def percentage(share: float) -> str:
    """Return a share for a person: 0.183 as "18.3 %"."""
    return f"{100 * share:.1f} %"


def verdict_in_words(probability: float, threshold: float) -> str:
    """Return the reading of one picture: "18.3 % malignant: below the threshold 0.23, ..."."""
    side = "at or above" if probability >= threshold else "below"
    return (
        f"{percentage(probability)} {POSITIVE}: {side} the threshold {threshold:g}, "
        f"read as {verdict(probability, threshold)}."
    )
