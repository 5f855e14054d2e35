"""What a person should know about the classes of an import, though it did not stop it."""

from __future__ import annotations

from collections.abc import Sequence

from training.config import PARTS
from training.data.dataset import Problem


def remarks_on(found: set[str], used: Sequence[tuple[str, str]]) -> list[Problem]:
    """Return remarks on classes that are empty, that look alike, or that a part lacks.

    Args:
        found: Classes that had pictures.
        used: Class and part of every picture that could be read.
    """
    classes = sorted({name for name, _ in used})
    remarks = [
        Problem(name, "No picture of this class can be read; it is left out.", "empty class")
        for name in sorted(found - set(classes))
    ]
    for name in classes:
        alike = [other for other in classes if other.casefold() == name.casefold() and other < name]
        if alike:
            remarks.append(
                Problem(
                    name,
                    f"It differs from {alike[0]} in case only, and counts as another class.",
                    "class spelling",
                )
            )
    for part in PARTS:
        here = {name for name, split in used if split == part}
        if here:
            remarks += [
                Problem(part, f"This part has no picture of class {name}.", "part without class")
                for name in classes
                if name not in here
            ]
    return remarks
