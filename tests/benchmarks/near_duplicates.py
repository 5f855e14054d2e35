"""How the search for near-duplicates grows with the number of pictures, and what it finds.

Case `growth`: signatures made by program with the spectrum of photographs, 10,000 to 400,000, and
1,000 planted pairs (noise, mirrored, turned): seconds, and the power of n with which they grow.

Case `copies`: lesions drawn by program and copies of them, all among each other: the share of the
copies that is found, and the pairs that are none. With LESIONLAB_DATA also on pictures of HAM10000.

Case `known`: with LESIONLAB_DATA, all pictures of HAM10000 and ISIC 2017: the pairs found within
one lesion and across lesions, and of those that comparing all with all finds, the share found.
"""

from __future__ import annotations

import csv
import io
import math
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.checks.likeness import CORNERS, MIDDLES, as_units, cut, likeness
from training.data.checks.near_duplicates import THRESHOLD, NearDuplicates, find_near_duplicates
from training.data.measuring.facts import facts_of, glance_at
from training.data.measuring.signatures import SIDE, decoded, emphasis
from training.data.synthetic import draw_lesion, sample_parameters
from training.preprocessing import Decoded, decode_image

SIZES = (10_000, 40_000, 100_000, 400_000)
PLANTED = 1_000
COPIED = 500
AIM = 1.5
"""Power of n; comparing all with all has 2."""

_PROMISING = 0.88
"""Likeness before the windows are moved from which `_all_pairs` moves them."""

Alter = Callable[[Image.Image], Image.Image]


def main() -> dict[str, Any]:
    """Measure all cases."""
    growth = [_growth(n) for n in SIZES]
    power = math.log(growth[-1]["seconds"] / growth[0]["seconds"]) / math.log(SIZES[-1] / SIZES[0])
    rng = np.random.default_rng(0)
    drawn = [
        Image.fromarray(draw_lesion(sample_parameters(bool(number % 2), rng), size=160))
        for number in range(COPIED)
    ]
    result: dict[str, Any] = {
        "benchmark": "near_duplicates",
        "power": round(power, 2),
        "aim": AIM,
        "met": power <= AIM,
        "growth": growth,
        "copies": {"drawn": _copies(drawn)},
    }
    if "LESIONLAB_DATA" in os.environ:
        data = Path(os.environ["LESIONLAB_DATA"])
        result["copies"]["ham10000"] = _copies(list(_every(_ham10000(data), 10_015 // COPIED)))
        result["known"] = {
            "ham10000": _known(_ham10000(data), _lesions(data)),
            "isic2017": _known(_pictures(sorted((data / "isic2017").glob("*.zip"))), {}),
        }
    return result


def _growth(n: int) -> dict[str, Any]:
    signatures, first, second = _made(n)
    began = time.perf_counter()
    found = find_near_duplicates(signatures)
    seconds = time.perf_counter() - began
    keys = _keys(found.first, found.second, n)
    planted = _keys(first, second, n)
    return {
        "n": n,
        "seconds": round(seconds, 2),
        "recall": round(float(np.isin(planted, keys).mean()), 4),
        "others": int((~np.isin(keys, planted)).sum()),
    }


def _made(n: int) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """Return signatures, and the rows of the planted pairs."""
    rng = np.random.default_rng(n)
    frequency = np.hypot(*np.mgrid[:SIDE, :SIDE])
    frequency[0, 0] = np.inf
    size = (emphasis() / frequency).astype(np.float32)  # amplitudes fall as 1 / frequency
    signatures = np.empty((n, SIDE, SIDE), dtype=np.int8)
    for start in range(0, n, 10_000):
        rows = signatures[start : start + 10_000]
        values = rng.standard_normal(rows.shape, dtype=np.float32) * size
        rows[:] = np.rint(values * (127 / np.abs(values).max(axis=(1, 2), keepdims=True)))
    first, second = rng.permutation(n)[: 2 * PLANTED].reshape(2, -1)
    odd = np.where(np.arange(SIDE) % 2, -1, 1)
    for one, other in zip(first, second, strict=True):
        copy = signatures[one] * (odd if rng.random() < 0.5 else 1)
        copy = copy.T if rng.random() < 0.5 else copy
        copy = copy + rng.standard_normal(copy.shape) * 4
        signatures[other] = np.rint(copy.clip(-127, 127))
    return signatures, first, second


def _keys(first: NDArray[np.int64], second: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    return np.minimum(first, second) * n + np.maximum(first, second)


def _copies(originals: list[Image.Image]) -> dict[str, Any]:
    """Return for every way of copying the share that is found, and how many others are."""
    n = len(originals)
    signatures = _signatures(originals)
    rows = np.arange(n)
    before = _keys(*_pairs(find_near_duplicates(signatures)), 2 * n)
    result: dict[str, Any] = {"pictures": n, "pairs_among_originals": len(before)}
    for name, alter in ALTERATIONS.items():
        copies = _signatures([alter(image) for image in originals])
        found = find_near_duplicates(np.concatenate([signatures, copies]))
        same = (found.second - n == found.first) & (found.second >= n)
        others = {tuple(sorted((a % n, b % n))) for a, b in np.stack(_pairs(found), 1)[~same]}
        known = {(key // (2 * n), key % (2 * n)) for key in before}
        result[name] = {
            "recall": round(float(np.isin(rows, found.first[same]).mean()), 4),
            "false_pairs": len(others - known),
        }
    return result


def _pairs(found: NearDuplicates) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return found.first, found.second


def _known(images: Iterable[tuple[str, Image.Image]], lesions: dict[str, str]) -> dict[str, Any]:
    """Return what is found among real pictures."""
    names, pictures = [], []
    for name, image in images:
        names.append(name)
        pictures.append(_signature(image))
    signatures = decoded(pictures)
    n = len(names)
    began = time.perf_counter()
    found = find_near_duplicates(signatures)
    seconds = time.perf_counter() - began
    lesion = np.array([lesions.get(name, name) for name in names])
    within = int((lesion[found.first] == lesion[found.second]).sum())
    # A copy of a signature is paired with the first of its kind only.
    _, first, inverse = np.unique(signatures, axis=0, return_index=True, return_inverse=True)
    original = first[inverse.ravel()]
    everything = _distinct_keys(original, *_all_pairs(signatures))
    own = _distinct_keys(original, found.first, found.second)
    return {
        "pictures": n,
        "seconds": round(seconds, 2),
        "pairs": len(found.first),
        "within_one_lesion": within if lesions else None,
        "across_lesions": [
            (names[a], names[b])
            for a, b in zip(found.first, found.second, strict=True)
            if lesions and lesion[a] != lesion[b]
        ],
        "pairs_of_all": len(everything),
        "recall_of_all": round(float(np.isin(everything, own).mean()), 4),
    }


def _distinct_keys(
    original: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the pairs of different signatures, each once."""
    first, second = original[first], original[second]
    different = first != second
    return np.unique(_keys(first[different], second[different], len(original)))


def _all_pairs(signatures: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs that comparing every picture with every other finds, perhaps repeatedly."""
    units = as_units(signatures)
    n = len(units)
    flat = units.reshape(n, -1)
    found = [np.empty((0, 2), dtype=np.int64)]
    odd = np.where(np.arange(SIDE) % 2, -1, 1).astype(np.float32)
    for part in MIDDLES + CORNERS:
        for start in range(0, n, 1000):
            rows = np.arange(start, min(start + 1000, n))
            shown = cut(units[rows], part)
            best = np.full((len(rows), n), -1, dtype=np.float32)
            for one in (shown, shown.swapaxes(1, 2)):
                for down in (1, odd[:, None]):
                    for across in (1, odd):
                        turned = (one * down * across).reshape(len(rows), -1)
                        np.maximum(best, turned @ flat.T, out=best)
            own, other = np.nonzero(best >= _PROMISING)
            own, other = own[rows[own] != other], other[rows[own] != other]
            for block in range(0, len(own), 4096):
                a, b = own[block : block + 4096], other[block : block + 4096]
                alike, _ = likeness(units[rows[a]], shown[a], units[b], part)
                kept = alike >= THRESHOLD
                found.append(np.stack([rows[a[kept]], b[kept]], axis=1))
    first, second = np.concatenate(found).T
    return first, second


def _signatures(images: list[Image.Image]) -> NDArray[np.int8]:
    return decoded([_signature(image) for image in images])


def _signature(image: Image.Image) -> str:
    glance = glance_at(Decoded(image, "PNG", "RGB", turned=False, size=image.size))
    return facts_of([glance])[0].signature


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return decode_image(stream.getvalue()).image


def _half(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC)


def _cut(image: Image.Image, left: float, top: float, kept: float) -> Image.Image:
    """Return a part of a picture; `left`, `top` and `kept` are shares of its sides."""
    x, y = round(left * image.width), round(top * image.height)
    return image.crop((x, y, x + round(kept * image.width), y + round(kept * image.height)))


ALTERATIONS: dict[str, Alter] = {
    "jpeg_50": lambda image: _jpeg(image, 50),
    "half_size": _half,
    "half_size_jpeg_50": lambda image: _jpeg(_half(image), 50),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "quarter_turn": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "cut_5_percent_of_area": lambda image: _cut(image, 0.0127, 0.0127, 0.9747),
    "cut_5_percent_of_sides": lambda image: _cut(image, 0.025, 0.025, 0.95),
    "cut_5_percent_at_corner": lambda image: _cut(image, 0.0, 0.0, 0.95),
    "cut_5_percent_at_corner_jpeg_50": lambda image: _jpeg(_cut(image, 0.05, 0.0, 0.95), 50),
    "cut_5_percent_off_each_side": lambda image: _cut(image, 0.05, 0.05, 0.9),
}


def _ham10000(data: Path) -> Iterator[tuple[str, Image.Image]]:
    return _pictures(sorted((data / "ham10000").glob("*.zip")))


def _pictures(archives: list[Path]) -> Iterator[tuple[str, Image.Image]]:
    for archive in archives:
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                if name.lower().endswith(".jpg"):
                    yield Path(name).stem, decode_image(opened.read(name)).image


def _every(images: Iterable[tuple[str, Image.Image]], step: int) -> Iterator[Image.Image]:
    for number, (_, image) in enumerate(images):
        if number % step == 0:
            yield image


def _lesions(data: Path) -> dict[str, str]:
    with (data / "ham10000" / "HAM10000_metadata.csv").open(encoding="utf-8") as stream:
        return {row["image_id"]: row["lesion_id"] for row in csv.DictReader(stream)}
