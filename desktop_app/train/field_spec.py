"""What RunConfig's own schema says of each field that a person may set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from desktop_app.train import field_words as words
from training.backbones import BACKBONES
from training.config import RunConfig
from training.networks import NETWORKS

Kind = Literal["whole", "number", "choice", "switch", "size", "stages"]
STAGES, SPLIT = "stages", "split.by"
RATE, TARGET = "optimisation.learning_rate", "data.target"
_SMALL = 1e-3
"""Numbers below are written with an exponent: their zeros are hard to count."""
_LARGEST_SIDE = 4096
_LARGEST = 2**31 - 1
"""What a spin box holds; the engine takes seeds twice as large."""


@dataclass(frozen=True)
class FieldSpec:
    """A field.

    Attributes:
        name: Dotted name: "optimisation.epochs".
        label: What people call it.
        description: What it does, in a sentence.
        group: Title of the group it stands in.
        kind: What its values are.
        unit: Follows a number, with its space.
        low: Smallest value of a number.
        high: Largest value of a number.
        above: Whether `low` itself is not allowed.
        below: Whether `high` itself is not allowed.
        step: What the arrows of a number add; 0: a tenth of its leading digit's place.
        choices: Words and value of each choice.
    """

    name: str
    label: str
    description: str
    group: str
    kind: Kind
    unit: str = ""
    low: float = 0
    high: float = 0
    above: bool = False
    below: bool = False
    step: float = 0.0
    choices: tuple[tuple[str, Any], ...] = ()

    @property
    def range(self) -> str:
        """What is allowed, in words: "1 to 4,096"; empty for what is not a number."""
        if self.kind not in ("whole", "number"):
            return ""
        low, high = (self.written(bound) for bound in (self.low, self.high))
        if self.above:
            return f"above {low}, {'below' if self.below else 'up to'} {high}{self.unit}"
        return f"{low} to {'below ' if self.below else ''}{high}{self.unit}"

    @property
    def about(self) -> str:
        """Description and range, in sentences."""
        return f"{self.description} {self.range.capitalize()}." if self.range else self.description

    def matches(self, text: str) -> bool:
        """Return whether a person who looks for some words may mean this field."""
        said = (self.label, self.name, self.description, *(choice for choice, _ in self.choices))
        searched = " ".join(said).casefold()
        return all(word in searched for word in text.casefold().split())

    def written(self, value: Any) -> str:
        """Return a value as it is shown, without its unit."""
        match self.kind:
            case "choice":
                return next((text for text, each in self.choices if each == value), str(value))
            case "switch":
                return "on" if value else "off"
            case "size":
                return f"{value[0]} x {value[1]}"
            case "stages":
                return f"{len(value)}" if value else "none"
            case "whole":
                return f"{value:,}"
        return number_text(value)


@cache
def field_specs() -> Mapping[str, FieldSpec]:
    """Return all fields that a person may set, by dotted name."""
    specs = [
        _spec(name, properties)
        for name, properties in _properties(RunConfig.model_json_schema())
        if name not in words.SET_ELSEWHERE
    ]
    return {spec.name: spec for spec in specs}


@cache
def stage_specs() -> tuple[FieldSpec, ...]:
    """Return the fields of one further stage; names are the plain ones of StageConfig."""
    schema = RunConfig.model_json_schema()["$defs"]["StageConfig"]["properties"]
    specs = (_spec(f"{STAGES}.{name}", properties) for name, properties in schema.items())
    return tuple(specs)


def number_text(value: float) -> str:
    """Return a number with the digits that it has: "0.001", "3.2e-4"."""
    if 0 < abs(value) < _SMALL:
        digits, _, exponent = f"{value:.6e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{value:.8f}".rstrip("0").rstrip(".")


def names_in(text: str) -> tuple[str, ...]:
    """Return the fields that a sentence of the engine names, in their order."""
    return tuple(dict.fromkeys(_names_pattern().findall(text)))


def in_words(text: str) -> str:
    """Return a sentence of the engine with the labels of the fields that it names."""
    plain = text.removeprefix("the configuration: ")
    said = _names_pattern().sub(lambda found: _label(found.group()), plain)
    return said[:1].upper() + said[1:]


@cache
def _names_pattern() -> re.Pattern[str]:
    names = [name for name, _ in _properties(RunConfig.model_json_schema()) if "." in name]
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b")


def _properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the dotted name of every field, and what the schema says of it."""
    for name, properties in schema["properties"].items():
        if reference := properties.get("$ref"):
            section = schema["$defs"][reference.rpartition("/")[2]]
            for inner, inner_properties in section["properties"].items():
                yield f"{name}.{inner}", inner_properties
        else:
            yield name, properties


def _spec(name: str, properties: Mapping[str, Any]) -> FieldSpec:
    kind = _kind(name, properties)
    section = name.partition(".")[0]
    return FieldSpec(
        name=name,
        label=_label(name),
        description=str(properties["description"]).replace("`", ""),
        group=words.GROUP_OF_FIELD.get(
            name, words.GROUP_OF_SECTION.get(section, section.capitalize())
        ),
        kind=kind,
        unit=words.UNITS.get(name, ""),
        low=properties.get("minimum", properties.get("exclusiveMinimum", 0)),
        high=min(
            properties.get("maximum", properties.get("exclusiveMaximum", _LARGEST_SIDE)), _LARGEST
        ),
        above="exclusiveMinimum" in properties,
        below="exclusiveMaximum" in properties,
        step=words.STEPS.get(name, 0.0),
        choices=_choices(name, properties) if kind == "choice" else (),
    )


def _kind(name: str, properties: Mapping[str, Any]) -> Kind:
    kinds: dict[str, Kind] = {"integer": "whole", "number": "number", "boolean": "switch"}
    if name == STAGES:
        return "stages"
    if properties["type"] == "array":
        return "size"
    return kinds.get(properties["type"], "choice")


def _choices(name: str, properties: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    if name == "model.architecture":
        networks = [(network.title, network.name) for network in NETWORKS.values()]
        return (*networks, *((backbone.title, backbone.name) for backbone in BACKBONES.values()))
    said = words.CHOICES.get(name, {})
    values = properties["enum"]
    return tuple((said.get(value, _plain(value)), value) for value in values)


def _plain(value: str) -> str:
    return value.replace("val_", "validation ").replace("_", " ")


def _label(name: str) -> str:
    own = name.rpartition(".")[2].replace("_", " ").capitalize()
    return words.LABELS.get(name, own)
