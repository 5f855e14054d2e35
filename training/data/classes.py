"""Which classes count as positive: what 'malignant' stands for in a binary reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from training.errors import DataError

MALIGNANT = frozenset(
    {
        "akiec",
        "basal cell carcinoma",
        "bcc",
        "bowen disease",
        "cancer",
        "carcinoma",
        "lentigo maligna",
        "malignant",
        "malignant melanoma",
        "mel",
        "melanoma",
        "melanoma in situ",
        "merkel cell carcinoma",
        "scc",
        "squamous cell carcinoma",
    }
)
"""Names of malignant classes in the public data sets, as `_normalised` writes them.

`akiec` is HAM10000's class of intraepithelial carcinoma with its precursor; the challenges count
it as malignant.
"""


def suggest_positive(classes: Sequence[str]) -> frozenset[str]:
    """Return the classes whose names say that they are malignant.

    A suggestion for a person to confirm: empty where no name is known, or where every one is.
    """
    known = frozenset(name for name in classes if _normalised(name) in MALIGNANT)
    return known if len(known) < len(classes) else frozenset()


def checked_positive(positive: Iterable[str], classes: Sequence[str]) -> frozenset[str]:
    """Return the positive classes after checking them.

    Raises:
        DataError: A class is unknown, or none or all of them are positive.
    """
    chosen = frozenset(positive)
    listed = f"Classes: {', '.join(classes)}."
    unknown = sorted(chosen - set(classes))
    if unknown:
        raise DataError(f"There is no class {', '.join(unknown)} in this data set.", mend=listed)
    if not chosen:
        raise DataError("No class counts as positive.", mend=f"Choose at least one. {listed}")
    if chosen == set(classes):
        raise DataError(
            "Every class counts as positive, so that there is nothing to tell apart.",
            mend=f"Leave at least one out. {listed}",
        )
    return chosen


def _normalised(name: str) -> str:
    """Return a name in lower case, with single spaces for everything but letters and digits."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold().replace("'s", "")))
