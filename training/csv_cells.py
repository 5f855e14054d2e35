"""Cells of tables that are opened in a spreadsheet."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""By which a spreadsheet takes a text for a formula (OWASP, CSV injection)."""


def neutral_cell(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute; numbers stay numbers."""
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text
