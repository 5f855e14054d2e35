"""In what the configurations of runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from training.config import RunConfig


def differences(configs: Sequence[RunConfig]) -> dict[str, list[Any]]:
    """Return the fields in which configurations differ.

    Args:
        configs: Configurations, with the defaults of whatever they did not say.

    Returns:
        Dotted field -> the value of each configuration, as plain JSON values, in the order of the
        fields. A further stage is counted from 0 (`stages.0.epochs`); None where a configuration
        has no such stage.
    """
    flat = [_flat(config) for config in configs]
    names = dict.fromkeys(name for values in flat for name in values)
    found = {name: [values.get(name) for values in flat] for name in names}
    return {name: values for name, values in found.items() if any(v != values[0] for v in values)}


def _flat(config: RunConfig) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, section in config.model_dump(mode="json").items():
        if isinstance(section, dict):
            values.update({f"{name}.{field}": value for field, value in section.items()})
        elif name == "stages":
            for index, stage in enumerate(section):
                values.update({f"{name}.{index}.{field}": stage[field] for field in stage})
        else:
            values[name] = section
    return values
