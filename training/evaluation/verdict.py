"""How a probability is read at a threshold, as a word and as a sentence."""

from __future__ import annotations

from training.evaluation.predictions import NEGATIVE, POSITIVE

SENTENCE = "{probability} {positive}: {side} the threshold {threshold}, read as {verdict}."
AT_OR_ABOVE, BELOW = "at or above", "below"


def verdict(probability: float, threshold: float) -> str:
    """Return "malignant" from the threshold upwards, else "benign"."""
    return POSITIVE if probability >= threshold else NEGATIVE


def percentage(share: float) -> str:
    """Return a share for a person: 0.183 as "18.3 %"."""
    return f"{100 * share:.1f} %"


def verdict_in_words(probability: float, threshold: float) -> str:
    """Return the reading of one picture: "18.3 % malignant: below the threshold 0.23, ..."."""
    return SENTENCE.format(
        probability=percentage(probability),
        positive=POSITIVE,
        side=AT_OR_ABOVE if probability >= threshold else BELOW,
        threshold=f"{threshold:g}",
        verdict=verdict(probability, threshold),
    )
