"""What surrounds a lesion: skin, hair, and the light of the dermatoscope."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from training.data.synthetic.noise import (
    Field,
    fractal_noise,
    pixel_grid,
    smooth_noise,
    smooth_step,
)
from training.data.synthetic.optics import BLOOD, MELANIN, Picture, absorb, blend

_SKIN_COLOURS = np.array(
    [
        [0.86, 0.73, 0.70],
        [0.84, 0.69, 0.62],
        [0.79, 0.62, 0.52],
        [0.68, 0.50, 0.39],
        [0.52, 0.37, 0.29],
        [0.38, 0.27, 0.22],
    ],
    np.float32,
)
_HAIR_OVERSAMPLING = 3


def draw_skin(rng: np.random.Generator, size: int, *, skin_type: int) -> Picture:
    """Return bare skin: its colour, mottling, fine lines and freckles.

    Args:
        rng: Source of randomness.
        size: Pixels a side.
        skin_type: Fitzpatrick type, 1 to 6.
    """
    # Two people of one type differ in pigment and blood; so do two cameras in their white balance.
    colour = _SKIN_COLOURS[skin_type - 1] * np.exp(
        -0.08 * rng.standard_normal() * MELANIN - 0.06 * rng.standard_normal() * BLOOD
    )
    colour = (colour * rng.normal(1, (0.02, 0.01, 0.03))).clip(0, 0.92).astype(np.float32)
    brown = 0.025 * fractal_noise(rng, size, cells=8, octaves=4)
    lines = 1 - np.abs(smooth_noise(rng, size, cells=42)).clip(0, 1)
    brown += rng.uniform(0.01, 0.06) * lines
    freckled = rng.uniform(0, 0.25) * smooth_step(smooth_noise(rng, size, cells=15), 1.3, 2.6)
    blood = rng.uniform(0.01, 0.06) * fractal_noise(rng, size, cells=16, octaves=3)
    skin = np.broadcast_to(colour, (size, size, 3))
    return absorb(absorb(skin, brown + freckled, MELANIN), blood, BLOOD)


def draw_hair(rng: np.random.Generator, picture: Picture, *, hairs: int) -> Picture:
    """Return a picture with hairs across it.

    Args:
        rng: Source of randomness.
        picture: What the hairs lie on.
        hairs: Their number.
    """
    if not hairs:
        return picture
    height, width = picture.shape[:2]
    canvas = Image.new("L", (width * _HAIR_OVERSAMPLING, height * _HAIR_OVERSAMPLING))
    draw = ImageDraw.Draw(canvas)
    side = max(canvas.size)  # hairs lie on a square, of which an oblong picture shows the middle
    left, top = (side - canvas.width) / 2, (side - canvas.height) / 2
    direction = rng.uniform(0, np.pi)
    thickness = rng.uniform(0.004, 0.009) * side
    t = np.linspace(0, 1, 16)[:, None]
    for _ in range(hairs):
        angle = direction + rng.normal(0, 0.5)
        along = np.array([math.cos(angle), math.sin(angle)])
        middle = rng.uniform(0, 1, 2)
        reach = rng.uniform(0.15, 0.6)
        bend = middle + rng.normal(0, 0.15, 2)
        # A quadratic Bezier curve: hairs are bent, seldom straight.
        curve = (
            (1 - t) ** 2 * (middle - reach * along)
            + 2 * t * (1 - t) * bend
            + t**2 * (middle + reach * along)
        ) * side
        draw.line(
            [(float(x) - left, float(y) - top) for x, y in curve],
            fill=int(rng.integers(150, 240)),
            width=max(1, round(thickness * rng.uniform(0.6, 1.2))),
            joint="curve",
        )
    shrunk = canvas.resize((width, height), Image.Resampling.BOX)
    cover = (np.asarray(shrunk) / 255).astype(np.float32)
    colour = np.array([0.20, 0.14, 0.10], np.float32) * rng.uniform(0.4, 2.2)
    return blend(picture, colour, cover)


def light(rng: np.random.Generator, picture: Picture, *, vignette: float) -> Picture:
    """Return a picture as the dermatoscope lights it and the camera records it.

    Args:
        rng: Source of randomness.
        picture: The evenly lit picture.
        vignette: Darkening towards the corners, 0 (none) to 1 (black).
    """
    shape = picture.shape[:2]
    x, y = pixel_grid(*shape)
    angle, slope = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.22)
    brightness = 1 + slope * (math.cos(angle) * x + math.sin(angle) * y)
    brightness *= vignetting(rng, shape, vignette=vignette)
    grain = rng.standard_normal(shape, dtype=np.float32) * 0.012
    return picture * brightness[..., None] + grain[..., None]


def vignetting(
    rng: np.random.Generator, shape: tuple[int, int], *, vignette: float, reach: float = 0.66
) -> Field:
    """Return the share of light that a dermatoscope's round field of view leaves each pixel.

    Args:
        rng: Source of randomness: where the field's centre is, and how soft its edge.
        shape: Height and width of the picture.
        vignette: Darkening outside the field, 0 (none) to 1 (black).
        reach: The field's radius, as a share of the picture's height and width.
    """
    x, y = pixel_grid(*shape)
    radius = np.hypot(x - rng.normal(0, 0.02), y - rng.normal(0, 0.02))
    edge = rng.uniform(0.10, 0.25)
    return 1 - vignette * smooth_step(radius, reach - edge, reach)
