"""The pages of the Inspect tab."""

from __future__ import annotations

from enum import Enum


class InspectPage(Enum):
    """The pages by their titles, in the order in which a person works through them."""

    RESULTS = "Results"
    PREDICTIONS = "Predictions"
    CURVES = "Curves"
    CLASSES = "By class"
    SUBGROUPS = "Subgroups"
    COMPARISON = "Compare"
    EXTERNAL = "Other data"
    BATCH = "Batch"
    DATA = "Data"
