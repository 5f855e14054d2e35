"""The lesion itself: its outline, its pigment and its colours."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from training.data.synthetic.noise import (
    Field,
    fractal_noise,
    pixel_grid,
    smooth_noise,
    smooth_step,
)
from training.data.synthetic.optics import BLOOD, MELANIN, Picture, absorb, blend
from training.data.synthetic.parameters import LesionParameters

_ANGLES = np.linspace(0, 2 * np.pi, 360, endpoint=False)


def draw_lesion_on(
    rng: np.random.Generator, skin: Picture, parameters: LesionParameters
) -> Picture:
    """Return skin with the lesion on it.

    Every random number is drawn whatever the parameters, so that changing one sign leaves all else
    of the lesion as it was.

    Args:
        rng: Source of randomness.
        skin: The bare skin.
        parameters: The lesion's signs.
    """
    size = len(skin)
    x, y = _lesion_axes(rng, size, parameters.diameter)
    cover = _cover(rng, x, y, parameters)
    pigment = cover * _pigment(rng, x, y, parameters)
    return _colours(rng, skin, cover, pigment, parameters)


def _lesion_axes(rng: np.random.Generator, size: int, diameter: float) -> tuple[Field, Field]:
    """Return every pixel's place along the lesion's own axes, in lesion radii from its centre."""
    x, y = pixel_grid(size, size)
    room = max(0.0, 0.5 - diameter * 0.6)
    dx, dy = (rng.normal(0, 0.3, 2) * room).clip(-room, room).astype(np.float32)
    x, y = x - dx, y - dy
    angle = rng.uniform(0, np.pi)
    cos, sin, radius = np.array([math.cos(angle), math.sin(angle), diameter / 2], np.float32)
    return (x * cos + y * sin) / radius, (y * cos - x * sin) / radius


def _cover(rng: np.random.Generator, x: Field, y: Field, parameters: LesionParameters) -> Field:
    """Return how far each pixel belongs to the lesion, 0 to 1."""
    size = len(x)
    outline = _outline(rng, parameters.asymmetry, parameters.border)
    around = np.arctan2(y, x)
    reach = np.interp(around, _ANGLES, outline, period=2 * np.pi).astype(np.float32)
    ragged = fractal_noise(rng, size, cells=16, octaves=4)
    inside = reach - np.hypot(x, y) + (0.03 + 0.14 * parameters.border) * ragged
    softness = rng.uniform(0.15, 0.45)
    return smooth_step(inside, -softness / 2, softness)


def _outline(rng: np.random.Generator, asymmetry: float, border: float) -> NDArray[np.float64]:
    """Return the radius at each of `_ANGLES`, for a lesion with the area of the unit circle."""
    elongation = rng.uniform(0.02, 0.20)
    radius = 1 + elongation * np.cos(2 * _ANGLES)
    for waves, height in ((1, 0.16), (2, 0.10), (3, 0.16), (4, 0.06)):
        radius += asymmetry * height * np.cos(waves * _ANGLES + rng.uniform(0, 2 * np.pi))
    # A bay on one side: the dent that makes a lesion look as if it were bitten.
    away = np.angle(np.exp(1j * (_ANGLES - rng.uniform(0, 2 * np.pi))))
    radius -= asymmetry * 0.35 * np.exp(-((away / rng.uniform(0.3, 0.6)) ** 2))
    for waves in range(5, 13):
        height = rng.uniform(0, 0.065)
        radius += border * height * np.cos(waves * _ANGLES + rng.uniform(0, 2 * np.pi))
    radius = radius.clip(0.15)
    return np.asarray(radius / np.sqrt(np.mean(radius**2)))


def _pigment(rng: np.random.Generator, x: Field, y: Field, parameters: LesionParameters) -> Field:
    """Return the density of brown pigment, about 0.4 (light brown) to 2 (nearly black)."""
    size = len(x)
    depth = rng.uniform(0.65, 1.15)
    dome = np.exp(-(x**2 + y**2) * rng.uniform(0.1, 0.5))
    angle = rng.uniform(0, 2 * np.pi)
    off = 0.65 * parameters.asymmetry
    core_x, core_y = x - off * math.cos(angle), y - off * math.sin(angle)
    core = np.exp(-(core_x**2 + core_y**2) / 0.20) * rng.uniform(0, 0.7)
    clouds = fractal_noise(rng, size, cells=9, octaves=3) * 0.10
    network = 1 - np.abs(smooth_noise(rng, size, cells=40)).clip(0, 1)
    network *= rng.uniform(0, 0.45)
    dots = smooth_step(smooth_noise(rng, size, cells=36), 1.3, 1.9)
    dots *= float(rng.choice((0.0, 0.3, 0.7), p=(0.5, 0.3, 0.2)))
    pigment: Field = (depth * (dome + core + clouds + network + dots)).clip(0.05)
    return pigment


def _colours(
    rng: np.random.Generator,
    skin: Picture,
    cover: Field,
    pigment: Field,
    parameters: LesionParameters,
) -> Picture:
    """Return the skin coloured by the lesion: brown alone, then up to five colours more."""
    size = len(skin)
    # Which colours come first differs from lesion to lesion; `colours` says how many have come.
    starts = rng.permutation(np.linspace(0.1, 0.74, 5))
    dark, black, red, blue, white = (
        min(1.0, max(0.0, (parameters.colours - float(start)) / 0.26))
        * smooth_step(fractal_noise(rng, size, cells=5, octaves=4), 0.0, 1.3)
        * cover
        for start in starts
    )
    pigment = pigment * (1 - 0.65 * np.maximum(red, white))
    picture = absorb(skin, pigment + 0.6 * dark + 2.0 * black, MELANIN)
    picture = absorb(picture, 0.6 * red, BLOOD)
    brightness = skin.mean()
    veil = np.array([0.50, 0.55, 0.63], np.float32) * brightness
    scar = np.array([1.16, 1.08, 1.08], np.float32) * brightness
    return blend(blend(picture, veil, 0.65 * blue), scar, 0.7 * white)
