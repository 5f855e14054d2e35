"""A run's model as the graph that TensorFlow.js computes: operations as JSON, weights as bytes.

The files are written here because the Python package `tensorflowjs` cannot be used with Keras 3.
Source: the format of `loadGraphModel` in @tensorflow/tfjs-converter 4.22: a TensorFlow GraphDef in
protobuf's JSON form, whose constants are left out and follow one another in little-endian bytes.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from resources import resource_path
from training.errors import RunError
from training.export.answering import INPUT, OUTPUT, answering_model

if TYPE_CHECKING:
    from training.export.forms import Source

LIBRARY = "webpage/tf.es2017.min.js"
"""The resource that holds TensorFlow.js."""
_OPTIMIZERS = ("constfold", "arithmetic", "dependency", "remap", "constfold", "dependency")
_DTYPES = {"float32": "float32", "int32": "int32", "int64": "int32", "bool": "bool"}
"""What TensorFlow.js calls the types of constants; it has no 64-bit whole numbers."""
_TYPES = {
    "DT_HALF": "DT_FLOAT",
    "DT_BFLOAT16": "DT_FLOAT",
    "DT_DOUBLE": "DT_FLOAT",
    "DT_INT64": "DT_INT32",
}
BYTES = {"float32": 4, "int32": 4, "bool": 1}
"""Bytes of a number of each type."""


@dataclass(frozen=True)
class WebGraph:
    """A graph that TensorFlow.js loads.

    Attributes:
        model: Content of a `model.json` without its weights manifest: topology and signature.
        specs: Name, shape and dtype of every constant, in the order of `weights`.
        weights: Their bytes, little-endian, one after the other.
    """

    model: dict[str, Any]
    specs: list[dict[str, Any]]
    weights: bytes

    @property
    def size_told(self) -> int:
        """Bytes that the constants take by their names, shapes and types."""
        return sum(BYTES[spec["dtype"]] * math.prod(spec["shape"]) for spec in self.specs)


def web_graph(source: Source) -> WebGraph:
    """Return a run's answering model as a graph for TensorFlow.js.

    Its input `pictures` takes float32 (n, height, width, 3), 0..255; its output `probabilities` is
    float32 (n, outputs), mirrored and calibrated as the run asks. What was trained in half
    precision computes in float32.

    Raises:
        RunError: The model needs an operation that TensorFlow.js does not have.
    """
    graph, output = _frozen(source)
    nodes, specs, weights = [], [], []
    for node in graph.node:
        if node.op == "NoOp":
            continue
        if node.op == "Const":
            values = _constant(node)
            dtype = _DTYPES[str(values.dtype)]
            specs.append({"name": node.name, "shape": list(values.shape), "dtype": dtype})
            weights.append(_little_endian(values, dtype))
        nodes.append(_as_json(node))
    _check_operations({node["op"] for node in nodes}, source)
    height, width = source.run.config.model.image_size
    model = {
        "format": "graph-model",
        "generatedBy": "LesionLab",
        "convertedBy": None,
        "modelTopology": {"node": nodes, "versions": {"producer": graph.versions.producer}},
        "signature": {
            "inputs": {INPUT: _tensor(f"{INPUT}:0", (-1, height, width, 3))},
            "outputs": {OUTPUT: _tensor(f"{output}:0", (-1, source.run.n_outputs))},
        },
    }
    return WebGraph(model, specs, b"".join(weights))


@cache
def known_operations() -> frozenset[str]:
    """Return the names of TensorFlow's operations that TensorFlow.js can compute."""
    library = resource_path(LIBRARY).read_text(encoding="utf-8")
    return frozenset(re.findall(r'tfOpName:"(\w+)"', library))


def _frozen(source: Source) -> tuple[Any, str]:
    """Return the model's GraphDef with weights as constants, and the name of its output node."""
    import tensorflow as tf

    # Neither has a public name; TensorFlow's own converters are made of both.
    from tensorflow.core.protobuf import config_pb2, meta_graph_pb2
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
    from tensorflow.python.grappler import tf_optimizer

    model = answering_model(source.run, source.model)
    shape = (None, *source.run.config.model.image_size, 3)
    signature = [tf.TensorSpec(shape, tf.float32, name=INPUT)]

    def answer(image: tf.Tensor) -> tf.Tensor:
        return tf.cast(model(image, training=False), tf.float32)

    # Plain operations: AutoGraph has nothing to rewrite.
    function = tf.function(answer, input_signature=signature, autograph=False)
    frozen = convert_variables_to_constants_v2(function.get_concrete_function())
    output = frozen.outputs[0].op.name
    meta = tf.compat.v1.train.export_meta_graph(
        graph_def=frozen.graph.as_graph_def(), graph=frozen.graph
    )
    kept = meta_graph_pb2.CollectionDef()
    kept.node_list.value.append(frozen.outputs[0].name)
    meta.collection_def["train_op"].CopyFrom(kept)
    config = config_pb2.ConfigProto()
    config.graph_options.rewrite_options.optimizers.extend(_OPTIMIZERS)
    return tf_optimizer.OptimizeGraph(config, meta), output


def _constant(node: Any) -> np.ndarray[Any, Any]:
    """Return the value of a constant, floats as float32."""
    import tensorflow as tf

    values = np.asarray(tf.make_ndarray(node.attr["value"].tensor))
    floats = np.issubdtype(values.dtype, np.floating) or str(values.dtype) == "bfloat16"
    return values.astype(np.float32) if floats else values


def _little_endian(values: np.ndarray[Any, Any], dtype: str) -> bytes:
    """Return the bytes of an array; a bool takes one."""
    return values.astype(np.dtype(dtype).newbyteorder("<")).tobytes()


def _as_json(node: Any) -> dict[str, Any]:
    """Return a node in protobuf's JSON form, without its value, in types of 32 bits."""
    from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]

    told: dict[str, Any] = MessageToDict(node)
    attributes = told.setdefault("attr", {})
    attributes.pop("value", None)
    for attribute in attributes.values():
        if "type" in attribute:
            attribute["type"] = _TYPES.get(attribute["type"], attribute["type"])
    return told


def _check_operations(used: set[str], source: Source) -> None:
    lacking = sorted(used - known_operations())
    if lacking:
        raise RunError(
            f"The model of {source.run.name} cannot be computed in a browser: TensorFlow.js has no "
            f"{', '.join(lacking)}.",
            mend="Export it in another format, such as ONNX.",
        )


def _tensor(name: str, shape: tuple[int, ...]) -> dict[str, Any]:
    sizes = [{"size": str(size)} for size in shape]
    return {"name": name, "dtype": "DT_FLOAT", "tensorShape": {"dim": sizes}}
