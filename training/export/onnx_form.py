"""ONNX: one file that many programs and languages read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.export.answering import INPUT, OUTPUT, answering_function
from training.export.forms import Extra, Form, Probabilities, Source

_FILE = "model.onnx"
_OPSET = 18


def _write(source: Source, folder: Path) -> None:
    import onnx
    import tf2onnx

    function = answering_function(source, resizes=True)
    model, _ = tf2onnx.convert.from_function(
        function, input_signature=function.input_signature, opset=_OPSET
    )
    onnx.helper.set_model_props(model, {"lesionlab": source.sidecar.to_json()})
    onnx.checker.check_model(model, full_check=True)
    onnx.save_model(model, str(folder / _FILE))


def _open(folder: Path) -> Probabilities:
    session = _session((folder / _FILE).read_bytes())

    def probabilities(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(session.run([OUTPUT], {INPUT: pictures})[0])

    return probabilities


def _session(model: bytes) -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # Windows; nothing is told to anybody
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


FORM = Form(
    name="onnx",
    title="ONNX",
    sentence="For ONNX Runtime, in most languages; takes pictures of any size.",
    extension=".onnx",
    write=_write,
    open=_open,
    resizes=True,
    needs=Extra("onnx", ("onnx", "onnxruntime", "tf2onnx")),
)
