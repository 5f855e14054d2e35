"""`.keras`: Keras's own file, to go on with in Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.export.answering import answering_model
from training.export.forms import Form, Probabilities, Source

_FILE = "model.keras"
_BATCH = 8


def _write(source: Source, folder: Path) -> None:
    answering_model(source.run, source.model).save(folder / _FILE)


def _open(folder: Path) -> Probabilities:
    import keras

    model = keras.saving.load_model(folder / _FILE, compile=False, safe_mode=True)

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        starts = range(0, len(pictures), _BATCH)
        batches = [pictures[start : start + _BATCH].astype(np.float32) for start in starts]
        return np.concatenate([model.predict_on_batch(batch) for batch in batches])

    return probabilities


FORM = Form(
    name="keras",
    title="Keras",
    sentence="To go on with in Python: load it, look into it, train it further.",
    extension=".keras",
    write=_write,
    open=_open,
)
