"""Which part of a picture is looked at, and how it is turned."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares (0..1) of a picture's sides."""
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

_TURN = {
    1: Image.Transpose.ROTATE_270,  # Pillow counts against the clock
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Framing:
    """A part of a picture, turned.

    Attributes:
        turns: Quarter turns clockwise, 0 to 3.
        crop: The part, in shares of the upright picture before it is turned.
    """

    turns: int = 0
    crop: Box = WHOLE

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off and nothing turned."""
        return self == UNFRAMED

    @property
    def is_cropped(self) -> bool:
        """Whether something is cut off."""
        return self.crop != WHOLE

    def turned(self, quarters: int) -> Framing:
        """Return the same part, turned further clockwise, or against the clock where negative."""
        return replace(self, turns=(self.turns + quarters) % 4)

    def cropped(self, box: Box) -> Framing:
        """Return a part of what is seen.

        Args:
            box: In shares of what is seen now: cropped and turned.
        """
        for _ in range(self.turns):
            left, top, right, bottom = box
            box = (top, 1 - right, bottom, 1 - left)
        left, top, right, bottom = self.crop
        width, height = right - left, bottom - top
        part = (
            left + box[0] * width,
            top + box[1] * height,
            left + box[2] * width,
            top + box[3] * height,
        )
        return replace(self, crop=part)

    def pixel_box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return the part of an upright picture in its pixels, at least one in each direction."""
        left, top = (
            min(round(s * n), n - 1) for s, n in zip(self.crop[:2], (width, height), strict=True)
        )
        right = max(round(self.crop[2] * width), left + 1)
        bottom = max(round(self.crop[3] * height), top + 1)
        return left, top, right, bottom

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return width and height in pixels of what is seen of an upright picture."""
        left, top, right, bottom = self.pixel_box(width, height)
        across, down = right - left, bottom - top
        return (down, across) if self.turns % 2 else (across, down)

    def apply(self, image: Image.Image) -> Image.Image:
        """Return what is seen of an upright picture."""
        if self.is_cropped:
            image = image.crop(self.pixel_box(*image.size))
        return image.transpose(_TURN[self.turns]) if self.turns else image


UNFRAMED = Framing()
"""The whole picture, upright."""
