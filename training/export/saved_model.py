"""SavedModel: TensorFlow's folder, for TensorFlow Serving and programs that use TensorFlow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.export.answering import INPUT, OUTPUT, answering_function
from training.export.forms import Form, Probabilities, Source

_FOLDER = "saved_model"
_ENDPOINT = "serve"
"""What Keras calls it; it is TensorFlow's `serving_default` too."""


def _write(source: Source, folder: Path) -> None:
    from keras.export import ExportArchive

    archive = ExportArchive()
    archive.track(source.model)
    archive.add_endpoint(_ENDPOINT, answering_function(source, resizes=True))
    archive.write_out(str(folder / _FOLDER), verbose=False)


def _open(folder: Path) -> Probabilities:
    import tensorflow as tf

    loaded = tf.saved_model.load(str(folder / _FOLDER))
    answer = loaded.signatures["serving_default"]

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(answer(**{INPUT: tf.constant(pictures)})[OUTPUT])

    return probabilities


FORM = Form(
    name="saved_model",
    title="TensorFlow SavedModel",
    sentence="For TensorFlow Serving and programs that use TensorFlow; takes pictures of any size.",
    extension="",
    write=_write,
    open=_open,
    resizes=True,
)
