"""The fields in which runs differ, in the words of the set-up panel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from desktop_app.train.field_spec import STAGES, FieldSpec, field_specs, stage_specs
from desktop_app.train.field_words import GROUPS, TITLES
from desktop_app.widgets.field_difference import FieldDifference
from training.config import describe

_RECIPE, _DATA = "Recipe", "Data and split"
_NOTHING = "–"


def differences_in_words(differences: Mapping[str, Sequence[Any]]) -> list[FieldDifference]:
    """Return the fields in which runs differ, group by group, in the order of the set-up panel.

    Args:
        differences: The value of each run by dotted name, as of
            `training.run_store.differences`; a field that this program does not know keeps its
            name.
    """
    order = (_RECIPE, *GROUPS)
    told = [_in_words(name, values) for name, values in differences.items()]
    places = {each.group: order.index(each.group) for each in told if each.group in order}
    return sorted(told, key=lambda each: places.get(each.group, len(order)))


def _in_words(name: str, values: Sequence[Any]) -> FieldDifference:
    spec, before = _spec(name)
    if spec is None:
        label = TITLES.get(name, name)
        group = _RECIPE if name == "recipe" else _DATA
        return FieldDifference(name, label, group, describe(name), tuple(map(_plain, values)))
    unit = f" ({spec.unit.strip()})" if spec.unit else ""
    written = tuple(_NOTHING if value is None else _written(spec, value) for value in values)
    return FieldDifference(name, f"{before}{spec.label}{unit}", spec.group, spec.about, written)


def _spec(name: str) -> tuple[FieldSpec | None, str]:
    """Return what is known of a field, and what stands before its label."""
    section, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    if section == STAGES and field:
        specs = {spec.name: spec for spec in stage_specs()}
        return specs.get(f"{STAGES}.{field}"), f"Stage {int(number) + 2}: "
    return field_specs().get(name), ""


def _written(spec: FieldSpec, value: Any) -> str:
    # Without what groups digits: the table is taken to spreadsheets.
    return str(value) if spec.kind == "whole" else spec.written(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
