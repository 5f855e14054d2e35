"""What is seen of a picture in passing, when it is read for an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.data.checks.signatures import signature_of
from training.errors import DataError
from training.files import replace_atomically
from training.preprocessing import Decoded

if TYPE_CHECKING:
    import pandas as pd

FACTS = "pictures.csv"
"""Table beside `samples.csv` of what was seen of each picture."""

_SIDE = 32
_GREY = np.array((0.299, 0.587, 0.114), dtype=np.float32)
_AVERAGE = np.full(_SIDE * _SIDE, 1 / _SIDE**2, dtype=np.float32)


@dataclass(frozen=True)
class PictureFacts:
    """What was seen of one picture.

    Colours are those of the picture reduced to 32 x 32 pixels, so that noise does not count.

    Attributes:
        width: Pixels, upright.
        height: Pixels, upright.
        mode: Pillow's mode of the file, such as "RGB" or "CMYK".
        format: Pillow's name of the format; "DICOM" for what Pillow does not read.
        rotated: 1 where the camera's note turned it upright, else 0.
        mean_r: Mean of red, 0 to 255; likewise the others.
        mean_g: Green.
        mean_b: Blue.
        spread_r: Standard deviation of red; likewise the others.
        spread_g: Green.
        spread_b: Blue.
        signature: What it looks like, for finding near-duplicates; see `signatures`.
    """

    width: int
    height: int
    mode: str
    format: str
    rotated: int
    mean_r: float
    mean_g: float
    mean_b: float
    spread_r: float
    spread_g: float
    spread_b: float
    signature: str


_KINDS = {"int": "int64", "float": "float64", "str": "str"}
_TYPES = {
    "sample_id": "str",
    **{field.name: _KINDS[str(field.type)] for field in fields(PictureFacts)},
}


def picture_facts(picture: Decoded) -> PictureFacts:
    """Return what can be seen of a picture.

    Args:
        picture: The picture, from `training.preprocessing.decode_image`: what its file says of
            itself comes with it, so that the file is opened once only.
    """
    image = picture.image
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    # Products of matrices: NumPy's own mean and deviation take as long as a JPEG's decoding.
    pixels = np.asarray(small, dtype=np.float32).reshape(-1, 3)
    mean = _AVERAGE @ pixels
    pixels = pixels - mean
    spread = np.sqrt((pixels.T @ pixels).diagonal() / len(pixels))
    grey = (pixels @ _GREY).reshape(_SIDE, _SIDE)
    return PictureFacts(
        image.width,
        image.height,
        picture.mode,
        picture.format,
        int(picture.turned),
        *_channels(mean),
        *_channels(spread),
        signature_of(grey),
    )


def write_facts(path: Path, sample_ids: Sequence[str], facts: Sequence[PictureFacts]) -> None:
    """Write facts as a table, one row a picture.

    Args:
        path: The table.
        sample_ids: Names of the samples.
        facts: What was seen of each.
    """
    write_table(path, facts_table(dict(zip(sample_ids, facts, strict=True))))


def facts_table(facts: Mapping[str, PictureFacts]) -> pd.DataFrame:
    """Return facts as a table, one row a picture, indexed by `sample_id`."""
    import pandas as pd

    columns = {
        column: pd.Series([getattr(one, column) for one in facts.values()], dtype=kind)
        for column, kind in _TYPES.items()
        if column != "sample_id"
    }
    return pd.DataFrame(columns).set_index(pd.Index(facts, dtype=str, name="sample_id"))


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table of facts in one step."""
    replace_atomically(
        path, lambda temporary: table.to_csv(temporary, lineterminator="\n", encoding="utf-8")
    )


def read_facts(path: Path) -> pd.DataFrame:
    """Read a table of facts.

    Returns:
        One row a picture, indexed by `sample_id`, with a column for each attribute of
        `PictureFacts`.

    Raises:
        DataError: It is missing or cannot be read as such a table.
    """
    import pandas as pd

    try:
        table = pd.read_csv(
            path,
            usecols=list(_TYPES),
            dtype=_TYPES,
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8-sig",
        )
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read as a table of pictures: {error}.",
            mend="Delete it, and check the data set again: it is then made anew.",
        ) from error
    return table.drop_duplicates("sample_id").set_index("sample_id")


def _channels(values: NDArray[np.float32]) -> tuple[float, float, float]:
    red, green, blue = values.tolist()
    return round(red, 2), round(green, 2), round(blue, 2)
