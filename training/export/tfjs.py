"""TensorFlow.js: a graph model for web pages and programs of one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.errors import RunError
from training.export.forms import Form, Probabilities, Source
from training.export.tfjs_browser import find_browser
from training.export.tfjs_computing import graph_by_tensorflow, graph_in_browser, proof_in_words
from training.export.tfjs_graph import WebGraph, web_graph

_MODEL, _README = "model.json", "README.txt"
SHARD = 4 * 1024 * 1024
"""Bytes of a file of weights: what browsers keep in their caches."""
_TEXT = """\
A model for TensorFlow.js (https://www.tensorflow.org/js), made by LesionLab.

{notice}

  const model = await tf.loadGraphModel("model.json");
  const probabilities = model.predict(pictures);

pictures: float32, shape [n, {height}, {width}, 3], RGB, values 0 to 255, resized as lesionlab.json
says: browsers' own resizing gives other pixels. probabilities: float32, shape [n, {n}]: {outputs}.
Mirrored views and calibration are inside. Load it from a web server: pages opened from a disk may
not read other files.

{proof}
"""


def shards(weights: bytes) -> Iterator[bytes]:
    """Yield weights in parts of at most 4 MB; at least one, though it may be empty."""
    for start in range(0, max(len(weights), 1), SHARD):
        yield weights[start : start + SHARD]


def _write(source: Source, folder: Path) -> None:
    graph = web_graph(source)
    parts = list(shards(graph.weights))
    names = [f"group1-shard{place}of{len(parts)}.bin" for place in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        (folder / name).write_bytes(part)
    manifest = [{"paths": names, "weights": graph.specs}]
    model = {**graph.model, "weightsManifest": manifest}
    (folder / _MODEL).write_text(json.dumps(model, separators=(",", ":")), encoding="utf-8")
    height, width = source.run.config.model.image_size
    text = _TEXT.format(
        notice=source.sidecar.not_a_medical_device,
        height=height,
        width=width,
        n=source.run.n_outputs,
        outputs=", ".join(source.sidecar.outputs),
        proof=proof_in_words(),
    )
    (folder / _README).write_text(text, encoding="utf-8")


def _open(folder: Path) -> Probabilities:
    graph = _read(folder)
    program = find_browser()
    return graph_by_tensorflow(graph) if program is None else graph_in_browser(graph, program)


def _read(folder: Path) -> WebGraph:
    """Return what the files of an export hold.

    Raises:
        RunError: The weights are not as long as the model says.
    """
    model: dict[str, Any] = json.loads((folder / _MODEL).read_text(encoding="utf-8"))
    (group,) = model.pop("weightsManifest")
    weights = b"".join((folder / name).read_bytes() for name in group["paths"])
    graph = WebGraph(model, group["weights"], weights)
    if len(weights) != graph.size_told:
        raise RunError(
            f"{folder} holds {len(weights)} bytes of weights, where {_MODEL} tells of "
            f"{graph.size_told}.",
            mend="Export the run again.",
        )
    return graph


FORM = Form(
    name="tfjs",
    title="TensorFlow.js",
    sentence="For web pages and JavaScript programs of your own; takes pictures of the right size.",
    extension="",
    write=_write,
    open=_open,
)
