"""Small versions of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import ImageError
from training.preprocessing import read_image
from training.progress import Progress


def read_thumbnails(
    images: Mapping[str, Path], longest: int, progress: Progress
) -> dict[str, NDArray[np.uint8]]:
    """Return small versions of pictures; one that cannot be read is left out.

    Args:
        images: Files by the names under which they come back.
        longest: Longer side in pixels.
        progress: Told what is being done; may raise Cancelled.
    """
    thumbnails = {}
    for done, (name, path) in enumerate(images.items()):
        progress("Reading pictures", done, len(images))
        try:
            picture = read_image(path)
        except ImageError:
            continue
        picture.thumbnail((longest, longest))
        thumbnails[name] = np.asarray(picture)
    return thumbnails
