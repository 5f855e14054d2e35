"""How many genuine pictures are doubted, and how many spoilt copies of them are caught.

Pictures of HAM10000 and ISIC 2017 as they are, and copies that are blurred (Gaussian, by 1, 2 and
4 % of the shorter side), darkened, brightened, and shrunk, also with the size brought back.

Needs LESIONLAB_DATA.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from PIL import Image, ImageEnhance, ImageFilter

from training.evaluation.intervals import wilson
from training.picture_quality import quality_doubts
from training.preprocessing import read_image

PICTURES = 1_000
AIM_DOUBTED = 0.02
AIM_CAUGHT = 0.95

_SETS = ("ham10000", "isic2017")

Alter = Callable[[Image.Image], Image.Image]


def _blurred(share: float) -> Alter:
    def alter(image: Image.Image) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(share * min(image.size)))

    return alter


def _lit(factor: float) -> Alter:
    return lambda image: ImageEnhance.Brightness(image).enhance(factor)


def _shrunk(image: Image.Image) -> Image.Image:
    return image.resize((64, 48), Image.Resampling.BOX)


SLIGHT: dict[str, Alter] = {
    "blurred by 1 %": _blurred(0.01),
    "twice as bright": _lit(2.0),
    "shrunk to 64 x 48 and enlarged": lambda image: _shrunk(image).resize(image.size),
}
"""Copies that may still be of use; reported, without an aim."""
SPOILT: dict[str, Alter] = {
    "blurred by 2 %": _blurred(0.02),
    "blurred by 4 %": _blurred(0.04),
    "a quarter as bright": _lit(0.25),
    "three times as bright": _lit(3.0),
    "shrunk to 64 x 48": _shrunk,
}


def main() -> dict[str, Any]:
    """Measure both data sets."""
    data = Path(os.environ["LESIONLAB_DATA"])
    found = {name: _measured(sorted((data / name).glob("*.zip"))) for name in _SETS}
    return {
        "benchmark": "picture_quality",
        "aim": {"doubted": AIM_DOUBTED, "caught": AIM_CAUGHT},
        "met": all(
            each["genuine, doubted"][0] <= AIM_DOUBTED
            and all(each[name][0] >= AIM_CAUGHT for name in SPOILT)
            for each in found.values()
        ),
        **found,
    }


def _measured(archives: list[Path]) -> dict[str, Any]:
    """Return shares with their intervals: value, low, high."""
    counts = dict.fromkeys(("genuine, doubted", *SLIGHT, *SPOILT), 0)
    reasons: dict[str, int] = {}
    n = 0
    for image in _pictures(archives):
        n += 1
        doubts = quality_doubts(image)
        counts["genuine, doubted"] += bool(doubts)
        for doubt in doubts:
            reasons[doubt] = reasons.get(doubt, 0) + 1
        for name, alter in (SLIGHT | SPOILT).items():
            counts[name] += bool(quality_doubts(alter(image)))
    shares = {name: wilson(count, n) for name, count in counts.items()}
    return {
        "pictures": n,
        **{
            name: [round(value or 0.0, 4) for value in (each.value, each.low, each.high)]
            for name, each in shares.items()
        },
        "reasons": reasons,
    }


def _pictures(archives: list[Path]) -> Iterator[Image.Image]:
    """Yield about `PICTURES` pictures, evenly from all archives."""
    with ExitStack() as stack:
        opened = [stack.enter_context(ZipFile(archive)) for archive in archives]
        names = [
            (archive, name)
            for archive in opened
            for name in sorted(archive.namelist())
            if name.lower().endswith((".jpg", ".jpeg"))
        ]
        for archive, name in names[:: max(1, len(names) // PICTURES)]:
            yield read_image(archive.read(name), name=name)
