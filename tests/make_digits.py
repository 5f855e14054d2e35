"""Makes `resources/lessons/digits8x8.npz` from scikit-learn's copy: `python -m tests.make_digits`.

The pictures are the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin and
C. Kaynak, UCI Machine Learning Repository, doi:10.24432/C50P49, CC BY 4.0), in the order and form
in which scikit-learn (BSD-3-Clause) ships them: 1,797 digits of 8 x 8 pixels from 0 to 16.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from training.lessons.digits_data import STAND_IN


def stand_in() -> bytes:
    """Return the file's content."""
    from sklearn.datasets import load_digits

    found = load_digits()
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        pictures=found.images.astype(np.uint8),
        labels=found.target.astype(np.uint8),
        source=np.array(
            "Optical Recognition of Handwritten Digits (test part), E. Alpaydin and C. Kaynak, "
            "UCI Machine Learning Repository, doi:10.24432/C50P49, CC BY 4.0; as in scikit-learn"
        ),
    )
    return stream.getvalue()


if __name__ == "__main__":
    path = Path("resources").joinpath(*STAND_IN.split("/"))
    path.write_bytes(stand_in())
    print(f"{path}: {path.stat().st_size:,} bytes")
