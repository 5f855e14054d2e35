"""Texts of strangers are shown by a spreadsheet, and not computed."""

from __future__ import annotations

import pytest

from training.csv_cells import neutral_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_become_texts(text: str) -> None:
    assert neutral_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "nevus", "-0.5", "+3", "1e-05", "-inf", "nan", "a=b"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert neutral_cell(text) == text
