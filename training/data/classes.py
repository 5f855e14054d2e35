"""Which classes count as positive: what 'malignant' stands for in a binary reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from training.errors import DataError

SYNONYMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "melanoma": frozenset(
            {
                "mel",
                "melanoma",
                "malignant melanoma",
                "melanoma in situ",
                "melanoma invasive",
                "melanoma metastasis",
                "melanoma nos",
                "lentigo maligna",
                "lentigo maligna melanoma",
            }
        ),
        "basal cell carcinoma": frozenset({"bcc", "basal cell carcinoma"}),
        "squamous cell carcinoma": frozenset(
            {
                "scc",
                "squamous cell carcinoma",
                "squamous cell carcinoma in situ",
                "squamous cell carcinoma invasive",
                "squamous cell carcinoma nos",
            }
        ),
        "intraepithelial carcinoma": frozenset(
            {
                "akiec",
                "ak",
                "actinic keratoses and intraepithelial carcinoma",
                "actinic keratoses and intraepithelial carcinoma bowen disease",
                "bowen disease",
                "intraepithelial carcinoma",
            }
        ),
        "other malignant": frozenset(
            {"cancer", "carcinoma", "malignant", "merkel cell carcinoma"},
        ),
        "nevus": frozenset(
            {
                "nv",
                "nev",
                "nevus",
                "nevi",
                "naevus",
                "naevi",
                "melanocytic nevus",
                "melanocytic nevi",
                "melanocytic naevus",
                "melanocytic naevi",
            }
        ),
        "unknown": frozenset({"unk", "unknown", "indeterminate"}),
    }
)
"""What the public data sets call the classes that the program knows, as `_normalised` writes them.

`akiec` is the class of intraepithelial carcinoma with its precursor in HAM10000 and ISIC 2018, `AK`
the same in ISIC 2019, whose pictures of it come from there; the challenges count it as malignant.
"Actinic keratosis" alone, in the archive, is the precursor only, and does not stand here.
"""
_MALIGNANT = (
    "melanoma",
    "basal cell carcinoma",
    "squamous cell carcinoma",
    "intraepithelial carcinoma",
    "other malignant",
)


def meant_by(name: str) -> str:
    """Return which key of `SYNONYMS` a class's name stands for, in any case; '' for none."""
    wanted = _normalised(name)
    return next((known for known, names in SYNONYMS.items() if wanted in names), "")


def suggest_positive(classes: Sequence[str]) -> frozenset[str]:
    """Return the classes whose names say that they are malignant.

    A suggestion for a person to confirm: empty where no name is known, or where every one is.
    """
    known = frozenset(name for name in classes if meant_by(name) in _MALIGNANT)
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
