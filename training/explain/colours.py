"""Maps as colours over a picture: viridis, and cividis where values below 0 have a meaning.

Both are told apart by people with any colour vision and rise evenly in lightness. Sources:
S. van der Walt, N. Smith, matplotlib's viridis (2015); J. R. Nuñez, C. R. Anderton, R. S. Renslow,
PLOS ONE 13 (2018) e0199239 for cividis.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ColourMap = Literal["viridis", "cividis"]

_ANCHORS: dict[ColourMap, str] = {
    "viridis": "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e "
    "1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725",
    "cividis": "00204d 002c6a 0f386e 31446b 46506b 575c6d 666970 757575 "
    "848279 958f78 a69d75 b8ab70 cbba69 ddc95f f1d951 ffea46",
}
"""Sixteen colours from 0 to 1, evenly apart; between them they are nearly straight."""


def colours(values: NDArray[np.floating], name: ColourMap) -> NDArray[np.uint8]:
    """Return the colour of values 0 to 1, shape (..., 3), uint8.

    Args:
        values: Any shape; what lies outside 0 to 1 has the colour of the end.
        name: The colour map.
    """
    table = _table(name)
    places = np.rint(np.clip(values, 0, 1) * (len(table) - 1)).astype(np.intp)
    return np.asarray(table[places], dtype=np.uint8)


def overlay(shown: NDArray[np.float32], *, signed: bool, opacity: float = 0.6) -> NDArray[np.uint8]:
    """Return a map as a picture to lay over another.

    What has no weight is clear, so that the lesion stays to be seen. Without signs it runs along
    viridis; with signs along cividis: yellow speaks for positive, blue against.

    Args:
        shown: Shape (height, width), -1 to 1 where signed, else 0 to 1, as `HeatMap.shown` gives.
        signed: Whether values below 0 have a meaning.
        opacity: Of the largest value, 0 (clear) to 1.

    Returns:
        RGBA, not premultiplied, shape (height, width, 4), uint8.
    """
    rgb = colours((shown + 1) / 2, "cividis") if signed else colours(shown, "viridis")
    alpha = np.clip(np.abs(shown), 0, 1) * (255 * opacity)
    return np.dstack([rgb, np.rint(alpha).astype(np.uint8)])


def laid_over(
    picture: NDArray[np.uint8],
    shown: NDArray[np.float32],
    *,
    signed: bool,
    opacity: float = 0.6,
) -> NDArray[np.uint8]:
    """Return a picture with a map over it, shape (height, width, 3), uint8.

    Args:
        picture: Shape (height, width, 3), uint8.
        shown: Shape (height, width), as for `overlay`.
        signed: As for `overlay`.
        opacity: As for `overlay`.
    """
    over = overlay(shown, signed=signed, opacity=opacity).astype(np.float32)
    share = over[..., 3:] / 255
    mixed = picture * (1 - share) + over[..., :3] * share
    return np.asarray(np.rint(mixed), dtype=np.uint8)


@cache
def _table(name: ColourMap) -> NDArray[np.uint8]:
    """Return 256 colours, shape (256, 3), read-only."""
    anchors = np.array([list(bytes.fromhex(text)) for text in _ANCHORS[name].split()])
    at = np.linspace(0, len(anchors) - 1, 256)  # every 17th is an anchor
    channels = [np.interp(at, np.arange(len(anchors)), channel) for channel in anchors.T]
    table: NDArray[np.uint8] = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    table.setflags(write=False)
    return table
