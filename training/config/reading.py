"""RunConfigs from JSON and from texts, and with fields changed. A wrong value is named by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from training.config.learning import StageConfig
from training.config.run import RunConfig
from training.config.section import Section
from training.errors import ConfigError


def config_from_mapping(
    values: Mapping[str, Any], *, source: str = "the configuration"
) -> RunConfig:
    """Validate plain values as a RunConfig.

    Args:
        values: Nested plain values.
        source: What the values came from, for the error.

    Raises:
        ConfigError: Names the field, its value and what is allowed.
    """
    try:
        return RunConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if not name:  # two fields that do not fit together; the message names both
            raise ConfigError(f"{source}: {message}.", mend="Change one of the two.") from error
        message = message[:1].lower() + message[1:]
        raise ConfigError(
            f"{source}: {name} = {first['input']!r} is not allowed: {message}.",
            mend=_allowed(name),
        ) from error


def read_config(path: Path) -> RunConfig:
    """Read a RunConfig from a JSON file.

    Raises:
        ConfigError: The file cannot be read, is no JSON, or has a value that is not allowed.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read as a configuration: {error}.") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path} cannot be read as a configuration: it has no fields.")
    return config_from_mapping(values, source=str(path))


def with_changes(config: RunConfig, changes: Mapping[str, Any]) -> RunConfig:
    """Return a config with fields changed.

    Args:
        config: The config to start from.
        changes: New values by dotted field name: `{"optimisation.epochs": 3}`.

    Raises:
        ConfigError: A field does not exist, or its new value is not allowed.
    """
    values = config.model_dump(mode="json")
    known = fields()
    for name, value in changes.items():
        if name not in known:
            raise ConfigError(f"There is no field {name}.", mend=f"Fields: {', '.join(known)}.")
        section, _, field = name.rpartition(".")
        place = values[section] if section else values
        place[field] = value
    return config_from_mapping(values)


def parse_assignments(assignments: Sequence[str]) -> dict[str, Any]:
    """Read `field=value` texts; values are JSON where they can be, plain text otherwise.

    Raises:
        ConfigError: A text has no `=`.
    """
    changes: dict[str, Any] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"{text!r} is not of the form field=value.")
        try:
            changes[name.strip()] = json.loads(value)
        except ValueError:
            changes[name.strip()] = value
    return changes


def fields() -> tuple[str, ...]:
    """Return the dotted names of all fields."""
    return tuple(_field_infos())


def describe(name: str) -> str:
    """Return what a field does, in a sentence, as its schema says it; empty for an unknown field.

    Args:
        name: Dotted name; a further stage is counted from 0, as in `stages.0.epochs`.
    """
    section, _, rest = name.partition(".")
    place, _, inner = rest.partition(".")
    infos: Mapping[str, Any] = _field_infos()
    if section == "stages" and place.isdigit():
        infos, name = StageConfig.model_fields, inner
    return str(infos[name].description or "").replace("`", "") if name in infos else ""


def _field_infos() -> dict[str, Any]:
    infos: dict[str, Any] = {}
    for name, info in RunConfig.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            for inner, inner_info in info.annotation.model_fields.items():
                infos[f"{name}.{inner}"] = inner_info
        else:
            infos[name] = info
    return infos


def _allowed(name: str) -> str:
    """Return a sentence on what a field is."""
    for known, info in _field_infos().items():
        if name == known or name.startswith(known + "."):
            return f"{known}: {info.description}"
    return f"Fields: {', '.join(fields())}."
