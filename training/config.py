"""RunConfig: everything that decides what a run does, as frozen, validated data.

A run is repeated from its RunConfig and its data set alone. Field descriptions are shown to people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from training.errors import ConfigError

PARTS = ("train", "validation", "test")
"""The parts of a split, in the order in which people read them."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DataConfig(_Section):
    """Which data set, and what the model is to tell apart."""

    dataset: str = Field("", description="Folder of the data set.")
    fingerprint: str = Field("", description="Fingerprint of the data set's bytes.")
    target: Literal["positive", "classes"] = Field(
        "positive",
        description="Tell the positive classes from the rest, or tell every class apart.",
    )
    regroup: dict[str, str] = Field(
        {},
        description="New class of each class that is renamed or joined with others; "
        "an empty name leaves the class out.",
    )
    positive: tuple[str, ...] = Field(
        (), description="Classes that count as positive, after regrouping."
    )


class SplitConfig(_Section):
    """How samples without a part get one."""

    by: Literal["group", "image"] = Field(
        "group",
        description="Keep the pictures of a lesion or patient together, or divide picture by "
        "picture, which inflates the scores and marks them.",
    )
    given: bool = Field(True, description="Keep the parts that the data set's files say.")

    validation: float = Field(
        0.15, ge=0.01, le=0.5, description="Share of all samples for validation, where none is."
    )
    test: float = Field(
        0.15, ge=0.01, le=0.5, description="Share of all samples for the test, where none is."
    )
    folds: int = Field(
        0,
        ge=0,
        le=50,
        description="Divide into so many folds, at least 3; 0 divides by the shares instead.",
    )
    fold: int = Field(
        0,
        ge=0,
        description="The fold for the test, from 0; the next one validates, the rest trains.",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the split.")

    @field_validator("folds")
    @classmethod
    def _three_parts(cls, folds: int) -> int:
        if folds in (1, 2):
            raise ValueError("training, validation and test need 3 folds")
        return folds

    @field_validator("fold")
    @classmethod
    def _one_of_the_folds(cls, fold: int, info: ValidationInfo) -> int:
        folds = info.data.get("folds", fold + 1)
        if fold >= max(folds, 1):
            raise ValueError(f"there are {folds} folds, counted from 0")
        return fold


class ModelConfig(_Section):
    """The network."""

    architecture: str = Field("small_cnn", description="`small_cnn`, or a backbone by name.")
    weights: Literal["imagenet", "random"] = Field(
        "imagenet", description="What a backbone starts from."
    )
    image_size: tuple[int, int] = Field(
        (64, 64), description="Height and width of the model's input, in pixels."
    )
    pooling: Literal["avg", "max"] = Field("avg", description="Pooling after a backbone.")
    dropout: float = Field(0.2, ge=0.0, lt=1.0, description="Dropout before the last layer.")


class AugmentationConfig(_Section):
    """Changes to training pictures that keep the lesion what it is."""

    horizontal_flip: bool = Field(True, description="Mirror left and right.")
    vertical_flip: bool = Field(True, description="Mirror top and bottom.")
    quarter_turns: bool = Field(True, description="Turn by 0, 90, 180 or 270 degrees.")


class OptimisationConfig(_Section):
    """How the network learns."""

    optimizer: Literal["adam", "rmsprop", "sgd"] = Field("adam", description="Keras optimizer.")
    learning_rate: float = Field(1e-3, gt=0.0, le=10.0, description="Size of a step.")
    batch_size: int = Field(32, ge=1, le=4096, description="Samples in a step.")
    epochs: int = Field(10, ge=1, le=100_000, description="Passes over the training part.")
    class_weight: Literal["none", "balanced"] = Field(
        "none", description="Weigh every class alike, whatever its share."
    )
    monitor: Literal["val_loss", "val_accuracy"] = Field(
        "val_loss", description="What decides which epoch's model is kept."
    )


class RunConfig(_Section):
    """A whole run."""

    recipe: str = Field(
        "custom",
        pattern="^[A-Za-z0-9_-]{1,64}$",  # it becomes part of a folder's name
        description="Name of the recipe it came from: letters, digits, - and _.",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of weights, order, augmentation.")
    data: DataConfig = DataConfig()
    split: SplitConfig = SplitConfig()
    model: ModelConfig = ModelConfig()
    augmentation: AugmentationConfig = AugmentationConfig()
    optimisation: OptimisationConfig = OptimisationConfig()

    def to_json(self) -> str:
        """Return the config as indented JSON."""
        return self.model_dump_json(indent=2) + "\n"


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


def _field_infos() -> dict[str, Any]:
    infos: dict[str, Any] = {}
    for name, info in RunConfig.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, _Section):
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
