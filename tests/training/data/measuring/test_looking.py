"""What is seen of pictures, and that reading a JPEG reduced hides no damage."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.data.pictures import encoded, noise
from training.data.measuring.looking import Look, Seen, look_at
from training.data.synthetic import draw_lesion, sample_parameters
from training.errors import ImageError
from training.preprocessing import decode_image

LARGE = encoded(noise(1, (300, 600)).resize((600, 300)), "JPEG")


def seen(data: bytes) -> Seen:
    (found,) = look_at([Look(data)])
    assert isinstance(found, Seen)
    return found


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (600, 300)), (3, (600, 300)), (6, (300, 600))]
)
def test_the_size_is_that_of_the_whole_picture_upright(
    orientation: int, size: tuple[int, int]
) -> None:
    data = encoded(noise(1, (300, 600)), "JPEG", orientation=orientation)
    facts = seen(data).facts
    assert (facts.width, facts.height) == size
    assert facts.rotated == (orientation != 1)


def test_colours_of_a_jpeg_are_those_of_the_same_picture_without_loss() -> None:
    pixels = draw_lesion(sample_parameters(True, np.random.default_rng(3)), size=400)
    picture = Image.fromarray(pixels)
    one, other = (seen(encoded(picture, kind)).facts for kind in ("JPEG", "PNG"))
    for name in ("mean_r", "mean_g", "mean_b", "spread_r", "spread_g", "spread_b"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1), name


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_large_jpeg_that_is_cut_off_cannot_be_read(share: float) -> None:
    data = LARGE[: int(share * len(LARGE))]
    with pytest.raises(ImageError) as error:
        decode_image(data, name="The file")
    assert look_at([Look(data)]) == [error.value.message]


def test_facts_do_not_depend_on_what_is_looked_at_together() -> None:
    looks = [Look(encoded(noise(seed, (40, 50)))) for seed in range(7)]
    assert look_at(looks) == [one for look in looks for one in look_at([look])]


def test_what_is_no_longer_wanted_is_left() -> None:
    answers = iter([True, True, False])
    looks = [Look(encoded(noise(seed))) for seed in range(4)]
    assert len(look_at(looks, lambda: next(answers))) == 2
