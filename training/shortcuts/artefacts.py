"""What can be drawn on a picture, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from training.data.synthetic.optics import Picture
from training.data.synthetic.skin import draw_hair, vignetting
from training.shortcuts.gel import draw_bubbles
from training.shortcuts.marks import draw_patch, draw_pen, draw_ruler

STRENGTHS: Mapping[str, float] = MappingProxyType({"slight": 0.2, "plain": 0.6, "strong": 1.0})
"""Strengths by what a person calls them."""

_FEWEST_HAIRS, _MOST_HAIRS = 4, 32


@dataclass(frozen=True)
class Artefact:
    """Something that is no lesion and can be in its picture.

    Attributes:
        name: What commands and results call it.
        title: What a person is told.
        known: Where models are known to have learned from it.
        drawn: Draws it: randomness, the picture, strength 0 to 1.
    """

    name: str
    title: str
    known: str
    drawn: Callable[[np.random.Generator, Picture, float], Picture]


def _hair(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    hairs = round(_FEWEST_HAIRS + strength * (_MOST_HAIRS - _FEWEST_HAIRS))
    return draw_hair(rng, picture, hairs=hairs)


def _vignette(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    height, width = picture.shape[:2]
    reach = 0.74 - 0.18 * strength
    left = vignetting(rng, (height, width), vignette=0.75 + 0.25 * strength, reach=reach)
    return picture * left[..., None]


_BISSOTO = "A. Bissoto et al., (De)Constructing bias on skin lesion datasets, CVPRW 2019"
_WINKLER = "J. K. Winkler et al., JAMA Dermatology 155 (2019) 1135-1141"
_SCALES = "J. K. Winkler et al., European Journal of Cancer 145 (2021) 146-154"
_RIEGER = "L. Rieger et al., Interpretations are useful, ICML 2020"

ARTEFACTS: Mapping[str, Artefact] = MappingProxyType(
    {
        artefact.name: artefact
        for artefact in (
            Artefact("hair", "hair", _BISSOTO, _hair),
            Artefact("ruler", "a ruler", _SCALES, draw_ruler),
            Artefact("pen", "a pen mark", _WINKLER, draw_pen),
            Artefact("vignette", "a dark vignette", _BISSOTO, _vignette),
            Artefact("bubbles", "gel bubbles", _BISSOTO, draw_bubbles),
            Artefact("patch", "a coloured patch", _RIEGER, draw_patch),
        )
    }
)
"""Every artefact by name."""


def draw(
    picture: NDArray[np.uint8], artefact: str, *, strength: float = STRENGTHS["plain"], seed: int
) -> NDArray[np.uint8]:
    """Return a picture with something drawn on it.

    The same seed draws in the same place at every size; a larger strength draws more, darker or
    larger.

    Args:
        picture: Shape (height, width, 3), uint8.
        artefact: A key of `ARTEFACTS`.
        strength: 0 (just there) to 1 (as strong as it is met).
        seed: 0 or more.

    Returns:
        Shape as `picture`, uint8.
    """
    place = list(ARTEFACTS).index(artefact)
    rng = np.random.default_rng((seed, place))
    values = (picture / np.float32(255)).astype(np.float32)
    drawn = ARTEFACTS[artefact].drawn(rng, values, strength)
    return (drawn.clip(0, 1) * 255 + 0.5).astype(np.uint8)
