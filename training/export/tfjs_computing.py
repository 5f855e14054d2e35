"""Exported graphs computed: in a browser, or by TensorFlow from what their files hold."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from resources import resource_path
from training.export.answering import INPUT, OUTPUT
from training.export.tfjs_browser import Browser, find_browser
from training.export.tfjs_graph import LIBRARY, WebGraph

if TYPE_CHECKING:
    from training.export.forms import Probabilities

logger = logging.getLogger(__name__)

PROVEN = "It was compared with Keras in {browser} before it was put here."
NOT_PROVEN = (
    "No browser was found where it was made: its files were read back and compared with Keras by "
    "TensorFlow, but no browser has proven them."
)
_PIECE = 6_000_000
"""Bytes of weights that a browser is handed at once."""


def proof_in_words() -> str:
    """Return whether a browser proves what is exported here."""
    program = find_browser()
    return NOT_PROVEN if program is None else PROVEN.format(browser=program.stem)


def graph_in_browser(graph: WebGraph, program: Path) -> Probabilities:
    """Return a graph as TensorFlow.js computes it in a browser."""
    browser = Browser(program, "about:blank")
    browser.evaluate(f"{resource_path(LIBRARY).read_text(encoding='utf-8')}\n;0")
    browser.evaluate(_DECODE)
    browser.evaluate(f"globalThis.weights = new Uint8Array({len(graph.weights)}); 0")
    for start in range(0, len(graph.weights), _PIECE):
        piece = base64.b64encode(graph.weights[start : start + _PIECE]).decode()
        browser.evaluate(f"weights.set(decoded('{piece}'), {start})")
    browser.evaluate(_LOAD % {"model": json.dumps(graph.model), "specs": json.dumps(graph.specs)})

    def answer(picture: NDArray[np.uint8]) -> Any:
        pixels = base64.b64encode(picture.tobytes()).decode()
        return browser.evaluate(_ASK % {"pixels": pixels, "shape": [1, *picture.shape]})

    return _one_by_one(answer)


def page_in_browser(page: Path, program: Path) -> Probabilities:
    """Return the answers of an exported page, opened from the disk in a browser."""
    browser = Browser(program, page.absolute().as_uri())
    browser.evaluate(_DECODE)
    browser.evaluate("lesionlab.opened.then(model => { globalThis.opened = model; })")

    def answer(picture: NDArray[np.uint8]) -> Any:
        pixels = base64.b64encode(picture.tobytes()).decode()
        return browser.evaluate(f"opened.classify(decoded('{pixels}'))")

    return _one_by_one(answer)


def graph_by_tensorflow(graph: WebGraph) -> Probabilities:
    """Return a graph as TensorFlow computes it from what its files hold."""
    import tensorflow as tf
    from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]

    logger.warning("%s", NOT_PROVEN)
    definition = tf.compat.v1.GraphDef()
    ParseDict(graph.model["modelTopology"], definition)
    values = dict(_constants(graph))
    for node in definition.node:
        if node.op == "Const":
            tensor = tf.make_tensor_proto(values[node.name])
            node.attr["dtype"].type = tensor.dtype
            node.attr["value"].tensor.CopyFrom(tensor)
    output = graph.model["signature"]["outputs"][OUTPUT]["name"]
    imported = tf.compat.v1.wrap_function(
        lambda: tf.compat.v1.import_graph_def(definition, name=""), []
    )
    inside = imported.graph.as_graph_element
    function = imported.prune(inside(f"{INPUT}:0"), inside(output))

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(function(tf.constant(pictures, tf.float32)), np.float32)

    return probabilities


def _constants(graph: WebGraph) -> Any:
    """Yield name and value of every constant, in TensorFlow's types."""
    at = 0
    types = {"float32": "<f4", "int32": "<i4", "bool": "?"}
    for spec in graph.specs:
        dtype, shape = np.dtype(types[spec["dtype"]]), tuple(spec["shape"])
        size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
        yield spec["name"], np.frombuffer(graph.weights[at : at + size], dtype).reshape(shape)
        at += size


def _one_by_one(answer: Any) -> Probabilities:
    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.array([answer(picture) for picture in pictures], np.float32)

    return probabilities


_DECODE = "globalThis.decoded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); 0"
_LOAD = """
(async () => {
  const { modelTopology, signature, format } = %(model)s;
  if (!(await tf.setBackend("webgl"))) await tf.setBackend("cpu");
  const artifacts = { format, modelTopology, signature };
  artifacts.weightSpecs = %(specs)s;
  artifacts.weightData = weights.buffer;
  globalThis.graph = tf.loadGraphModelSync(artifacts);
})()
"""
_ASK = """
Array.from(tf.tidy(() =>
  graph.predict(tf.tensor4d(Float32Array.from(decoded("%(pixels)s")), %(shape)s)).dataSync()
))
"""
