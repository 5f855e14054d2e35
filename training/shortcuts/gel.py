"""Air bubbles in the gel between skin and dermatoscope."""

from __future__ import annotations

import math

import numpy as np

from training.data.synthetic.noise import Field, smooth_step
from training.data.synthetic.optics import Picture, blend

_FEWEST, _MOST = 3, 28
_WHITE = np.array([0.97, 0.97, 0.98], np.float32)


def draw_bubbles(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    """Return a picture with air bubbles: dark rims, bright rings, the lamp's reflection."""
    height, width = picture.shape[:2]
    side = max(height, width)
    lamp = rng.uniform(0, 2 * np.pi)
    drift, spread = rng.uniform(0.1, 0.9, 2), rng.uniform(0.10, 0.35)
    drawn = picture.copy()
    for _ in range(round(_FEWEST + strength * (_MOST - _FEWEST))):
        x, y = (drift + rng.normal(0, spread, 2)) * (width, height)
        radius = rng.uniform(0.007, 0.016) * math.exp(rng.exponential(0.45)) * side
        reach = math.ceil(1.4 * radius) + 1
        rows = slice(max(0, int(y) - reach), max(0, int(y) + reach + 1))
        columns = slice(max(0, int(x) - reach), max(0, int(x) + reach + 1))
        part = drawn[rows, columns]
        if part.size:
            dy = (np.arange(*rows.indices(height)) + 0.5 - y) / radius
            dx = (np.arange(*columns.indices(width)) + 0.5 - x) / radius
            grid_x, grid_y = np.meshgrid(dx, dy)
            drawn[rows, columns] = _bubble(part, grid_x, grid_y, lamp)
    return drawn


def _bubble(part: Picture, x: Field, y: Field, lamp: float) -> Picture:
    """Return a piece of a picture with one bubble on it.

    Args:
        part: The piece.
        x: Each pixel's distance from the bubble's middle, in its radii, to the right.
        y: Likewise, downwards.
        lamp: Direction of the light, in radians.
    """
    away = np.hypot(x, y).astype(np.float32)
    rim = np.exp(-(((away - 0.98) / 0.13) ** 2))
    ring = np.exp(-(((away - 0.74) / 0.16) ** 2))
    # The light passes through and is gathered on the far side.
    facing = (x * math.cos(lamp) + y * math.sin(lamp)) / np.maximum(away, 1e-3)
    ring *= 0.15 + 0.5 * smooth_step((-facing).astype(np.float32), -0.2, 1.0)
    spot = np.hypot(x - 0.55 * math.cos(lamp), y - 0.55 * math.sin(lamp))
    glint = np.exp(-((spot / 0.16) ** 2))
    darker = part * (1 - 0.45 * rim)[..., None]
    return blend(darker, _WHITE, np.maximum(0.75 * ring, 0.95 * glint).astype(np.float32))
