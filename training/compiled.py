"""A run's model in a form that answers without TensorFlow, at once and from any thread.

`RUN/compiled/` holds `best.keras` as OpenVINO's `model.xml` and `model.bin`, and `compiled.json`,
which says what they were made of and how far their answers are from Keras's. They are made on the
thread that owns TensorFlow and read without it. Where anything does not fit they are as if they
were not there, and Keras answers.

A run folder may come from a stranger: the files are bounded in size, are read as OpenVINO's own
format alone, from the bytes that were checked, without extensions, and what they compute is bounded
before it is prepared. The checksums find damage; they prove nobody's honesty.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.errors import RunError
from training.files import replace_atomically, write_json_atomically
from training.openvino_runtime import (
    LARGEST_ERROR,
    Hint,
    Outputs,
    converted,
    load_openvino,
    picture_by_picture,
    relative_error,
)

if TYPE_CHECKING:
    from training.runs import Run

logger = logging.getLogger(__name__)

FOLDER, XML, BIN, JSON = "compiled", "model.xml", "model.bin", "compiled.json"

_FORMAT = 1
_MAX_XML, _MAX_BIN, _MAX_JSON = 64_000_000, 2_000_000_000, 100_000
"""Bytes; the networks that are offered have at most 2 MB and 200 MB."""
_MAX_ELEMENTS = 200_000_000
"""Numbers in any one tensor for one picture."""
_MAX_EMBEDDING = 1_000_000
_UNBOUNDED = frozenset({"If", "Loop", "TensorIterator"})
"""Operations whose work their shapes do not tell."""
_MANY = 12
"""Pictures from which on computing several side by side is faster than each on all cores."""
_CHECKED = 8


class Computed(NamedTuple):
    """What a model makes of pictures.

    Attributes:
        scores: Its output before calibration, shape (n, outputs), float32.
        embeddings: What enters its last dense layer, shape (n, d), float32.
    """

    scores: NDArray[np.float32]
    embeddings: NDArray[np.float32]


def mirrored(pictures: NDArray[Any], *, flips: bool) -> Iterator[NDArray[Any]]:
    """Yield the views that a model is asked about: pictures, shape (n, h, w, c), as they are.

    Args:
        pictures: Preprocessed pictures.
        flips: Whether to yield their mirror images too: up-down, left-right, both.
    """
    yield pictures
    if flips:
        for rows, columns in ((1, -1), (-1, 1), (-1, -1)):
            yield np.ascontiguousarray(pictures[:, ::rows, ::columns])


def mean_of_views(outputs: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the mean of what was computed for each of the views, shape as each, float32."""
    if len(outputs) == 1:
        return outputs[0]
    return np.asarray(np.mean(outputs, axis=0, dtype=np.float64), dtype=np.float32)


class CompiledModel:
    """A model that needs no TensorFlow; may be used from any thread, also from several.

    Attributes:
        shape: Height, width and channels of a picture.
    """

    def __init__(self, core: Any, model: Any) -> None:
        """Prepare a model of one picture, of which `_refusal` has nothing to say."""
        self.shape = tuple(map(int, model.input(0).shape))[1:]
        self._core, self._model = core, model
        self._prepared: dict[Hint, Outputs] = {}
        self._preparing = threading.Lock()
        self._outputs("LATENCY")

    def compute(self, pictures: NDArray[np.uint8], *, flips: bool = False) -> Computed:
        """Return what the model makes of pictures.

        Args:
            pictures: Preprocessed, shape (n, height, width, 3), uint8.
            flips: Whether to average over the pictures and their three mirror images.

        Raises:
            ValueError: The pictures are of another shape or type.
        """
        if pictures.shape[1:] != self.shape or pictures.dtype != np.uint8:
            raise ValueError(
                f"pictures of {pictures.shape[1:]}, {pictures.dtype}, for {self.shape}, uint8"
            )
        outputs = self._outputs("LATENCY" if len(pictures) < _MANY else "THROUGHPUT")
        views = [outputs(view) for view in mirrored(pictures, flips=flips)]
        return Computed(*(mean_of_views(each) for each in zip(*views, strict=True)))

    def _outputs(self, hint: Hint) -> Outputs:
        with self._preparing:
            if hint not in self._prepared:
                self._prepared[hint] = picture_by_picture(self._core, self._model, "float32", hint)
            return self._prepared[hint]


def compile_run(run: Run, pictures: NDArray[np.uint8] | None = None) -> bool:
    """Write the compiled form of a run's best model, where its answers agree with Keras's.

    Runs on the thread that owns TensorFlow. A form from before is removed where none can be made.

    Args:
        run: A run with a model.
        pictures: Some to compare the answers on, shape (n, height, width, 3); by default drawn
            ones.

    Returns:
        Whether there is one now; why not stands in the log.

    Raises:
        RunError: The model cannot be loaded.
        OSError: The folder cannot be written.
    """
    from training.inference import load_model

    folder = run.path / FOLDER
    fingerprint = _sha256(run.model_path.read_bytes()) if run.has_model else ""
    model = load_model(run)
    chosen = _drawn(run) if pictures is None or not len(pictures) else pictures[:_CHECKED]
    try:
        compiled, differences = _converted(model, chosen)
    except Exception as error:  # OpenVINO's frontends raise many types for what they do not know
        logger.warning("%s has no compiled form: %s", run.name, error)
        shutil.rmtree(folder, ignore_errors=True)
        return False
    (folder / JSON).unlink(missing_ok=True)  # a kill from here on leaves none, never a mixture
    replace_atomically(folder / XML, lambda path: _serialize(compiled, path, folder / BIN))
    made = {name: _sha256((folder / name).read_bytes()) for name in (XML, BIN)}
    versions = {"openvino": load_openvino().__version__}
    write_json_atomically(
        folder / JSON,
        {
            "format": _FORMAT,
            "sha256": {run.model_path.name: fingerprint, **made},
            "pictures_compared": len(chosen),
            **differences,
            "versions": versions,
        },
    )
    logger.info("%s is compiled; its answers agree with Keras's: %s", run.name, differences)
    return True


def open_compiled(run: Run) -> CompiledModel | None:
    """Return the compiled form of a run's best model, without importing TensorFlow.

    Returns:
        None where there is none, or it is damaged, not made of this `best.keras`, or cannot be
        used on this computer; why stands in the log.
    """
    folder = run.path / FOLDER
    if not (folder / JSON).is_file() or not run.has_model:
        return None
    try:
        return _opened(run, folder)
    except Exception as error:  # OpenVINO raises many types on damaged models
        logger.warning("The compiled form of %s is not used: %s", run.name, error)
        return None


def _opened(run: Run, folder: Path) -> CompiledModel:
    told = json.loads(_bounded(folder / JSON, _MAX_JSON))
    if told["format"] != _FORMAT:
        raise RunError(f"{folder / JSON} is of format {told['format']}.")
    xml, weights = _bounded(folder / XML, _MAX_XML), _bounded(folder / BIN, _MAX_BIN)
    with run.model_path.open("rb") as stream:
        keras_file = hashlib.file_digest(stream, "sha256").hexdigest()
    found = {XML: _sha256(xml), BIN: _sha256(weights), run.model_path.name: keras_file}
    wrong = [name for name, value in found.items() if told["sha256"].get(name) != value]
    if wrong:
        raise RunError(f"{', '.join(wrong)} changed after it was made.")
    if not xml.startswith(b"<?xml"):  # OpenVINO would look for other formats
        raise RunError(f"{folder / XML} is no XML.")
    openvino = load_openvino()
    core = openvino.Core()
    model = core.read_model(xml, weights)
    height, width = run.config.model.image_size
    refusal = _refusal(model, (height, width, 3), run.n_outputs)
    if refusal:
        raise RunError(refusal)
    return CompiledModel(core, model)


def _converted(model: Any, pictures: NDArray[np.uint8]) -> tuple[Any, dict[str, float]]:
    """Return a Keras model as an OpenVINO model of one picture, and how far they are apart.

    Raises:
        RunError: Too far.
    """
    import tensorflow as tf

    from training.embedding import with_embedding

    both = with_embedding(model)

    def infer(image: tf.Tensor) -> tuple[tf.Tensor, ...]:
        outputs = both(tf.cast(image, tf.float32), training=False)
        return tuple(tf.cast(output, tf.float32) for output in outputs)

    shape = tuple(map(int, pictures.shape[1:]))
    signature = [tf.TensorSpec((None, *shape), tf.uint8)]
    # Plain operations: AutoGraph has nothing to rewrite, and keeps what it fails on (Python 3.13).
    compute = tf.function(infer, input_signature=signature, autograph=False)
    compiled = converted(compute, shape)
    refusal = _refusal(compiled, shape, int(model.output_shape[1]))
    if refusal:
        raise RunError(refusal)
    ours = CompiledModel(load_openvino().Core(), compiled).compute(pictures)
    theirs = Computed(*(np.asarray(output) for output in compute(pictures)))
    differences = {
        "largest_score_difference": float(np.max(np.abs(ours.scores - theirs.scores))),
        "largest_embedding_error": relative_error(ours.embeddings, theirs.embeddings),
    }
    # Written so that what is no number is too far as well.
    if not all(difference <= LARGEST_ERROR for difference in differences.values()):
        raise RunError(f"OpenVINO disagrees with Keras: {differences}.")
    return compiled, differences


def _refusal(model: Any, shape: tuple[int, ...], n_outputs: int) -> str:
    """Return why an OpenVINO model is not used; empty where it may be.

    Args:
        model: As read or converted.
        shape: Of the pictures it must take.
        n_outputs: Scores that it must give.
    """
    for operation in model.get_ops():
        kind = operation.get_type_name()
        shapes = [output.get_partial_shape() for output in operation.outputs()]
        if kind in _UNBOUNDED or any(each.is_dynamic for each in shapes):
            return f"The size of {kind} is not known beforehand."
        if any(math.prod(each.to_shape()) > _MAX_ELEMENTS for each in shapes):
            return f"{kind} is larger than {_MAX_ELEMENTS} numbers."
    inputs = [(tuple(each.shape), each.element_type.to_string()) for each in model.inputs]
    outputs = [(tuple(each.shape), each.element_type.to_string()) for each in model.outputs]
    takes = inputs == [((1, *shape), "u8")]
    gives = (
        len(outputs) == len(Computed._fields)
        and outputs[0] == ((1, n_outputs), "f32")
        and (len(outputs[1][0]), outputs[1][1]) == (2, "f32")
        and outputs[1][0][1] <= _MAX_EMBEDDING
    )
    return "" if takes and gives else f"It takes {inputs} and gives {outputs}."


def _serialize(model: Any, xml: Path, weights: Path) -> None:
    """Write an OpenVINO model, the weights as they are, in float32."""
    openvino = load_openvino()
    replace_atomically(
        weights, lambda path: openvino.serialize(model, str(xml), str(path), "IR_V11")
    )


def _drawn(run: Run) -> NDArray[np.uint8]:
    """Return pictures that differ in all that a network looks at: colour, shape, grain."""
    height, width = run.config.model.image_size
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    pictures = []
    for radius in np.linspace(0.1, 0.9, _CHECKED):
        skin, lesion = rng.uniform(0, 255, (2, 3))
        inside = (rows**2 + columns**2 < radius**2)[..., np.newaxis]
        grain = rng.normal(0, 40 * radius, (height, width, 3))
        pictures.append((np.where(inside, lesion, skin) + grain).clip(0, 255))
    return np.stack(pictures).astype(np.uint8)


def _bounded(path: Path, size: int) -> bytes:
    """Return the bytes of a file that is not too large.

    Raises:
        RunError: It is.
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        data = stream.read(size + 1)
    if len(data) > size:
        raise RunError(f"{path} is larger than {size // 1_000_000} MB.")
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
