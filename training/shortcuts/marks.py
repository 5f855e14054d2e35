"""What people lay or draw beside a lesion: a ruler, a pen mark, a coloured patch."""

from __future__ import annotations

import math

import numpy as np
from PIL import ImageDraw, ImageFont

from training.data.synthetic.optics import Picture, absorb, blend
from training.shortcuts.canvas import Canvas, texture

_VIOLET = np.array([1.0, 1.15, 0.30], np.float32)
"""Absorption of gentian violet in red, green and blue."""
_BLACK = np.array([0.07, 0.07, 0.09], np.float32)
_PAPER = np.array([0.93, 0.93, 0.90], np.float32)
_STICKERS = np.array(
    [
        [0.93, 0.78, 0.20],
        [0.15, 0.55, 0.35],
        [0.13, 0.36, 0.66],
        [0.88, 0.48, 0.18],
        [0.78, 0.20, 0.22],
    ],
    np.float32,
)
"""Yellow, green, blue, orange and red, as they stand in pictures of the ISIC archive."""


def draw_ruler(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    """Return a picture with a millimetre scale along one of its edges.

    It is printed on a strip of paper, or on the glass of the dermatoscope.
    """
    turns = int(rng.integers(4))
    lying = np.rot90(picture, turns)
    height, width = lying.shape[:2]
    on_paper = rng.random() < 0.5
    millimetre, first = rng.uniform(0.022, 0.040), rng.uniform(0, 1)
    depth, turn = rng.uniform(0.05, 0.07), rng.normal(0, 1.2)
    bottom = height / max(height, width) - rng.uniform(0.005, 0.02)
    depth *= 0.7 + 0.6 * strength
    if on_paper:
        strip = Canvas(height, width)
        top = (bottom - 1.9 * depth) * strip.side
        ImageDraw.Draw(strip.mask).rectangle(
            (-strip.side, top, 2 * strip.side, 2 * strip.side), 255
        )
        shadow = strip.cover(blur=0.006, turn=turn)
        paper = strip.cover(blur=0.0012, turn=turn)
        shade = _PAPER * (0.80 + 0.2 * float(lying.mean()))
        lying = blend(lying * (1 - 0.25 * shadow)[..., None], shade, 0.94 * paper)
    scale = Canvas(height, width)
    _ticks(scale, millimetre, first, bottom, depth)
    ink = scale.cover(blur=0.0006, turn=turn)
    ruled = blend(lying, _BLACK, (0.45 + 0.45 * strength) * ink)
    return np.ascontiguousarray(np.rot90(ruled, -turns))


def _ticks(canvas: Canvas, millimetre: float, first: float, bottom: float, depth: float) -> None:
    """Draw ticks upwards from a line: longer ones at 5 and 10 mm, with the centimetres."""
    draw = ImageDraw.Draw(canvas.mask)
    side = canvas.side
    font = ImageFont.load_default(max(6, round(0.5 * depth * side)))
    thick = max(1, round(0.0022 * side))
    for index in range(-12, round(1 / millimetre) + 12):
        x = (index + first) * millimetre * side
        length = depth * (1.0 if index % 10 == 0 else 0.75 if index % 5 == 0 else 0.5)
        draw.line((x, bottom * side, x, (bottom - length) * side), 255, thick)
        if index % 10 == 0:
            number = str(index // 10 % 15)
            draw.text((x, (bottom - 1.05 * depth) * side), number, 255, font, anchor="mb")


def draw_pen(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    """Return a picture with gentian violet on the skin around its middle: a ring, or strokes."""
    height, width = picture.shape[:2]
    canvas = Canvas(height, width)
    thickness = rng.uniform(0.014, 0.026) * (0.7 + 0.6 * strength)
    if rng.random() < 0.5:
        _ring(rng, canvas, thickness)
    else:
        _strokes(rng, canvas, thickness)
    ink = canvas.cover(blur=0.18 * thickness)
    # The felt skips in the skin's lines, and leaves more where it rests.
    skips = 1 - 0.55 * np.abs(texture(rng, (height, width), cells=70)).clip(0, 1)
    pressed = 1 + 0.25 * texture(rng, (height, width), cells=9)
    bled = canvas.cover(blur=0.9 * thickness)
    amount = ink * (skips * pressed).clip(0.15) * (0.7 + 0.9 * strength) + 0.12 * bled
    return absorb(picture, amount.astype(np.float32), _VIOLET)


def _ring(rng: np.random.Generator, canvas: Canvas, thickness: float) -> None:
    """Draw a ring around the middle that is not quite round and not quite closed."""
    start, length = rng.uniform(0, 2 * np.pi), rng.uniform(1.4, 2.05) * np.pi
    angles = start + np.linspace(0, length, 200)
    radius = rng.uniform(0.36, 0.44) * np.ones(200)
    for waves in (2, 3):
        radius *= 1 + rng.uniform(0, 0.05) * np.cos(waves * angles + rng.uniform(0, 2 * np.pi))
    radius *= np.linspace(1, rng.uniform(0.95, 1.05), 200)  # its end does not meet its start
    shorter = min(canvas.mask.size)
    points = [
        (
            canvas.mask.width / 2 + shorter * r * math.cos(angle),
            canvas.mask.height / 2 + shorter * r * math.sin(angle),
        )
        for r, angle in zip(radius.tolist(), angles.tolist(), strict=True)
    ]
    _line(canvas, points, thickness)


def _strokes(rng: np.random.Generator, canvas: Canvas, thickness: float) -> None:
    """Draw short strokes that point at the middle."""
    count = int(rng.integers(2, 5))
    start = rng.uniform(0, 2 * np.pi)
    shorter = min(canvas.mask.size)
    middle = np.array(canvas.mask.size) / 2
    for index in range(count):
        angle = start + 2 * np.pi * index / count + rng.normal(0, 0.15)
        away = np.array([math.cos(angle), math.sin(angle)])
        bend = rng.normal(0, 0.012) * np.array([-away[1], away[0]])
        inner, outer = rng.uniform(0.30, 0.36), rng.uniform(0.44, 0.56)
        t = np.linspace(0, 1, 24)[:, None]
        path = middle + shorter * ((inner + (outer - inner) * t) * away + 4 * t * (1 - t) * bend)
        _line(canvas, [(float(x), float(y)) for x, y in path], thickness)


def _line(canvas: Canvas, points: list[tuple[float, float]], thickness: float) -> None:
    """Draw a line with round ends."""
    draw = ImageDraw.Draw(canvas.mask)
    width = max(1, round(thickness * canvas.side))
    draw.line(points, 255, width, joint="curve")
    for x, y in (points[0], points[-1]):
        draw.circle((x, y), width / 2, 255)


def draw_patch(rng: np.random.Generator, picture: Picture, strength: float) -> Picture:
    """Return a picture with a round coloured patch, as laid beside lesions to set the colours."""
    height, width = picture.shape[:2]
    canvas = Canvas(height, width)
    angle = rng.uniform(0, 2 * np.pi)
    radius = (0.12 + 0.10 * strength) * rng.uniform(0.9, 1.1) * canvas.side
    # On the ellipse outside the picture's middle, so that its edge cuts it off.
    x = canvas.mask.width * (0.5 + 0.60 * math.cos(angle))
    y = canvas.mask.height * (0.5 + 0.60 * math.sin(angle))
    x, y = np.clip(x, 0, canvas.mask.width), np.clip(y, 0, canvas.mask.height)
    ImageDraw.Draw(canvas.mask).circle((float(x), float(y)), float(radius), 255)
    colour = _STICKERS[rng.integers(len(_STICKERS))] * rng.uniform(0.85, 1.05)
    grain = 1 + 0.025 * texture(rng, (height, width), cells=60)
    shadow = canvas.cover(blur=0.012)
    patched = blend(picture * (1 - 0.30 * shadow)[..., None], colour, canvas.cover(blur=0.0015))
    return patched * (1 + (grain - 1) * shadow)[..., None]
