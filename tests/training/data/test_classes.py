"""Which classes count as positive."""

from __future__ import annotations

import pytest

from training.data.classes import checked_positive, suggest_positive
from training.errors import DataError


@pytest.mark.parametrize(
    ("classes", "suggested"),
    [
        (("benign", "malignant"), {"malignant"}),
        (("melanoma", "nevus", "seborrheic_keratosis"), {"melanoma"}),
        (("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"), {"akiec", "bcc", "mel"}),
        (("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC"), {"MEL", "BCC", "AKIEC"}),
        (
            ("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK"),
            {"MEL", "BCC", "AK", "SCC"},
        ),
        (
            ("Basal Cell Carcinoma", "squamous-cell_carcinoma", "nevus"),
            {"Basal Cell Carcinoma", "squamous-cell_carcinoma"},
        ),
        (("Bowen's disease", "nevus"), {"Bowen's disease"}),
        (("non-melanoma", "other"), set()),
        (("cats", "dogs"), set()),
        (("mel", "bcc"), set()),
    ],
)
def test_known_names_are_suggested(classes: tuple[str, ...], suggested: set[str]) -> None:
    assert suggest_positive(classes) == suggested


@pytest.mark.parametrize(
    ("positive", "message"),
    [
        (["melanom"], "no class melanom"),
        ([], "No class counts"),
        (["melanoma", "nevus"], "Every class counts"),
    ],
)
def test_a_choice_that_cannot_be_read_as_two_sides_is_refused(
    positive: list[str], message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        checked_positive(positive, ("melanoma", "nevus"))
    assert "melanoma, nevus" in caught.value.mend
