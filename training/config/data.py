"""Which pictures a run uses, in which parts, and how those for training are changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from training.config.section import Section, unit

PARTS = ("train", "validation", "test")
"""The parts of a split, in the order in which people read them."""


class DataConfig(Section):
    """Which data set, and what the model is to tell apart."""

    dataset: str = Field("", description="Folder of the data set on this computer.")
    fingerprint: str = Field(
        "",
        description="Fingerprint of the data set that the training is for; empty: whatever is in "
        "the folder.",
    )
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


class SplitConfig(Section):
    """How samples without a part get one."""

    by: Literal["group", "image"] = Field(
        "group",
        description="Keep the pictures of a lesion or patient together, or divide picture by "
        "picture, which inflates the scores and marks them.",
    )
    given: bool = Field(True, description="Keep the parts that the data set's files say.")

    validation: float = Field(
        0.15,
        ge=0.01,
        le=0.5,
        description="Share of all pictures that validation gets, where the files give it none.",
        json_schema_extra=unit("share"),
    )
    test: float = Field(
        0.15,
        ge=0.01,
        le=0.5,
        description="Share of all pictures that the test gets, where the files give it none.",
        json_schema_extra=unit("share"),
    )
    folds: int = Field(
        0,
        ge=0,
        le=50,
        description="Divide into so many folds, at least 3; 0 divides by the shares instead.",
        json_schema_extra=unit("folds"),
    )
    fold: int = Field(
        0,
        ge=0,
        le=49,
        description="The fold for the test, from 0; the next one validates, the rest trains.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**32 - 1,
        description="Another number divides the pictures in another way; the same one, alike.",
    )

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


class AugmentationConfig(Section):
    """Changes to training pictures that keep the lesion what it is."""

    horizontal_flip: bool = Field(True, description="Mirror left and right.")
    vertical_flip: bool = Field(True, description="Mirror top and bottom.")
    quarter_turns: bool = Field(True, description="Turn by 0, 90, 180 or 270 degrees.")
    rotation: float = Field(
        0.0,
        ge=0.0,
        le=180.0,
        description="Turn by up to so many degrees either way.",
        json_schema_extra=unit("°"),
    )
    shift: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Shift by up to this share of each side.",
        json_schema_extra=unit("share"),
    )
    zoom: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Enlarge or reduce by up to this share.",
        json_schema_extra=unit("share"),
    )
    brightness: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Lighten or darken by up to this share.",
        json_schema_extra=unit("share"),
    )
    contrast: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Raise or lower the contrast by up to this share.",
        json_schema_extra=unit("share"),
    )
    saturation: float = Field(
        0.0,
        ge=0.0,
        le=1.0,
        description="Strengthen or fade the colours by up to this share.",
        json_schema_extra=unit("share"),
    )
    colour: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Scale red, green and blue each by up to this share, as other light does.",
        json_schema_extra=unit("share"),
    )
    fill: Literal["nearest", "reflect"] = Field(
        "nearest",
        description="What comes from outside the picture: its edge drawn out, or its mirror image.",
    )
