"""OpenVINO: for Intel's processors, graphics and accelerators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.export.answering import INPUT, OUTPUT, answering_function
from training.export.forms import Form, Probabilities, Source
from training.openvino_runtime import converted, load_openvino

_XML, _BIN = "model.xml", "model.bin"


def _write(source: Source, folder: Path) -> None:
    openvino = load_openvino()
    model = converted(answering_function(source, resizes=True, constant=True))
    model.input(0).get_tensor().set_names({INPUT})
    model.output(0).get_tensor().set_names({OUTPUT})
    model.set_rt_info(source.sidecar.to_json(), "lesionlab")
    openvino.serialize(model, str(folder / _XML), str(folder / _BIN))


def _open(folder: Path) -> Probabilities:
    openvino = load_openvino()
    core = openvino.Core()
    model = core.read_model((folder / _XML).read_bytes(), (folder / _BIN).read_bytes())
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.array(compiled({INPUT: pictures})[OUTPUT])

    return probabilities


FORM = Form(
    name="openvino",
    title="OpenVINO",
    sentence="For Intel's processors and graphics; takes pictures of any size.",
    extension=".xml",
    write=_write,
    open=_open,
    resizes=True,
)
