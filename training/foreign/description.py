"""What a person has to say of a stranger's model, because its file does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from training.config.network import Side
from training.config.section import Section
from training.foreign.errors import ForeignModelError
from training.foreign.scaling import Scaling

MAX_SIDECAR_BYTES = 1_000_000
_Name = Annotated[str, Field(min_length=1, max_length=100)]


class Description(Section):
    """Classes and preprocessing of a model."""

    classes: tuple[_Name, ...] = Field(
        min_length=2,
        max_length=1000,
        description="Names of the classes, in the order of the model's outputs; for a single "
        "output, the class it is low for first.",
    )
    positive: tuple[_Name, ...] = Field(
        min_length=1, description="The classes that count as positive."
    )
    scaling: Scaling | None = Field(
        None, description="What the model expects of pixels; none: not known yet."
    )
    image_size: tuple[Side, Side] | None = Field(
        None, description="Height and width, for a model that takes pictures of any size."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if len(set(self.classes)) < len(self.classes):
            raise ValueError("two classes have one name")
        unknown = sorted(set(self.positive) - set(self.classes))
        if unknown:
            raise ValueError(f"positive names {unknown[0]!r}, which is none of the classes")
        if len(set(self.positive)) == len(self.classes):
            raise ValueError("every class counts as positive")
        return self


def describe(values: object, source: str = "The description of the model") -> Description:
    """Return plain values as a description.

    Raises:
        ForeignModelError: Names the field and what is wrong with it.
    """
    try:
        return Description.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))[:80]
        message = first["msg"].removeprefix("Value error, ")
        raise ForeignModelError(
            f"{source}: {f'{field}: ' if field else ''}{message}.",
            mend="It has classes, positive and, if known, scaling and image_size.",
        ) from error


def sidecar_of(file: Path) -> Path:
    """Return where a description lies beside a model: `model.json` beside `model.keras`."""
    return file.with_suffix(".json")


def read_sidecar(file: Path) -> Description | None:
    """Return what lies beside a model, or None where nothing does.

    Raises:
        ForeignModelError: It cannot be read, is too large, or says something that is not allowed.
    """
    path = sidecar_of(file)
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > MAX_SIDECAR_BYTES:
            raise ForeignModelError(f"{path} is too large for the description of a model.")
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ForeignModelError(
            f"{path} cannot be read as the description of a model: {error}.",
            mend="Move it away, and say the classes yourself.",
        ) from error
    return describe(values, str(path))
