"""A map of a picture as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Method = Literal["grad-cam", "occlusion"]
"""How a map is made."""

METHODS: Mapping[Method, str] = MappingProxyType(
    {
        "grad-cam": "Grad-CAM: what the last convolutions have found that raises the score, as "
        "coarse as their grid. R. R. Selvaraju et al., Grad-CAM, ICCV 2017.",
        "occlusion": "Occlusion: how far the probability falls when a patch of the picture is "
        "covered with skin colour. M. D. Zeiler, R. Fergus, Visualizing and Understanding "
        "Convolutional Networks, ECCV 2014.",
    }
)
"""What a person is told of each method."""


@dataclass(frozen=True, eq=False)
class HeatMap:
    """Where in a picture a score comes from.

    Attributes:
        values: Shape (height, width) of the model's input, float32. Grad-CAM: 0 to 1, 1 where most
            speaks for positive, all 0 where nothing does. Occlusion: how far the probability falls
            when the place is covered, -1 to 1; below 0 what speaks against positive.
        method: How it was made.
        probability: What the model says about the picture, not calibrated for Grad-CAM.
    """

    values: NDArray[np.float32]
    method: Method
    probability: float

    @property
    def signed(self) -> bool:
        """Whether values below 0 have a meaning."""
        return self.method == "occlusion"

    @property
    def largest(self) -> float:
        """The largest value, whatever its sign; 0 for an empty map."""
        return float(np.abs(self.values).max(initial=0.0))

    def shown(self, height: int, width: int) -> NDArray[np.float32]:
        """Return the map for a picture of another size, its largest value 1 or -1.

        Args:
            height: Pixels.
            width: Pixels.

        Returns:
            Shape (height, width), float32, -1 to 1, or 0 to 1 where it is not signed.
        """
        values = resized(self.values, height, width)
        return values / np.float32(self.largest) if self.largest else values

    def to_csv(self) -> str:
        """Return the values as a table without a header, one row of the model's input a line."""
        return "".join(",".join(f"{value:.6g}" for value in row) + "\n" for row in self.values)


def resized(values: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Return a map at another size, bilinear, shape (height, width), float32."""
    if values.shape == (height, width):
        return values
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
