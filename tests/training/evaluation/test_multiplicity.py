"""Several comparisons at once do not find a difference by their number alone."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluation.multiplicity import holm


def test_holm_is_the_calculation_by_hand() -> None:
    # Sorted 0.005, 0.01, 0.03, 0.04, times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; never falling: 0.06.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02], abs=1e-15)
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([0.02, 0.02, 0.02]) == pytest.approx([0.06, 0.06, 0.06])
    assert holm([0.031]) == [0.031]
    assert holm([]) == []


def test_a_test_that_could_not_be_made_is_none_of_them() -> None:
    assert holm([None, 0.03, None, 0.02]) == pytest.approx([None, 0.04, None, 0.04])
    assert holm([None]) == [None]


def test_equal_runs_are_called_different_in_one_family_of_twenty_at_most() -> None:
    rng = np.random.default_rng(4)
    families = [rng.random(5) for _ in range(4000)]
    found = [min(p for p in holm(family.tolist()) if p is not None) < 0.05 for family in families]
    alone = [bool((family < 0.05).any()) for family in families]
    assert np.mean(found) < 0.06
    assert np.mean(alone) > 0.2  # what adjusting is for: 1 - 0.95**5 = 0.226
