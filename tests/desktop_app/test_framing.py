"""A framing says what is seen, and the model gets exactly that."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from desktop_app.framing import UNFRAMED, Framing

WIDTH, HEIGHT = 40, 20


def picture() -> Image.Image:
    """Return a picture in which every pixel has another colour."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    return Image.fromarray(np.stack([rows, columns, rows * 0], axis=-1).astype(np.uint8))


def test_unframed_is_the_picture_itself() -> None:
    image = picture()
    assert UNFRAMED.apply(image) is image
    assert UNFRAMED.is_whole
    assert not UNFRAMED.is_cropped


@pytest.mark.parametrize("turns", range(4))
def test_quarter_turns_are_clockwise(turns: int) -> None:
    turned = np.asarray(Framing(turns).apply(picture()))

    assert np.array_equal(turned, np.rot90(np.asarray(picture()), -turns))
    assert Framing(turns).size(WIDTH, HEIGHT) == turned.shape[1::-1]


def test_four_turns_are_none() -> None:
    framing = UNFRAMED
    for _ in range(4):
        framing = framing.turned(1)
    assert framing == UNFRAMED
    assert UNFRAMED.turned(-1) == Framing(3)


@pytest.mark.parametrize("turns", range(4))
def test_a_part_of_what_is_seen_is_what_is_seen_then(turns: int) -> None:
    seen = np.asarray(Framing(turns).apply(picture()))
    height, width = seen.shape[:2]

    framing = Framing(turns).cropped((0.25, 0.5, 0.75, 1.0))

    part = seen[height // 2 :, width // 4 : 3 * width // 4]
    assert np.array_equal(np.asarray(framing.apply(picture())), part)
    again = framing.cropped((0.5, 0.0, 1.0, 0.5))
    quarter = part[: len(part) // 2, part.shape[1] // 2 :]
    assert np.array_equal(np.asarray(again.apply(picture())), quarter)
    assert again.is_cropped


def test_a_part_that_is_turned_stays_the_same_part() -> None:
    framing = UNFRAMED.cropped((0.1, 0.2, 0.6, 0.8))
    part = np.asarray(framing.apply(picture()))

    assert np.array_equal(np.asarray(framing.turned(1).apply(picture())), np.rot90(part, -1))


def test_however_small_a_part_one_pixel_is_left() -> None:
    for corner in (0.0, 1.0):
        left, top, right, bottom = Framing(0, (corner,) * 4).pixel_box(WIDTH, HEIGHT)
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= HEIGHT
