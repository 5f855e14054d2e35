"""OpenVINO, which computes frozen layers faster than TensorFlow on the processors most people have.

Nothing is told to anybody: OpenVINO's telemetry is kept from being loaded.
"""

from __future__ import annotations

import importlib
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError

if TYPE_CHECKING:
    from types import ModuleType

    import keras

logger = logging.getLogger(__name__)

Features = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Pictures (n, height, width, 3), 0..255, to what a trunk makes of them, (n, ...)."""
Outputs = Callable[[NDArray[np.uint8]], tuple[NDArray[np.float32], ...]]
"""Pictures (n, height, width, 3), 0..255, to all outputs of a model, each (n, ...)."""
Runtime = Literal["auto", "openvino", "tensorflow"]
Precision = Literal["float32", "bfloat16"]
Hint = Literal["LATENCY", "THROUGHPUT"]

LARGEST_ERROR = 1e-4
"""Relative error in float32 up to which OpenVINO agrees with TensorFlow."""
_CHECKED = 8
"""Pictures that are compared."""
_HINTS = {"float32": "f32", "bfloat16": "bf16"}


def trunk_runtime(
    trunk: keras.Model, pictures: NDArray[np.uint8], *, runtime: Runtime, precision: Precision
) -> Features:
    """Return what computes a trunk: OpenVINO where it agrees with TensorFlow, else TensorFlow.

    Args:
        trunk: Pictures, float32 0..255, to features; computed as in inference, with the weights it
            has now.
        pictures: Some of those to be computed, shape (n, height, width, 3); the first are compared.
        runtime: Which of the two to use; "auto" for the faster one where it may be.
        precision: What OpenVINO computes with. Compared is float32 in any case: that says whether
            the conversion is right.

    Raises:
        TrainingError: OpenVINO is asked for, and cannot be used or disagrees.
    """
    compute = _function_of(trunk)

    def by_tensorflow(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(compute(pictures))

    if runtime == "tensorflow":
        return by_tensorflow
    try:
        return _agreeing(compute, by_tensorflow, pictures[:_CHECKED], precision)
    except TrainingError as error:
        if runtime == "openvino":
            raise
        logger.warning("TensorFlow computes the features: %s", error.message)
        return by_tensorflow


def _function_of(trunk: keras.Model) -> Any:
    """Return a trunk as a TensorFlow function of pictures, with the weights it has now.

    Given as tensors, they take OpenVINO's frontend half as long to find as variables, each of which
    it looks for among all of them and reads again and again.
    """
    import tensorflow as tf

    learned, others = (
        [tf.convert_to_tensor(variable.value) for variable in variables]
        for variables in (trunk.trainable_variables, trunk.non_trainable_variables)
    )

    def infer(image: tf.Tensor) -> tf.Tensor:
        pictures = tf.cast(image, tf.float32)
        features, _ = trunk.stateless_call(learned, others, pictures, training=False)
        return tf.cast(features, tf.float32)

    signature = [tf.TensorSpec((None, *trunk.inputs[0].shape[1:]), tf.uint8)]
    # Plain operations: AutoGraph has nothing to rewrite, and keeps what it fails on (Python 3.13).
    return tf.function(infer, input_signature=signature, autograph=False)


def relative_error(ours: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Return the largest relative error of a picture's features; infinity where one is no number.

    Args:
        ours: Shape (n, ...).
        reference: Same shape.

    Returns:
        Length of the difference by the length of the reference, of the worst of n.
    """
    flat = reference.reshape(len(reference), -1).astype(np.float64)
    difference = np.linalg.norm(ours.reshape(flat.shape) - flat, axis=1)
    length = np.maximum(np.linalg.norm(flat, axis=1), np.finfo(np.float32).tiny)
    worst = float(np.max(difference / length, initial=0.0))
    return worst if np.isfinite(worst) else np.inf


def load_openvino() -> ModuleType:
    """Import OpenVINO without its telemetry.

    Raises:
        ImportError: It is not installed, or cannot be loaded on this computer.
    """
    # It reports to Google Analytics that it was imported, unless this package is missing; then it
    # has a stub of its own. None in its place makes it count as missing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


def converted(compute: Any, shape: tuple[int, ...] | None = None) -> Any:
    """Return a TensorFlow function as an OpenVINO model; many types of errors.

    Args:
        compute: A `tf.function` with an input signature: pictures, uint8, to float32.
        shape: Height, width and channels of a picture, for a model of one; None leaves the input
            as the signature says.
    """
    openvino = load_openvino()
    _mend_environment_check()
    model = openvino.convert_model(compute.get_concrete_function())
    if shape is not None:
        model.reshape([1, *shape])
    return model


def _agreeing(
    compute: Any, by_tensorflow: Features, pictures: NDArray[np.uint8], precision: Precision
) -> Features:
    """Return the OpenVINO runtime of a TensorFlow function, once it was found to agree.

    Raises:
        TrainingError: It cannot be used, or disagrees.
    """
    try:
        model = converted(compute, pictures.shape[1:])
        core = load_openvino().Core()
        with ThreadPoolExecutor(1, thread_name_prefix="openvino") as pool:
            # Made ready while TensorFlow computes what it is compared with.
            making = pool.submit(_features_and_some, core, model, pictures)
            expected = by_tensorflow(pictures)
            exact, ours = making.result()
        error = relative_error(ours, expected)
    except Exception as mishap:  # its frontends raise many types for what they do not know
        raise TrainingError(
            f"OpenVINO cannot compute these layers: {mishap}.", mend=_CHOOSE_ANOTHER
        ) from mishap
    if error > LARGEST_ERROR:
        raise TrainingError(
            f"OpenVINO disagrees with TensorFlow by {error:.1e}, more than {LARGEST_ERROR:.0e}.",
            mend=_CHOOSE_ANOTHER,
        )
    logger.info("OpenVINO agrees with TensorFlow to a relative error of %.1e", error)
    if precision == "float32":
        return exact
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        logger.warning("This processor has no bfloat16; the features are computed in float32")
        return exact
    fast = _features(core, model, precision)
    error = relative_error(fast(pictures), exact(pictures))
    logger.info("In bfloat16 the features have a relative error of %.1e", error)
    return fast


def _mend_environment_check() -> None:
    """Let OpenVINO look up TensorFlow's version on Python 3.13 as well.

    WORKAROUND: OpenVINO 2026.4.1 deletes a local name by `exec` there, which Python 3.13 no longer
    lets a function do (PEP 667).
    """
    import tensorflow as tf
    from openvino.frontend.tensorflow import utils

    versions = {"python_version": sys.version, "tensorflow": tf.__version__}
    utils.get_environment_setup = lambda framework: dict(versions)  # noqa: ARG005


def _features(core: Any, model: Any, precision: Precision) -> Features:
    """Return what computes the only output of a model."""
    compute = picture_by_picture(core, model, precision, "THROUGHPUT")
    return lambda pictures: compute(pictures)[0]


def _features_and_some(
    core: Any, model: Any, pictures: NDArray[np.uint8]
) -> tuple[Features, NDArray[np.float32]]:
    """Return what computes a model in float32, and what it makes of pictures."""
    exact = _features(core, model, "float32")
    return exact, exact(pictures)


def picture_by_picture(core: Any, model: Any, precision: Precision, hint: Hint) -> Outputs:
    """Return what computes all outputs of a model, from any thread.

    One picture at a time keeps what is computed in the processor's caches, and makes the outputs
    for a picture independent of those beside it.

    Args:
        core: OpenVINO's Core.
        model: Of one picture, as `converted` makes it.
        precision: What it computes with.
        hint: "LATENCY" lets all cores compute one picture, "THROUGHPUT" several side by side.
    """
    hints = {"INFERENCE_PRECISION_HINT": _HINTS[precision], "PERFORMANCE_HINT": hint}
    compiled = core.compile_model(model, "CPU", hints)
    shapes = [tuple(output.shape)[1:] for output in compiled.outputs]
    # Twice as many as run side by side: the next is ready when one ends.
    slots = 2 * int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
    requests = [compiled.create_infer_request() for _ in range(slots)]
    one_caller = threading.Lock()

    def compute(pictures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], ...]:
        results = tuple(np.empty((len(pictures), *shape), dtype=np.float32) for shape in shapes)

        def take(place: int) -> None:
            request = requests[place % slots]
            request.wait()
            for number, result in enumerate(results):
                result[place] = request.get_output_tensor(number).data[0]

        with one_caller:
            for place in range(len(pictures)):
                if place >= slots:
                    take(place - slots)
                requests[place % slots].start_async({0: pictures[place : place + 1]})
            for place in range(max(0, len(pictures) - slots), len(pictures)):
                take(place)
        return results

    return compute


_CHOOSE_ANOTHER = "Set features.runtime to auto or tensorflow."
