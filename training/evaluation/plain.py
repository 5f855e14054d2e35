"""Results as plain values for JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any


def plain(value: Any) -> Any:
    """Return dataclasses as dicts and tuples as lists, however deep they lie in each other."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def plain_dict(value: Any) -> dict[str, Any]:
    """Return a dataclass as a dict of plain values."""
    found: dict[str, Any] = plain(value)
    return found
