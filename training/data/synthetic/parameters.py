"""What is known about a drawn lesion, and how often each class shows what.

The signs are the ABCD rule's (Nachbar et al., J Am Acad Dermatol 1994;30:551-559). Their
distributions are made up: every sign overlaps between the classes, and all four together tell most
lesions apart, but not all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLASSES = ("benign", "malignant")
"""Names of the classes; the second is the positive one."""

SMALLEST, LARGEST = 0.12, 0.80
"""Range of diameters, as shares of the picture's width."""

SKIN_TYPES = (1, 2, 3, 4, 5, 6)
_SKIN_TYPE_SHARES = (0.22, 0.28, 0.22, 0.14, 0.09, 0.05)
_HAIRY_SHARE = 0.3
_MOST_HAIRS = 24


@dataclass(frozen=True)
class LesionParameters:
    """Everything that decides a picture, apart from its size.

    Attributes:
        asymmetry: A, 0 (outline and pigment mirror on two axes) to 1 (on none).
        border: B, 0 (smooth outline) to 1 (ragged all around).
        colours: C, 0 (one brown) to 1 (light and dark brown, black, red, blue-grey and white).
        diameter: D, of the circle with the lesion's area, as a share of the picture's width.
        skin_type: Fitzpatrick type of the skin, 1 (palest) to 6 (darkest).
        hairs: Number of hairs, 0 or more.
        vignette: Darkening towards the corners, 0 (none) to 1 (black).
        seed: Seed of all that the numbers above leave open, 0 or more.
    """

    asymmetry: float
    border: float
    colours: float
    diameter: float
    skin_type: int
    hairs: int
    vignette: float
    seed: int


def sample_parameters(malignant: bool, rng: np.random.Generator) -> LesionParameters:
    """Return the parameters of a random lesion of one class.

    The signs depend on the class; skin, hair and light do not. Fractions are rounded to four
    places, so that a table of them stays readable and still repeats the picture exactly.

    Args:
        malignant: Whether the lesion is malignant.
        rng: Source of randomness; it is advanced.
    """
    if malignant:
        asymmetry, border, colours = rng.beta((2.9, 2.9, 3.2), (2.2, 2.2, 2.0))
        diameter = rng.normal(0.50, 0.11)
    else:
        asymmetry, border, colours = rng.beta((1.7, 1.7, 1.3), (3.9, 3.9, 4.4))
        diameter = rng.normal(0.34, 0.09)
    hairy = rng.random() < _HAIRY_SHARE
    hairs = 1 + int(rng.beta(1, 2.5) * _MOST_HAIRS)
    return LesionParameters(
        asymmetry=round(float(asymmetry), 4),
        border=round(float(border), 4),
        colours=round(float(colours), 4),
        diameter=round(float(np.clip(diameter, SMALLEST, LARGEST)), 4),
        skin_type=int(rng.choice(SKIN_TYPES, p=_SKIN_TYPE_SHARES)),
        hairs=hairs if hairy else 0,
        vignette=round(float(rng.beta(0.5, 2.0)), 4),
        seed=int(rng.integers(2**32)),
    )
