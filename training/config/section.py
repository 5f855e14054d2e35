"""What all sections of a RunConfig have in common.

A run is repeated from its RunConfig and its data set alone. Field descriptions, ranges and units
(`unit` in the JSON schema) are shown to people.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, JsonValue


class Section(BaseModel):
    """Frozen values; what is not a field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def unit(unit: str) -> dict[str, JsonValue]:
    """Return what a field's schema says of its unit; "share" stands for a part of 1."""
    return {"unit": unit}
