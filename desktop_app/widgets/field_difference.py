"""A field in which runs differ, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldDifference:
    """What a field is called, and what each run has there.

    Attributes:
        name: Dotted name: "optimisation.learning_rate".
        label: What people call it, with the unit of its values: "Rotation (°)".
        group: Title of the group it stands in.
        about: What it does, in a sentence.
        values: In words, of each run.
    """

    name: str
    label: str
    group: str
    about: str
    values: tuple[str, ...]
