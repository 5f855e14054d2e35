"""Which pictures are found to look alike, and that the search does not lose itself in masses."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.data.checks.likeness import TRANSFORMS
from training.data.checks.near_duplicates import find_near_duplicates
from training.data.measuring.facts import facts_of, glance_at
from training.data.measuring.signatures import SIDE, decoded, signatures_of
from training.data.synthetic import draw_lesion, sample_parameters
from training.errors import Cancelled, DataError
from training.preprocessing import Decoded, decode_image

N = 40


@pytest.fixture(scope="module")
def lesions() -> list[Image.Image]:
    """Return pictures of which no two are alike."""
    rng = np.random.default_rng(2)
    return [
        Image.fromarray(draw_lesion(sample_parameters(bool(n % 2), rng), size=96)) for n in range(N)
    ]


def signatures(pictures: list[Image.Image]) -> NDArray[np.int8]:
    glances = [glance_at(Decoded(one, "PNG", "RGB", False, one.size)) for one in pictures]
    return decoded([facts.signature for facts in facts_of(glances)])


def jpeg(picture: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=50)
    return decode_image(stream.getvalue()).image


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "same": jpeg,
    "same, half as large": lambda picture: picture.resize((48, 48)),
    "same, brighter": lambda picture: picture.point(lambda value: value * 0.8 + 30),
    "same, cut": lambda picture: picture.crop((3, 2, 94, 93)),
    "same, a corner": lambda picture: picture.crop((0, 5, 91, 96)),
    "mirrored left to right": lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "mirrored top to bottom": lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "half turn": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "mirrored at the diagonal": lambda p: p.transpose(Image.Transpose.TRANSPOSE),
    "mirrored at the other diagonal": lambda p: p.transpose(Image.Transpose.TRANSVERSE),
    "quarter turn clockwise": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "quarter turn anticlockwise": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
}


@pytest.mark.parametrize("how", COPIES)
def test_copies_are_found_with_what_was_done_to_them(how: str, lesions: list[Image.Image]) -> None:
    copies = [COPIES[how](picture) for picture in lesions]
    found = find_near_duplicates(signatures(lesions + copies))
    pairs = set(zip(found.first.tolist(), found.second.tolist(), strict=True))
    expected = {(number, number + N) for number in range(N)}
    assert pairs <= expected
    assert len(pairs) >= N - 1
    told = [TRANSFORMS[place] for place in found.transform]
    assert all(how.startswith(one) for one in told)
    assert (found.likeness <= 1).all()


def test_a_turn_is_told_from_the_first_picture_to_the_second(lesions: list[Image.Image]) -> None:
    # The cut is found by looking for parts of the second, so that the pair is turned about.
    turned = lesions[0].transpose(Image.Transpose.ROTATE_270)
    whole = turned.resize((120, 120))
    part = lesions[0].crop((4, 4, 92, 92))
    found = find_near_duplicates(signatures([part, whole, *lesions[1:]]))
    assert (found.first.tolist(), found.second.tolist()) == ([0], [1])
    assert TRANSFORMS[found.transform[0]] == "quarter turn clockwise"


def test_a_different_lesion_is_no_copy(lesions: list[Image.Image]) -> None:
    assert len(find_near_duplicates(signatures(lesions)).first) == 0


def test_masses_of_one_picture_are_each_paired_once(lesions: list[Image.Image]) -> None:
    one = signatures(lesions[:1])
    found = find_near_duplicates(np.concatenate([signatures(lesions), np.repeat(one, 5000, 0)]))
    assert (found.first == 0).all()
    assert found.second.tolist() == list(range(N, N + 5000))


def test_flat_pictures_look_like_nothing() -> None:
    flat = [Image.new("RGB", (50, 50), colour) for colour in ("red", "red", "black", "white")]
    assert len(find_near_duplicates(signatures(flat)).first) == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_pictures_are_no_difficulty(n: int, lesions: list[Image.Image]) -> None:
    found = find_near_duplicates(signatures([lesions[0]] * n))
    assert len(found.first) == max(n - 1, 0)


def test_the_search_tells_its_progress_and_can_be_cancelled(lesions: list[Image.Image]) -> None:
    def cancel(what: str, done: int, total: int) -> None:
        assert total == N
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_near_duplicates(signatures(lesions), progress=cancel)


@pytest.mark.parametrize("text", ["", "AAAA", "!" * 344])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="signatures"):
        decoded([text])


def test_a_signature_keeps_neither_brightness_nor_contrast() -> None:
    grey = np.random.default_rng(0).uniform(0, 200, (32, 32)).astype(np.float32)
    one, other = decoded(signatures_of(np.stack([grey, grey * 0.5 + 20]))).astype(int)
    assert one.shape == (SIDE, SIDE)
    assert np.abs(one - other).max() <= 1
